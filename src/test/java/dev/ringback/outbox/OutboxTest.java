package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocol's own promises: gates, locks, the fence, the lease, silence, settlement, late answers. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class OutboxTest {
    private static final String NUMBER = "+12025550143";
    private final ServiceDriver world;
    private final Outbox outbox;
    private final Session database;

    OutboxTest(ServiceDriver world, Outbox outbox, Session database) {
        this.world = world;
        this.outbox = outbox;
        this.database = database;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private int rings() {
        return world.hub().rings(NUMBER).size();
    }

    // --- Gates and locks

    @Test
    void passesOverAPersonWhomAnotherTransactionHasLocked() {
        UUID held = world.dueCall(NUMBER);
        UUID free = world.dueCall(ServiceDriver.freshNumber());
        QuarkusTransaction.requiringNew().run(() -> {
            database.createNativeQuery("SELECT 1 FROM person WHERE number = :n FOR UPDATE", Object.class)
                    .setParameter("n", NUMBER)
                    .getResultList();
            assertThat(outbox.claim(10)).extracting(Claim::call).containsExactly(free);
        });
        assertThat(outbox.claim(10)).extracting(Claim::call).containsExactly(held);
    }

    @Test
    void claimsOneCallAPersonAndTheNextOnlyAfterTheGap() {
        world.dueCall(NUMBER);
        world.dueCall(NUMBER);
        assertThat(world.send()).isOne();
        assertThat(world.send()).isZero();
        world.advance(Duration.ofMinutes(14));
        assertThat(world.send()).isZero();
        world.advance(Duration.ofMinutes(2));
        assertThat(world.send()).isOne();
        assertThat(rings()).isEqualTo(2);
    }

    @Test
    void aCallThatMayHaveRungCountsForThePersonsGap() {
        List<UUID> calls = List.of(world.dueCall(NUMBER), world.dueCall(NUMBER));
        world.hub().faults().next(Route.ORIGINATE, Fault.closeBeforeEffect());
        assertThat(world.send()).isOne();
        assertThat(world.send()).isZero();
        world.advance(Duration.ofMinutes(16));
        assertThat(world.send()).isOne();
        assertThat(calls).extracting(world::stateOf).containsExactlyInAnyOrder("unknown", "placed");
    }

    @Test
    void replicasThatClaimAtOnceNeverTakeTheSameCall() throws Exception {
        for (int i = 0; i < 12; i++) {
            world.dueCall("+1202555%04d".formatted(110 + i));
        }
        List<Callable<List<Claim>>> replicas =
                List.of(() -> outbox.claim(5), () -> outbox.claim(5), () -> outbox.claim(5));
        List<UUID> claimed = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (Future<List<Claim>> claims : threads.invokeAll(replicas)) {
                claims.get().forEach(claim -> claimed.add(claim.entry()));
            }
        }
        assertThat(claimed).hasSizeGreaterThanOrEqualTo(5).hasSize(new HashSet<>(claimed).size());
    }

    @Test
    void claimsNoMoreThanTheHubsMinuteHoldsLessTheReserve() {
        world.run(
                "INSERT INTO hub_request (at) SELECT ringback_now() FROM generate_series(1, 48)"); // of 55, 5 reserved
        for (int i = 0; i < 4; i++) {
            world.dueCall("+1202555%04d".formatted(120 + i));
        }
        assertThat(world.send()).isEqualTo(2);
        assertThat(world.send()).isZero();
        world.advance(Duration.ofSeconds(61));
        assertThat(world.send()).isEqualTo(2);
    }

    @Test
    void aFactThatIsDecidedWhileItsCallIsClaimedSeesTheClaim() throws Exception {
        String invoice = ServiceDriver.freshId("in_");
        UUID call = world.callOf(world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, NUMBER)));
        world.advance(Duration.ofSeconds(5));
        world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, NUMBER))
                .then()
                .statusCode(200);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> decided = QuarkusTransaction.requiringNew().call(() -> {
                database.createNativeQuery("SELECT 1 FROM person WHERE number = :n FOR UPDATE", Object.class)
                        .setParameter("n", NUMBER)
                        .getResultList();
                Future<?> deciding = threads.submit(world::decide);
                await().until(() -> world.number(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'")
                        == 1);
                claimBySql(
                        "UPDATE outbox_entry SET state = 'SENDING', attempt = 1, sent_at = ringback_now(),"
                                + " dispatch_by = ringback_now(), answer_by = ringback_now() + interval '1 hour' WHERE call = :call",
                        call);
                claimBySql("UPDATE call SET state = 'SENDING' WHERE id = :call", call);
                return deciding;
            });
            decided.get();
        }
        assertThat(world.stateOf(call))
                .as("not written over by what was read before the lock")
                .isEqualTo("sending");
        assertThat(world.call(call).getList("timeline.what", String.class)).contains("refreshed");
    }

    private void claimBySql(String sql, UUID call) {
        assertThat(database.createNativeMutationQuery(sql)
                        .setParameter("call", call)
                        .executeUpdate())
                .isOne();
    }

    @Test
    void anUndecidedCancellingEventHoldsACall() {
        String invoice = ServiceDriver.freshId("in_");
        UUID call = world.callOf(world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, NUMBER)));
        world.stripe("invoice.paid", "{\"id\":\"" + invoice + "\"}").then().statusCode(200);
        assertThat(world.send()).isZero();
        world.decide();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(rings()).isZero();
    }

    @Test
    void anUndecidedEventThatCancelsNothingOfTheRuleHoldsNothing() {
        world.dueCall(NUMBER);
        world.stripe("invoiceXpaid", "{\"id\":\"in_1\"}").then().statusCode(200);
        assertThat(world.send()).as("LIKE's wildcards are taken literally").isOne();
    }

    @Test
    void whatIsPausedIsNotClaimed() {
        world.dueCall(NUMBER);
        world.operator("/api/v1/pause", "{\"reason\":\"lunch\"}").then().statusCode(200);
        assertThat(world.send()).isZero();
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        assertThat(world.send()).isOne();
    }

    @Test
    void pauseAnswersOnlyWhenEarlierClaimsAreSentOrVoid() throws Exception {
        world.dueCall(NUMBER);
        outbox.claim(1); // a claim nobody sends: void once its time to leave is over
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Integer> pause =
                    threads.submit(() -> world.operator("/api/v1/pause", "{}").statusCode());
            await().until(() -> world.number("SELECT count(*) FROM pause") == 1);
            await().during(Duration.ofMillis(300)).until(() -> !pause.isDone());
            world.advance(Duration.ofSeconds(11));
            assertThat(pause.get()).isEqualTo(200);
        }
    }

    @Test
    void nothingIsClaimedOutsideTheWindowAndAMissedWindowMovesToTheNext() {
        UUID call = world.dueCall(NUMBER);
        world.advance(Duration.ofHours(9)); // nine in the evening in New York, or ten in summer
        assertThat(world.send()).isZero();
        world.sweep();
        assertThat(world.stateOf(call)).isEqualTo("waiting");
        Instant notBefore = Instant.parse(world.call(call).getString("not_before"));
        assertThat(notBefore.atZone(ZoneId.of("America/New_York")).toLocalTime())
                .isEqualTo(LocalTime.of(8, 0));
        world.advance(Duration.ofHours(12));
        assertThat(world.send()).isOne();
    }

    @Test
    void aCallWhoseReasonIsGoneExpires() {
        UUID call = world.dueCall(NUMBER);
        world.advance(Duration.ofHours(49));
        assertThat(world.send()).isZero();
        world.sweep();
        assertThat(world.stateOf(call)).isEqualTo("expired");
        assertThat(world.send()).isZero();
    }

    // --- The lease and the fence

    @Test
    void aClaimThatIsOverdueAtItsConnectionIsVoidAndSendsNothing() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = outbox.claim(1).getFirst();
        Claim stale = new Claim(
                claim.entry(),
                claim.kind(),
                claim.call(),
                claim.draft(),
                claim.payload(),
                claim.attempt(),
                new Lease(System::nanoTime, System::currentTimeMillis, Duration.ZERO, () -> true));
        Outcome outcome = outbox.sender(claim.kind()).send(stale);
        assertThat(outcome).isInstanceOf(Outcome.NotSent.class);
        outbox.record(stale, outcome);
        assertThat(world.hub().requests(Route.ORIGINATE).heads()).isZero();
        assertThat(world.stateOf(call)).isIn("waiting", "due");
    }

    @Test
    void aSilentClaimBecomesUnknownAndIsNeverDueAgainByItself() {
        UUID call = world.dueCall(NUMBER);
        outbox.claim(1);
        world.sweep();
        assertThat(world.stateOf(call)).isEqualTo("sending");
        world.advance(Duration.ofSeconds(60));
        world.sweep();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        world.advance(Duration.ofHours(3));
        world.sweep();
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
    }

    private Claim silent() {
        Claim claim = outbox.claim(1).getFirst();
        world.advance(Duration.ofSeconds(60));
        world.sweep();
        return claim;
    }

    @Test
    void aFrozenProcessThatWakesVoidsItsOwnClaimAndTheCallIsDueAgain() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = silent();
        assertThat(outbox.record(claim, new Outcome.NotSent("void"))).isTrue();
        assertThat(world.stateOf(call)).isIn("waiting", "due");
    }

    @Test
    void anAnswerAfterTheSilenceEndsTheCallAsPlaced() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = silent();
        outbox.record(claim, new Outcome.Done("sess_late"));
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.call(call).getString("session_id")).isEqualTo("sess_late");
    }

    @Test
    void anAnswerAfterASettlementAsNotPlacedWithdrawsTheCall() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = silent();
        settle(call, "not_placed", true).then().statusCode(200);
        assertThat(outbox.record(claim, new Outcome.Done("sess_late"))).isFalse();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        world.advance(Duration.ofHours(1));
        assertThat(world.send()).isZero();
        assertThat(rings()).isZero();
    }

    @Test
    void anAnswerWhileItIsBeingSentAgainAlarms() {
        UUID call = world.dueCall(NUMBER);
        Claim first = silent();
        settle(call, "not_placed", true).then().statusCode(200);
        Claim second = outbox.claim(1).getFirst();
        outbox.record(first, new Outcome.Done("sess_first"));
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(alarms()).isOne();
        outbox.record(second, new Outcome.Done("sess_second"));
        assertThat(alarms()).as("both rang").isEqualTo(2);
    }

    private long alarms() {
        return io.restassured.RestAssured.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("ringback_alarms_total{what=\"second_ring\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void anOutcomeOfAnOlderAttemptChangesNothing() {
        UUID call = world.dueCall(NUMBER);
        Claim first = silent();
        settle(call, "not_placed", true).then().statusCode(200);
        Claim second = outbox.claim(1).getFirst();
        for (Outcome old : new Outcome[] {
            new Outcome.NotSent("void"), new Outcome.Refused(404, "gone"), new Outcome.Unknown("lost")
        }) {
            assertThat(outbox.record(first, old)).isFalse();
        }
        assertThat(world.stateOf(call)).isEqualTo("sending");
        assertThat(outbox.record(second, new Outcome.Done("sess_2"))).isTrue();
    }

    // --- Cancel

    @Test
    void whatWaitsIsCancelledAtOnce() {
        UUID call = world.dueCall(NUMBER);
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.send()).isZero();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(409);
    }

    @Test
    void aCallCancelledWhileItIsSentEndsCancelledIfItWasNotPlaced() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = outbox.claim(1).getFirst();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        assertThat(world.stateOf(call)).isEqualTo("sending");
        outbox.record(claim, new Outcome.NotSent("no connection"));
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.send()).isZero();
    }

    @Test
    void aCallCancelledWhileItRingsIsPlacedAllTheSame() {
        UUID call = world.dueCall(NUMBER);
        Claim claim = outbox.claim(1).getFirst();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        outbox.record(claim, new Outcome.Done("sess_1"));
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void anUnknownCallWhoseReasonEndedIsNotSentAgainAfterItsSettlement() {
        UUID call = unknown();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        settle(call, "not_placed", false).then().statusCode(200);
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
    }

    // --- Settle

    private UUID unknown() {
        UUID call = world.dueCall(NUMBER);
        world.hub().faults().next(Route.ORIGINATE, Fault.closeBeforeEffect());
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        return call;
    }

    private io.restassured.response.Response settle(UUID call, String outcome, boolean force) {
        return world.operator(
                "/api/v1/calls/" + call + "/settle",
                "{\"outcome\":\"" + outcome + "\",\"note\":\"looked it up\",\"force\":" + force + "}");
    }

    @Test
    void settledAsPlacedItIsOver() {
        UUID call = unknown();
        settle(call, "placed", false).then().statusCode(200);
        assertThat(world.stateOf(call)).isEqualTo("placed");
        world.advance(Duration.ofHours(1));
        assertThat(world.send()).isZero();
        assertThat(world.call(call).getList("timeline.what", String.class)).contains("unknown", "settled");
    }

    @Test
    void settledAsNotPlacedItRingsOnceMore() {
        UUID call = unknown();
        settle(call, "not_placed", false).then().statusCode(200);
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings()).isOne();
    }

    @Test
    void settledAsNotPlacedAfterItsExpiryItIsExpired() {
        UUID call = unknown();
        world.advance(Duration.ofHours(49));
        settle(call, "not_placed", false).then().statusCode(200);
        assertThat(world.stateOf(call)).isEqualTo("expired");
    }

    @Test
    void notPlacedIsNotBelievedWhileTheAttemptsProcessMayBeAlive() {
        UUID call = world.dueCall(NUMBER);
        silent(); // this very process holds it, and lives
        settle(call, "not_placed", false).then().statusCode(409);
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        settle(call, "not_placed", true).then().statusCode(200);
        assertThat(world.stateOf(call)).isEqualTo("due");
    }

    @Test
    void aContainerThatWasStartedAgainProvesTheOneBeforeItDead() {
        UUID call = world.dueCall(NUMBER);
        world.run("DELETE FROM worker WHERE boot = 'boot'");
        String inPod = "INSERT INTO worker (id, host, boot, pid, started_at, pod)"
                + " VALUES (gen_random_uuid(), '%s', 'boot', 1, now(), %s)";
        world.run(inPod.formatted("before", "'pod-1'"));
        silent();
        world.run("UPDATE attempt SET worker = (SELECT id FROM worker WHERE host = 'before')");
        world.run(inPod.formatted("another", "'pod-2'"));
        world.run(inPod.formatted("elsewhere", "NULL"));
        settle(call, "not_placed", false).then().statusCode(409);
        world.run(inPod.formatted("after", "'pod-1'"));
        settle(call, "not_placed", false).then().statusCode(200);
        assertThat(world.number("SELECT count(*) FROM attempt WHERE dead_since IS NOT NULL"))
                .isOne();
        assertThat(world.stateOf(call)).isEqualTo("due");
    }

    @Test
    void anEarlierProcessOfItsContainerProvesNothing() {
        UUID call = world.dueCall(NUMBER);
        world.run("DELETE FROM worker WHERE boot = 'boot'");
        world.run("INSERT INTO worker (id, host, boot, pid, started_at, pod)"
                + " VALUES (gen_random_uuid(), 'first', 'boot', 1, now() + interval '1 day', 'pod-3'),"
                + " (gen_random_uuid(), 'second', 'boot', 1, now(), 'pod-3')");
        silent();
        world.run("UPDATE attempt SET worker = (SELECT id FROM worker WHERE host = 'second')");
        settle(call, "not_placed", false).then().statusCode(409);
    }

    @Test
    void onlyAnUnknownCallCanBeSettled() {
        UUID call = world.dueCall(NUMBER);
        settle(call, "placed", false).then().statusCode(409);
        assertThat(world.stateOf(call)).isEqualTo("due");
    }

    @Test
    void aReplicaThatFreezesInTheMiddleOfAClaimDoesNotKeepTheOthersFromTheirsForLong() {
        assertThat(world.number(
                        "SELECT setting::bigint FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'"))
                .isEqualTo(20_000);
    }
}
