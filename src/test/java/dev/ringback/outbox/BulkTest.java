package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.calls.CallCaps;
import dev.ringback.hub.RequestBudget;
import dev.ringback.hub.RequestBudget.Later;
import dev.ringback.hub.RequestBudget.Permit;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes in great numbers stands back: calls about events find room, and go first. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class BulkTest {
    private final ServiceDriver world;
    private final Outbox outbox;
    private final RequestBudget budget;
    private final CallCaps reader;

    BulkTest(ServiceDriver world, Outbox outbox, RequestBudget budget, CallCaps reader) {
        this.world = world;
        this.outbox = outbox;
        this.budget = budget;
        this.reader = reader;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private UUID bulk(int number) {
        UUID call = world.dueCall("+1202555%04d".formatted(number));
        world.run("UPDATE outbox_entry SET bulk = true WHERE call = '" + call + "'");
        return call;
    }

    private void spent(int requests) {
        world.run("INSERT INTO hub_request (at) SELECT ringback_now() FROM generate_series(1, " + requests + ")");
    }

    @Test
    void itIsClaimedAfterWhatIsNotBulkHoweverLongItWaits() {
        UUID early = bulk(110);
        world.advance(Duration.ofMinutes(5));
        UUID late = world.dueCall("+12025550111");
        assertThat(outbox.claim(1)).extracting(Claim::call).containsExactly(late);
        assertThat(outbox.claim(5)).extracting(Claim::call).containsExactly(early);
    }

    @Test
    void itWaitsWhileTwoThirdsOfAWindowAreUsed() {
        bulk(110);
        bulk(111);
        bulk(112);
        spent(34); // of 55, two thirds are 36
        UUID ordinary = world.dueCall("+12025550113");
        assertThat(outbox.claim(10)).extracting(Claim::call).hasSize(2).startsWith(ordinary);
        assertThat(outbox.claim(10)).isEmpty();
        UUID another = world.dueCall("+12025550114");
        assertThat(outbox.claim(10)).extracting(Claim::call).containsExactly(another);
        world.advance(Duration.ofSeconds(61));
        assertThat(outbox.claim(10)).hasSize(2);
    }

    @Test
    void itLeavesAThirdOfACapToCallsAboutEvents() {
        world.hub()
                .behave(world.hub()
                        .behaviour()
                        .withCaps(new dev.ringback.emulator.Caps(1_000_000, 3, 1_000_000, 1_000_000)));
        assertThat(reader.readIfDue()).isTrue();
        for (int i = 0; i < 4; i++) {
            bulk(110 + i);
        }
        assertThat(outbox.claim(10)).hasSize(2);
        UUID ordinary = world.dueCall("+12025550120");
        assertThat(outbox.claim(10)).extracting(Claim::call).containsExactly(ordinary);
    }

    @Test
    void bulkReadsStandBackToo() {
        spent(36);
        assertThat(budget.take(Urgency.BULK, Duration.ofSeconds(5))).isInstanceOf(Later.class);
        assertThat(budget.take(Urgency.ORDINARY, Duration.ofSeconds(5))).isInstanceOf(Permit.class);
    }
}
