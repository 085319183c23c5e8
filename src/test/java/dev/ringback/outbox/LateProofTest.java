package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ring that is proved after its call was given up: nothing else rings about the same thing. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class LateProofTest {
    private static final String ANN = "+12025550141";
    private static final String BEN = "+12025550142";

    private final ServiceDriver world;
    private final Outbox outbox;

    LateProofTest(ServiceDriver world, Outbox outbox) {
        this.world = world;
        this.outbox = outbox;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    /** A call whose attempt is silent, was settled as not placed by force, and has expired since: its thing is free. */
    private Claim expiredThoughItsAttemptMayLive(String invoice) {
        UUID call = world.callOf(world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, ANN)));
        Claim claim = outbox.claim(1).getFirst();
        world.advance(Duration.ofMinutes(2));
        world.sweep();
        world.operator(
                        "/api/v1/calls/" + call + "/settle",
                        "{\"outcome\":\"not_placed\",\"note\":\"no ring at the carrier\",\"force\":true}")
                .then()
                .statusCode(200);
        world.run("INSERT INTO pause (scope, reason, who) VALUES ('all', 'a try', 'ada')");
        world.advance(Duration.ofDays(4));
        world.sweep();
        world.run("TRUNCATE pause");
        assertThat(world.stateOf(call)).isEqualTo("expired");
        world.toMondayNoon();
        return claim;
    }

    private UUID second(String invoice, String number) {
        return world.callOf(world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, number)));
    }

    @Test
    void theProofEndsASecondCallAboutTheSameThing() {
        String invoice = ServiceDriver.freshId("in_");
        Claim claim = expiredThoughItsAttemptMayLive(invoice);
        UUID second = second(invoice, ANN);
        assertThat(world.stateOf(second)).isEqualTo("due");
        outbox.record(claim, new Outcome.Done("sess_1"));
        assertThat(world.stateOf(claim.call())).isEqualTo("placed");
        assertThat(world.stateOf(second)).isEqualTo("cancelled");
        assertThat(world.call(second).getString("reason")).startsWith("already_called");
        assertThat(world.send()).isZero();
    }

    @Test
    void itEndsASecondCallToSomebodyElseToo() {
        String invoice = ServiceDriver.freshId("in_");
        Claim claim = expiredThoughItsAttemptMayLive(invoice);
        UUID second = second(invoice, BEN);
        outbox.record(claim, new Outcome.Done("sess_1"));
        assertThat(world.stateOf(second)).isEqualTo("cancelled");
    }

    @Test
    void aSecondCallThatIsBeingSentIsMarkedAndNeverSentAgain() {
        String invoice = ServiceDriver.freshId("in_");
        Claim claim = expiredThoughItsAttemptMayLive(invoice);
        UUID second = second(invoice, ANN);
        Claim sending = outbox.claim(1).getFirst();
        assertThat(sending.call()).isEqualTo(second);
        outbox.record(claim, new Outcome.Done("sess_1"));
        outbox.record(sending, new Outcome.NotSent("its lease was over"));
        assertThat(world.stateOf(second)).isEqualTo("cancelled");
    }

    @Test
    void callsAboutOtherThingsGoOn() {
        Claim claim = expiredThoughItsAttemptMayLive(ServiceDriver.freshId("in_"));
        UUID other = second(ServiceDriver.freshId("in_"), BEN);
        outbox.record(claim, new Outcome.Done("sess_1"));
        assertThat(world.stateOf(other)).isEqualTo("due");
    }

    @Test
    void aFactThatComesAfterTheProofFindsTheThingTaken() {
        String invoice = ServiceDriver.freshId("in_");
        Claim claim = expiredThoughItsAttemptMayLive(invoice);
        outbox.record(claim, new Outcome.Done("sess_1"));
        var receipt = world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, ANN));
        world.decide();
        assertThat(world.event(receipt.path("event")).getString("decisions[0].reason"))
                .isEqualTo("already_called");
    }

    /** The entry of an originate becomes a row of a draft by a newer fact; the originate's answer still counts. */
    @Test
    void aProofForAnEntryThatHasBecomeARowOfADraftIsStored() {
        UUID call = world.callOf(
                world.stripe("invoice.payment_failed", ServiceDriver.invoice(ServiceDriver.freshId("in_"), ANN)));
        Claim claim = outbox.claim(1).getFirst();
        world.advance(Duration.ofMinutes(2));
        world.sweep();
        world.operator(
                        "/api/v1/calls/" + call + "/settle",
                        "{\"outcome\":\"not_placed\",\"note\":\"no ring\",\"force\":true}")
                .then()
                .statusCode(200);
        world.run(
                "UPDATE outbox_entry SET kind = 'CONTACT', lot = 'a|+12025550123|', stop_at = not_after WHERE call = '"
                        + call + "'");
        outbox.record(claim, new Outcome.Done("sess_1"));
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.send()).isZero();
    }
}
