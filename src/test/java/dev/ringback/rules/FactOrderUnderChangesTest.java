package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever the order, the repetition and the interleaving of events, and whatever happens to the rules file in between, the
 * same calls are left: also where things share a matter, and where consent is given and withdrawn.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class FactOrderUnderChangesTest {
    private static final int PERMUTATIONS = 25;
    private static final String ANN = "+12025550111";
    private static final String BOB = "+12025550122";
    private static final String CYD = "+12025550133";
    private static final String DEE = "+12025550144";
    private static final String EVE = "+12025550155";

    private static final String RULE = """
              - name: %1$s
                events: ["billing:%2$s"]
                about: event.data.object.id
                matter: event.data.object.?subscription.orValue("")
                to: event.data.object.customer_phone
                purpose: informational
                expire: 48h
                cancel:
                  - events: ["billing:invoice.paid"]
                    about: event.data.object.id
                  - events: ["billing:customer.deleted"]
                    to: event.data.object.phone
                agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                from: "+12025550123"
            """;

    private static final String FAILED = RULE.formatted("dunning", "invoice.payment_failed");
    private static final String UPCOMING = RULE.formatted("remind", "invoice.upcoming");
    private static final String AGREES =
            RULE.formatted("win-back", "quote.finalized") + "    consent: event.data.object.agrees\n";

    /** Texts that mean the same. The last rename takes over what the names before it had. */
    private static final List<String> TEXTS = List.of(
            "version: 1\nrules:\n" + FAILED + UPCOMING + AGREES,
            "version: 1\nrules:\n" + AGREES + UPCOMING + FAILED + "# in another order\n",
            "version: 1\nrules:\n" + renamed("dunning-2", "[dunning]") + UPCOMING + AGREES,
            "version: 1\nrules:\n" + UPCOMING + renamed("dunning-3", "[dunning, dunning-2]") + AGREES);

    private static String renamed(String name, String was) {
        return FAILED.replace("name: dunning", "name: " + name) + "    was: " + was + "\n";
    }

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final String usual;
    private Instant start;

    FactOrderUnderChangesTest(ServiceDriver world, RulesActivation activation) throws IOException {
        this.world = world;
        this.activation = activation;
        this.usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    private record Fact(String id, String type, String object, int minute) {}

    private static Fact asks(String type, String id, String about, String to, String more, int minute) {
        return new Fact(id, type, "{\"id\":\"%s\",\"customer_phone\":\"%s\"%s}".formatted(about, to, more), minute);
    }

    private static Fact fails(String id, String about, String to, String subscription, int minute) {
        return asks("invoice.payment_failed", id, about, to, ",\"subscription\":\"" + subscription + "\"", minute);
    }

    private static Fact comes(String id, String about, String to, String subscription, int minute) {
        return asks("invoice.upcoming", id, about, to, ",\"subscription\":\"" + subscription + "\"", minute);
    }

    private static Fact agrees(String id, String about, String to, boolean isGiven, int minute) {
        return asks("quote.finalized", id, about, to, ",\"agrees\":" + isGiven, minute);
    }

    private static Fact pays(String id, String about, int minute) {
        return new Fact(id, "invoice.paid", "{\"id\":\"" + about + "\"}", minute);
    }

    private static final List<Fact> FACTS = List.of(
            // One matter, three things of two rules: the first is paid, so the second has its call.
            fails("evt_a1", "in_a", ANN, "sub_1", 1),
            comes("evt_b1", "in_b", ANN, "sub_1", 2),
            fails("evt_c1", "in_c", ANN, "sub_1", 3),
            pays("evt_a2", "in_a", 4),
            // A matter whose first thing is renewed later than the second's first fact.
            comes("evt_d1", "in_d", BOB, "sub_2", 5),
            fails("evt_e1", "in_e", BOB, "sub_2", 6),
            comes("evt_d2", "in_d", BOB, "sub_2", 7),
            // A matter that two persons share; calls to the first one's person end.
            fails("evt_f1", "in_f", CYD, "sub_3", 8),
            fails("evt_g1", "in_g", DEE, "sub_3", 9),
            new Fact("evt_h1", "customer.deleted", "{\"phone\":\"" + CYD + "\"}", 10),
            // Without a matter, and one whose every thing is paid.
            fails("evt_i1", "in_i", DEE, "", 11),
            fails("evt_j1", "in_j", DEE, "sub_4", 12),
            comes("evt_k1", "in_k", DEE, "sub_4", 13),
            pays("evt_j2", "in_j", 14),
            pays("evt_k2", "in_k", 15),
            // Consent that is given, withdrawn and not given again.
            agrees("evt_l1", "in_l", EVE, true, 16),
            agrees("evt_m1", "in_m", EVE, false, 17),
            agrees("evt_n1", "in_n", DEE, false, 18),
            agrees("evt_o1", "in_o", DEE, true, 19));

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        start = world.now().minus(Duration.ofHours(1));
    }

    @AfterEach
    void restoreTheRules() {
        world.reset();
        world.run("UPDATE rule_name SET taken_over_by = NULL");
        assertThat(activation.activate(usual)).isEmpty();
    }

    @Test
    void theSameCallsAreLeft() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < PERMUTATIONS; i++) {
            world.reset();
            world.run("UPDATE rule_name SET taken_over_by = NULL");
            List<Fact> facts = shuffledAndRepeated(random);
            deliver(facts, random);
            assertThat(left())
                    .as(
                            "seed %d, permutation %d: %s",
                            seed, i, facts.stream().map(Fact::id).toList())
                    .containsExactlyInAnyOrder(
                            "in_b " + ANN + " null",
                            "in_d " + BOB + " null",
                            "in_g " + DEE + " null",
                            "in_i " + DEE + " null",
                            "in_l " + EVE + " consent",
                            "in_o " + DEE + " null");
        }
    }

    private static List<Fact> shuffledAndRepeated(Random random) {
        List<Fact> facts = new ArrayList<>(FACTS);
        for (Fact fact : FACTS) {
            if (random.nextInt(3) == 0) {
                facts.add(fact);
            }
        }
        Collections.shuffle(facts, random);
        return facts;
    }

    /** Now and then decides what has come so far, and activates the next text. */
    private void deliver(List<Fact> facts, Random random) {
        int text = 0;
        assertThat(activation.activate(TEXTS.get(text))).isEmpty();
        for (Fact fact : facts) {
            world.stripe(fact.id, fact.type, fact.object, start.plus(Duration.ofMinutes(fact.minute)))
                    .then()
                    .statusCode(200);
            if (random.nextBoolean()) {
                world.decide();
            }
            if (text + 1 < TEXTS.size() && random.nextInt(6) == 0) {
                assertThat(activation.activate(TEXTS.get(++text))).isEmpty();
            }
        }
        world.decide();
    }

    /** The calls that are left to ring, each with the gate that holds it. */
    private Set<String> left() {
        Set<String> calls = new TreeSet<>();
        world.get("/api/v1/calls?limit=200").<Map<String, Object>>getList("items").stream()
                .filter(call -> !call.get("state").equals("cancelled"))
                .forEach(call -> calls.add(call.get("about") + " " + call.get("to") + " " + gate(call)));
        return calls;
    }

    private static String gate(Map<String, Object> call) {
        return call.get("waiting_for") instanceof Map<?, ?> wait ? (String) wait.get("gate") : null;
    }
}
