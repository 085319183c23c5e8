package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Senders promise no order and deliver twice; whatever they do, the same calls must be left. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class FactOrderTest {
    private static final int PERMUTATIONS = 40;
    private static final String ANN = "+12025550111";
    private static final String BOB = "+12025550122";
    private static final String CYD = "+12025550133";
    private static final String DEE = "+12025550144";
    private static final String EVE = "+12025550155";

    private final ServiceDriver world;
    private Instant start;

    FactOrderTest(ServiceDriver world) {
        this.world = world;
    }

    private record Fact(String id, String type, String object, int minute) {}

    private static Fact fails(String id, String about, String to, int minute) {
        return new Fact(id, "invoice.payment_failed", ServiceDriver.invoice(about, to), minute);
    }

    private static Fact pays(String id, String about, int minute) {
        return new Fact(id, "invoice.paid", ServiceDriver.invoice(about, ANN), minute);
    }

    private static Fact leaves(String id, String who, int minute) {
        return new Fact(id, "customer.deleted", "{\"phone\":\"" + who + "\"}", minute);
    }

    private static final List<Fact> FACTS = List.of(
            // One thing, three facts, the last two of one instant: the greater id is the newer.
            fails("evt_a1", "in_a", ANN, 1),
            fails("evt_a2", "in_a", ANN, 5),
            fails("evt_a3", "in_a", BOB, 5),
            // Paid between its two failures.
            fails("evt_b1", "in_b", ANN, 2),
            pays("evt_b2", "in_b", 3),
            fails("evt_b3", "in_b", ANN, 4),
            // A person who left, with a failure before and one after that.
            fails("evt_c1", "in_c", CYD, 10),
            leaves("evt_c2", CYD, 11),
            fails("evt_c3", "in_c", CYD, 12),
            fails("evt_d1", "in_d", CYD, 9),
            fails("evt_e1", "in_e", CYD, 11),
            // First to one person, then to another, who left.
            fails("evt_j1", "in_j", DEE, 20),
            fails("evt_j2", "in_j", EVE, 21),
            leaves("evt_j3", EVE, 22),
            // Of another person, and paid without ever having failed.
            fails("evt_f1", "in_f", DEE, 1),
            pays("evt_g1", "in_g", 1),
            // No facts: no number, condition false.
            fails("evt_h1", "in_h", "", 3),
            new Fact("evt_i1", "invoice.payment_failed", "{\"id\":\"in_i\",\"customer_phone\":\"" + DEE + "\"}", 3));

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        start = world.now().minus(Duration.ofHours(1));
    }

    @Test
    void anyOrderAndRepetitionOfDeliveriesLeavesTheSameCalls() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < PERMUTATIONS; i++) {
            world.reset();
            List<Fact> facts = shuffledAndRepeated(random);
            deliver(facts, random);
            assertThat(toBeRung())
                    .as(
                            "seed %d, permutation %d: %s",
                            seed, i, facts.stream().map(Fact::id).toList())
                    .containsExactlyInAnyOrder("in_a " + BOB + " due", "in_c " + CYD + " due", "in_f " + DEE + " due");
        }
        assertThat(world.send()).isEqualTo(3);
        assertThat(world.hub().rings()).hasSize(3);
    }

    private static List<Fact> shuffledAndRepeated(Random random) {
        List<Fact> facts = new ArrayList<>(FACTS);
        for (Fact fact : FACTS) {
            for (int more = random.nextInt(3); more > 0; more--) {
                facts.add(fact);
            }
        }
        Collections.shuffle(facts, random);
        return facts;
    }

    /** Now and then decides what has come so far. */
    private void deliver(List<Fact> facts, Random random) {
        for (Fact fact : facts) {
            world.stripe(fact.id, fact.type, fact.object, start.plus(Duration.ofMinutes(fact.minute)))
                    .then()
                    .statusCode(200);
            if (random.nextBoolean()) {
                world.decide();
            }
        }
        world.decide();
    }

    /** The calls that are left to ring. Cancelled ones are no part of this: only what came too late to end one made one. */
    private Set<String> toBeRung() {
        Set<String> calls = new TreeSet<>();
        world.get("/api/v1/calls?limit=200").<java.util.Map<String, String>>getList("items").stream()
                .filter(call -> !call.get("state").equals("cancelled"))
                .forEach(call -> calls.add(call.get("about") + " " + call.get("to") + " " + call.get("state")));
        return calls;
    }
}
