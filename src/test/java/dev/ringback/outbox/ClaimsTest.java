package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Behaviour;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each gate, lock and lease by itself: what one of them alone keeps from being sent, or from being recorded. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class ClaimsTest {
    private static final String NUMBER = "+12025550143";
    private static final String OTHER = "+12025550144";

    private final ServiceDriver world;
    private final Outbox outbox;
    private final Session database;

    ClaimsTest(ServiceDriver world, Outbox outbox, Session database) {
        this.world = world;
        this.outbox = outbox;
        this.database = database;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    /** A call that goes through a draft. */
    private UUID dueRow(String number) {
        return world.callOf(world.stripe("invoice.upcoming", """
                {"id":"%s","number":"A-1","customer_phone":"%s","customer_address":{"country":"US"}}
                """.formatted(ServiceDriver.freshId("in_"), number)));
    }

    private void lock(String number) {
        database.createNativeQuery("SELECT 1 FROM person WHERE number = :n FOR UPDATE", Object.class)
                .setParameter("n", number)
                .getResultList();
    }

    private void spend(int requests) {
        world.run("INSERT INTO hub_request (at) SELECT ringback_now() FROM generate_series(1, " + requests + ")");
    }

    /** Has due rows gathered into a draft whose create waits. */
    private void gather() {
        spend(55);
        assertThat(world.send()).isZero();
        world.run("TRUNCATE hub_request");
    }

    /** A start whose answer was lost: the deletion of its draft is due. */
    private UUID unsureStart() {
        UUID call = dueRow(NUMBER);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        return call;
    }

    // --- Gates

    @Test
    void theGatesAreAskedAgainOfWhomTheLockIsHeld() {
        UUID held = world.dueCall(NUMBER);
        UUID free = world.dueCall(NUMBER);
        world.run("UPDATE outbox_entry SET held = 'failed_cancel' WHERE call = '" + held + "'");
        assertThat(outbox.claim(10)).extracting(Claim::call).containsExactly(free);
    }

    @Test
    void aPausedCallDoesNotGoInPlaceOfAnotherToThePerson() {
        UUID paused = world.dueCall(NUMBER);
        UUID free = world.dueCall(NUMBER);
        world.run("UPDATE outbox_entry SET scopes = scopes || '{rule:paused}' WHERE call = '" + paused + "'");
        world.run("INSERT INTO pause (scope, reason, who) VALUES ('rule:paused', 'a try', 'ada')");
        assertThat(outbox.claim(10)).extracting(Claim::call).containsExactly(free);
    }

    @Test
    void aCallIsNotClaimedBeforeItsWaitIsOver() {
        world.callOf(world.shopify("orders/create", world.order(4711, NUMBER))); // waits ten minutes
        assertThat(outbox.claim(10)).isEmpty();
        world.advance(Duration.ofMinutes(11));
        assertThat(outbox.claim(10)).hasSize(1);
    }

    @Test
    void whatIsHeldIsNotClaimed() {
        world.dueCall(NUMBER);
        world.run("UPDATE outbox_entry SET held = 'failed_cancel'");
        assertThat(outbox.claim(10)).isEmpty();
        world.run("UPDATE outbox_entry SET held = NULL");
        assertThat(outbox.claim(10)).hasSize(1);
    }

    @Test
    void aPausedAgentHoldsTheCreateOfItsDraft() {
        dueRow(NUMBER);
        gather();
        world.run("INSERT INTO pause (scope, reason, who)"
                + " VALUES ('agent:agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z', 'refused', 'ringback')");
        assertThat(outbox.claim(10)).isEmpty();
        world.run("TRUNCATE pause");
        assertThat(outbox.claim(10)).extracting(Claim::kind).containsExactly(Kind.CREATE);
    }

    @Test
    void aSecondCallOfAPersonIsNotClaimedWhileTheFirstIsBeingSent() {
        world.dueCall(NUMBER);
        world.dueCall(NUMBER);
        assertThat(outbox.claim(10)).hasSize(1);
        world.advance(Duration.ofMinutes(16));
        assertThat(outbox.claim(10)).isEmpty();
    }

    @Test
    void aCallIsNotClaimedWhileACampaignMayDialItsPerson() {
        var slow = new Behaviour.Dialling(Duration.ofSeconds(30), Duration.ofHours(1), Duration.ZERO, Set.of());
        world.hub().behave(world.hub().behaviour().withDialling(slow));
        UUID row = dueRow(NUMBER);
        world.send();
        world.send();
        assertThat(world.stateOf(row)).isEqualTo("started");
        world.dueCall(NUMBER);
        world.advance(Duration.ofMinutes(16));
        assertThat(outbox.claim(10)).isEmpty();
    }

    @Test
    void noMoreIsClaimedThanTheHubLetsFlyAtOnce() {
        for (int i = 0; i < 17; i++) {
            world.dueCall("+1202555%04d".formatted(110 + i));
        }
        assertThat(outbox.claim(30)).as("of 16, one is reserved").hasSize(15);
        assertThat(outbox.claim(30)).isEmpty();
    }

    @Test
    void noMoreDraftsAreClaimedThanTheHubLetsFlyAtOnce() { // the room for dials does not limit creates
        for (int i = 0; i < 17; i++) {
            dueRow("+1202555%04d".formatted(110 + i));
        }
        world.run("UPDATE outbox_entry SET alone = true");
        gather();
        assertThat(outbox.claim(30)).extracting(Claim::kind).hasSize(15).containsOnly(Kind.CREATE);
        assertThat(outbox.claim(30)).isEmpty();
    }

    @Test
    void aStartWaitsForRoomUnderTheTenantsCaps() {
        dueRow(NUMBER);
        dueRow(OTHER);
        world.send();
        world.run("UPDATE quota SET calls_per_minute = 2");
        world.run("INSERT INTO dial (entry, attempt, calls) VALUES (gen_random_uuid(), 1, 1)");
        assertThat(outbox.claim(10)).as("one dial fits, two are wanted").isEmpty();
        world.run("TRUNCATE dial");
        assertThat(outbox.claim(10)).extracting(Claim::kind).containsExactly(Kind.START);
    }

    @Test
    void nothingButBrakesIsClaimedInADatabaseThatTookThePlaceOfTheAcceptedOne() {
        unsureStart();
        world.dueCall(OTHER);
        world.run("UPDATE installation SET timeline = timeline - 1");
        try {
            assertThat(outbox.claim(10)).isEmpty();
            assertThat(outbox.claimBrakes(10)).extracting(Claim::kind).containsExactly(Kind.DELETE);
        } finally {
            world.run("UPDATE installation SET timeline = timeline + 1");
        }
    }

    @Test
    void notEvenABrakeIsClaimedInADatabaseThatMayBeACopy() {
        unsureStart();
        world.dueCall(OTHER);
        world.run("UPDATE installation SET database_oid = database_oid + 1");
        try {
            assertThat(outbox.claim(10)).isEmpty();
            assertThat(outbox.claimBrakes(10)).isEmpty();
            assertThat(world.get("/api/v1/status").getString("pauses[0].doubt")).isEqualTo("DATABASE_COPIED");
        } finally {
            world.run("UPDATE installation SET database_oid = database_oid - 1");
        }
    }

    @Test
    void notEvenABrakeIsClaimedForAnotherHub() {
        unsureStart();
        world.dueCall(OTHER);
        world.run("UPDATE installation SET hub_address = 'https://api.kataven.ai/v1'");
        try {
            assertThat(outbox.claim(10)).isEmpty();
            assertThat(outbox.claimBrakes(10)).isEmpty();
        } finally {
            world.run("UPDATE installation SET hub_address = 'loopback'");
        }
    }

    @Test
    void aBrakeHasAReservedBudgetAndPassesABlockOfDialling() {
        unsureStart();
        world.run("TRUNCATE hub_request");
        spend(52); // of 55, 5 reserved
        world.run("UPDATE quota SET dial_blocked_until = ringback_now() + interval '1 hour'");
        assertThat(outbox.claimBrakes(10)).extracting(Claim::kind).containsExactly(Kind.DELETE);
    }

    // --- Locks

    @Test
    void aStartPassesOverAPersonWhomAnotherTransactionHasLocked() {
        dueRow(NUMBER);
        world.send();
        QuarkusTransaction.requiringNew().run(() -> {
            lock(NUMBER);
            assertThat(outbox.claim(10)).isEmpty();
        });
        assertThat(outbox.claim(10)).extracting(Claim::kind).containsExactly(Kind.START);
    }

    @Test
    void anOutcomeIsRecordedAfterWhoeverHoldsThePerson() throws Exception {
        UUID call = world.dueCall(NUMBER);
        Claim claim = outbox.claim(1).getFirst();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Boolean> recorded = QuarkusTransaction.requiringNew().call(() -> {
                lock(NUMBER);
                Future<Boolean> recording = threads.submit(() -> outbox.record(claim, new Outcome.Done("sess_1")));
                await().during(Duration.ofMillis(500)).until(() -> !recording.isDone());
                return recording;
            });
            assertThat(recorded.get()).isTrue();
        }
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void theSweepPassesOverAPersonWhomAnotherTransactionHasLocked() {
        UUID call = world.dueCall(NUMBER);
        outbox.claim(1);
        world.advance(Duration.ofSeconds(60));
        QuarkusTransaction.requiringNew().run(() -> {
            lock(NUMBER);
            assertThat(outbox.sweep()).isZero();
        });
        assertThat(outbox.sweep()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
    }

    // --- Leases

    private Outcome sentTooLate(Claim claim) {
        Lease over = new Lease(System::nanoTime, System::currentTimeMillis, Duration.ZERO, () -> true);
        return outbox.sender(claim.kind())
                .send(new Claim(
                        claim.entry(),
                        claim.kind(),
                        claim.call(),
                        claim.draft(),
                        claim.payload(),
                        claim.attempt(),
                        over));
    }

    @Test
    void anOverdueCreateIsVoidAndSendsNothing() {
        dueRow(NUMBER);
        gather();
        Claim create = outbox.claim(1).getFirst();
        assertThat(create.kind()).isEqualTo(Kind.CREATE);
        assertThat(sentTooLate(create)).isInstanceOf(Outcome.NotSent.class);
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isZero();
    }

    @Test
    void anOverdueStartIsVoidAndSendsNothing() {
        dueRow(NUMBER);
        world.send();
        Claim start = outbox.claim(1).getFirst();
        assertThat(start.kind()).isEqualTo(Kind.START);
        assertThat(sentTooLate(start)).isInstanceOf(Outcome.NotSent.class);
        assertThat(world.hub().requests(Route.START_CAMPAIGN).heads()).isZero();
    }

    @Test
    void aLeaseEndsWhenAnotherDatabaseIsMet() {
        assertThat(new Lease(System::nanoTime, System::currentTimeMillis, Duration.ofHours(1), () -> true).stands())
                .isTrue();
        assertThat(new Lease(System::nanoTime, System::currentTimeMillis, Duration.ofHours(1), () -> false).stands())
                .isFalse();
    }

    @Test
    void noClaimReachesPastTheExpiryOrTheWindowLessAMargin() {
        UUID tonight = world.dueCall(NUMBER);
        UUID expiring = world.callOf(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.payment_failed",
                ServiceDriver.invoice(ServiceDriver.freshId("in_"), OTHER),
                world.now().minus(Duration.ofHours(45)))); // of 48
        assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE call = '" + tonight
                        + "' AND (not_after AT TIME ZONE 'America/New_York')::time = '20:59'"))
                .isOne();
        assertThat(world.number("SELECT count(*) FROM outbox_entry e JOIN call c ON c.id = e.call WHERE c.id = '"
                        + expiring + "' AND e.not_after <= c.expires_at - interval '1 minute'"))
                .isOne();
    }

    @Test
    void anAttemptIsNotGivenUpWhileItsAnswerMayCome() {
        UUID call = world.dueCall(NUMBER);
        outbox.claim(1);
        world.advance(Duration.ofSeconds(12)); // it can leave no more
        assertThat(outbox.sweep()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("sending");
    }

    // --- Evidence

    private Outbox.Settled settledByEvidence(UUID call, int attempt, boolean placed) {
        return QuarkusTransaction.requiringNew().call(() -> {
            lock(NUMBER);
            return outbox.settleByEvidence(call, attempt, placed, "a log");
        });
    }

    @Test
    void evidenceOfAnotherAttemptSettlesNothing() {
        world.hub().faults().next(Route.ORIGINATE, Fault.closeBeforeEffect());
        UUID call = world.dueCall(NUMBER);
        world.send();
        assertThat(settledByEvidence(call, 2, true)).isEqualTo(Outbox.Settled.NOT_UNKNOWN);
        assertThat(settledByEvidence(call, 1, true)).isEqualTo(Outbox.Settled.YES);
    }

    @Test
    void evidenceThatItDidNotRingWaitsForTheAttemptsEnd() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = outbox.claim(1).getFirst(); // by this very process, which lives
        world.advance(Duration.ofSeconds(60));
        world.sweep();
        assertThat(settledByEvidence(call, claim.attempt(), false)).isEqualTo(Outbox.Settled.ATTEMPT_MAY_LIVE);
        assertThat(world.stateOf(call)).isEqualTo("unknown");
    }

    @Test
    void aClaimInDoubtIsNotVoidedWhereAnotherProcessHasClaimedTheEntrySince() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = outbox.claim(1).getFirst();
        world.run("INSERT INTO worker (id, host, boot, pid, started_at) VALUES"
                + " ('00000000-0000-0000-0000-000000000001', 'elsewhere', '', 1, now())");
        world.run("UPDATE attempt SET worker = '00000000-0000-0000-0000-000000000001'");
        outbox.voidInDoubt(claim);
        assertThat(world.stateOf(call)).isEqualTo("sending");
        world.run("DELETE FROM attempt");
        outbox.voidInDoubt(claim); // as if it had never been committed
        assertThat(world.stateOf(call)).isEqualTo("sending");
    }
}
