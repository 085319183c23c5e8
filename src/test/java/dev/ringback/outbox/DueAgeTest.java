package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.Heard;
import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How old a call that is due is taken to be: by trouble it ages, by what somebody wants it does not. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class DueAgeTest {
    private static final String NUMBER = "+12025550143";
    private static final Duration LATE = Duration.ofMinutes(10);

    private final ServiceDriver world;
    private final DueAge age;

    DueAgeTest(ServiceDriver world, DueAge age) {
        this.world = world;
        this.age = age;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    @AfterEach
    void stop() {
        world.reset();
    }

    private Optional<DueAge.Late> late() {
        return QuarkusTransaction.requiringNew().call(() -> age.lateBy(LATE));
    }

    private boolean isLate() {
        return late().isPresent();
    }

    // --- Trouble

    @Test
    void aCallThatNobodySendsAges() {
        UUID call = world.dueCall(NUMBER);
        world.advance(Duration.ofMinutes(9));
        assertThat(isLate()).isFalse();
        world.advance(Duration.ofMinutes(2));
        assertThat(late()).hasValueSatisfying(late -> {
            assertThat(late.count()).isOne();
            assertThat(late.since()).isEqualTo(Instant.parse(world.call(call).getString("not_before")));
        });
        assertThat(Instant.parse(world.get("/api/v1/status").getString("oldest_due_at")))
                .isEqualTo(late().orElseThrow().since());
        assertThat(QuarkusTransaction.requiringNew().call(age::byOrigin))
                .singleElement()
                .satisfies(oldest -> assertThat(oldest.seconds()).isBetween(660.0, 700.0));
    }

    @Test
    void aBackoffDoesNotMakeItYoungAgain() {
        world.dueCall(NUMBER);
        world.hub().close();
        try {
            for (int i = 0; i < 8; i++) {
                assertThat(world.send()).as("a connection is refused").isOne();
                world.advance(Duration.ofSeconds(i < 7 ? 100 : 1));
            }
            assertThat(late()).as("also while its backoff lasts").isPresent();
        } finally {
            world.restartHub();
        }
    }

    @Test
    void anOpenBreakerLetsItAge() {
        for (int i = 0; i < 4; i++) {
            world.dueCall("+1202555%04d".formatted(110 + i));
        }
        world.hub().faults().next(Route.ORIGINATE, 3, Fault.status(500, "down"));
        world.send();
        world.advance(LATE.plusMinutes(1));
        assertThat(late()).hasValueSatisfying(late -> assertThat(late.count()).isOne());
    }

    @Test
    void theHubsRequestLimitLetsItAge() {
        world.dueCall(NUMBER);
        world.run("UPDATE quota SET held_until = ringback_now() + interval '1 hour'");
        world.advance(LATE.plusMinutes(1));
        assertThat(isLate()).isTrue();
    }

    @Test
    void anUndecidedEventLetsItAge() {
        world.dueCall(NUMBER);
        world.stripe("invoice.paid", "{\"id\":\"in_any\"}").then().statusCode(200);
        world.advance(LATE.plusMinutes(1));
        assertThat(isLate()).isTrue();
    }

    @Test
    void aCallOfAVersionBeforeAgesFromItsDueTime() {
        world.dueCall(NUMBER);
        world.run("UPDATE outbox_entry SET first_due_at = NULL");
        world.advance(LATE.plusMinutes(1));
        assertThat(isLate()).isTrue();
    }

    @Test
    void aBrakeThatTheHubDoesNotTakeAges() {
        world.dialAfter(Duration.ofHours(2));
        UUID call = world.dueReminder(NUMBER);
        world.send();
        world.send();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        world.watch();
        world.hub().faults().probability(Route.STOP_CAMPAIGN, 1, 1, Fault.status(500, "down"));
        world.send();
        world.advance(LATE.plusMinutes(1));
        world.send();
        assertThat(isLate()).isTrue();
    }

    // --- What somebody wants

    @Test
    void thePersonsGapDoesNotCount() {
        world.dueCall(NUMBER);
        world.dueCall(NUMBER);
        world.send();
        world.advance(LATE.plusMinutes(1));
        assertThat(isLate()).isFalse();
        world.advance(Duration.ofMinutes(5));
        assertThat(isLate()).as("its turn came, and nobody sends it").isTrue();
    }

    @Test
    void aPauseDoesNotCount() {
        world.dueCall(NUMBER);
        world.operator("/api/v1/pause", "{\"reason\":\"lunch\"}").then().statusCode(200);
        world.advance(LATE.plusMinutes(1));
        assertThat(isLate()).isFalse();
    }

    @Test
    void aHoldDoesNotCount() {
        UUID call = world.dueCall(NUMBER);
        world.run("UPDATE outbox_entry SET held = 'a cancel failed' WHERE call = '" + call + "'");
        world.advance(LATE.plusMinutes(1));
        assertThat(isLate()).isFalse();
    }

    @Test
    void aCapThatIsZeroDoesNotCount() {
        world.dueCall(NUMBER);
        world.run("UPDATE quota SET daily_minutes_max = 0");
        world.advance(LATE.plusMinutes(1));
        assertThat(isLate()).isFalse();
    }

    @Test
    void aDayWhoseCallsAreUsedUpDoesNotCount() {
        world.run("UPDATE quota SET daily_calls_max = 1");
        world.dueCall(NUMBER);
        world.send();
        world.dueCall(ServiceDriver.freshNumber());
        world.advance(LATE.plusMinutes(1));
        assertThat(isLate()).isFalse();
    }

    @Test
    void aCallThatADailyCapPutOffIsYoungWhenItIsDueAgain() {
        UUID call = world.dueCall("+12135550190"); // in Los Angeles, where it is afternoon at UTC midnight
        world.hub().faults().next(Route.ORIGINATE, Fault.capReached("Daily call limit reached"));
        world.send();
        Instant again = Instant.parse(world.call(call).getString("not_before"));
        world.advance(Duration.between(world.now(), again).plusMinutes(2));
        assertThat(isLate()).isFalse();
    }

    @Test
    void theNextWindowStartsItsAgeAnew() {
        UUID call = world.dueCall(NUMBER);
        world.advance(Duration.ofHours(9)); // nine in the evening in New York, or ten in summer
        world.sweep();
        Instant morning = Instant.parse(world.call(call).getString("not_before"));
        world.advance(Duration.between(world.now(), morning).plusMinutes(5));
        assertThat(isLate()).isFalse();
    }

    @Test
    void aNewerFactStartsItsAgeAnew() {
        String invoice = ServiceDriver.freshId("in_");
        world.callOf(world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, NUMBER)));
        world.advance(LATE.plusMinutes(1));
        world.callOf(world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, NUMBER)));
        assertThat(isLate()).isFalse();
    }

    @Test
    void whatWasUnknownForLongIsYoungOnceItIsSettled() {
        UUID call = world.dueCall(NUMBER);
        world.hub().faults().next(Route.ORIGINATE, Fault.closeBeforeEffect());
        world.send();
        world.advance(Duration.ofHours(1));
        world.operator("/api/v1/calls/" + call + "/settle", "{\"outcome\":\"not_placed\",\"note\":\"asked\"}")
                .then()
                .statusCode(200);
        assertThat(isLate()).isFalse();
    }

    // --- The log

    @Test
    void eachCallThatBecomesUnknownOrIsRefusedIsOneWarning() {
        try (Heard heard = new Heard("dev.ringback.calls.CallSender")) {
            UUID lost = world.dueCall(NUMBER);
            world.hub().faults().next(Route.ORIGINATE, Fault.status(500, "carrier error for " + NUMBER));
            world.send();
            UUID refused = world.dueCall(ServiceDriver.freshNumber());
            world.hub().faults().next(Route.ORIGINATE, Fault.status(422, "no such thing"));
            world.send();
            assertThat(heard.lines("WARN")).hasSize(2);
            assertThat(heard.lines("WARN").get(0)).contains("call " + lost + " is unknown", "500");
            assertThat(heard.lines("WARN").get(1)).contains("call " + refused + " is refused", "422 no such thing");
            assertThat(heard.lines()).noneMatch(line -> line.contains(NUMBER));
        }
    }
}
