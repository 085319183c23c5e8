package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.Heard;
import dev.ringback.ServiceDriver;
import dev.ringback.calls.BreakerProbe;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The breaker over all dialling: when it opens, how it is probed, and how few calls an outage makes unknown. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class BreakerTest {
    private static final Outcome LOST = new Outcome.Unknown("no answer");
    private static final Outcome DONE = new Outcome.Done("sess_1");

    private final ServiceDriver world;
    private final Outbox outbox;
    private final BreakerProbe probe;

    BreakerTest(ServiceDriver world, Outbox outbox, BreakerProbe probe) {
        this.world = world;
        this.outbox = outbox;
        this.probe = probe;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private List<UUID> dueCalls(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> world.dueCall("+1202555%04d".formatted(110 + i)))
                .toList();
    }

    private JsonPath breaker() {
        return new JsonPath(world.get("/api/v1/status").prettify()).setRootPath("hub.breaker");
    }

    private String state() {
        return breaker().getString("state");
    }

    private Duration untilProbe() {
        return Duration.between(world.now(), Instant.parse(breaker().getString("next_probe_at")));
    }

    private long unknown() {
        return world.number("SELECT count(*) FROM call WHERE state = 'UNKNOWN'");
    }

    /** Opens it by as many lost dials as that takes. */
    private void open() {
        dueCalls(3);
        outbox.claim(3).forEach(claim -> outbox.record(claim, LOST));
        assertThat(state()).isEqualTo("open");
    }

    private void halfOpen() {
        open();
        world.advance(Duration.ofSeconds(11));
        assertThat(probe.probeIfDue()).isTrue();
        assertThat(state()).isEqualTo("half_open");
    }

    private UUID another(int number) {
        return world.dueCall("+1202555%04d".formatted(140 + number));
    }

    // --- Opening

    @Test
    void threeUnknownOutcomesInARowStopDialling() {
        dueCalls(5);
        List<Claim> claims = outbox.claim(4);
        outbox.record(claims.get(0), LOST);
        outbox.record(claims.get(1), LOST);
        assertThat(state()).isEqualTo("closed");
        Instant before = world.now();
        outbox.record(claims.get(2), LOST);
        assertThat(outbox.claim(16)).isEmpty();
        assertThat(state()).isEqualTo("open");
        assertThat(breaker().getString("reason")).contains("3 dials in a row", "no answer");
        assertThat(Instant.parse(breaker().getString("since"))).isBetween(before, world.now());
        assertThat(untilProbe()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void anAnswerToALaterDialBreaksTheRow() {
        dueCalls(5);
        for (Outcome outcome : List.of(LOST, LOST, DONE, LOST, LOST)) {
            outbox.record(outbox.claim(1).getFirst(), outcome);
        }
        assertThat(state()).isEqualTo("closed");
    }

    @Test
    void anAnswerFromBeforeTheTroubleDoesNotBreakTheRow() {
        dueCalls(4);
        List<Claim> claims = outbox.claim(4);
        outbox.record(claims.get(0), LOST);
        outbox.record(claims.get(1), LOST);
        outbox.record(claims.get(2), DONE);
        outbox.record(claims.get(3), LOST);
        assertThat(state()).isEqualTo("open");
    }

    @Test
    void whatNeverLeftSaysNothing() {
        dueCalls(4);
        outbox.claim(4).forEach(claim -> outbox.record(claim, new Outcome.NotSent("no connection")));
        assertThat(state()).isEqualTo("closed");
    }

    @Test
    void whatADeadProcessLeftSilentIsNoTroubleOfTheHub() {
        dueCalls(4);
        List<Claim> silent = outbox.claim(4);
        world.advance(Duration.ofSeconds(60));
        world.sweep();
        assertThat(unknown()).isEqualTo(4);
        silent.forEach(claim -> outbox.record(claim, LOST)); // it had only stood still, and wakes
        assertThat(state()).isEqualTo("closed");
    }

    @Test
    void itsBeginningAndItsEndAreOneLineEach() {
        try (Heard heard = new Heard(Breaker.class.getName())) {
            halfOpen();
            another(1);
            outbox.record(outbox.claim(1).getFirst(), LOST);
            world.advance(Duration.ofMinutes(6));
            probe.probeIfDue();
            another(2);
            outbox.record(outbox.claim(1).getFirst(), DONE);
            assertThat(state()).isEqualTo("closed");
            assertThat(heard.lines("WARN")).singleElement().asString().contains("dialling stops");
            assertThat(heard.lines("INFO")).singleElement().asString().contains("dialling goes on");
        }
    }

    // --- How many calls an outage makes unknown

    /** As the worker does, which looks again after each outcome. */
    private void sendUntilNothingIsUnderWay() {
        await().atMost(Duration.ofSeconds(40)).until(() -> {
            world.sendWithoutWaiting();
            return world.number("SELECT count(*) FROM outbox_entry WHERE state = 'SENDING'") == 0;
        });
    }

    @Test
    void aHubThatAcceptsAndNeverAnswersMakesFewCallsUnknown() {
        dueCalls(2);
        world.send(); // all is well until then
        List<UUID> calls = IntStream.range(0, 16).mapToObj(this::another).toList();
        world.hub().faults().next(Route.ORIGINATE, 1000, Fault.freezeBeforeEffect());
        assertThat(world.sendWithoutWaiting()).as("claimed at once").isEqualTo(15);
        sendUntilNothingIsUnderWay();
        assertThat(unknown()).isEqualTo(3);
        assertThat(world.hub().requests(Route.ORIGINATE).heads()).as("left").isEqualTo(2 + 3);
        assertThat(state()).isEqualTo("open");
        assertThat(calls.stream().map(world::stateOf).filter(state -> !state.equals("unknown")))
                .as("the others wait, with their attempts proved not to have left")
                .hasSize(13)
                .allMatch(state -> state.equals("due") || state.equals("waiting"));
    }

    @Test
    void anOutageThatAnswersReadingsMakesNoMoreThanFiveUnknownInAnHour() {
        dueCalls(12);
        world.hub().faults().probability(Route.ORIGINATE, 1, 1, Fault.status(500, "carrier error"));
        Instant began = world.now();
        for (int round = 0; round < 100 && world.now().isBefore(began.plus(Duration.ofMinutes(55))); round++) {
            sendUntilNothingIsUnderWay();
            world.advance(Duration.ofMinutes(1));
            probe.probeIfDue();
        }
        assertThat(unknown()).isEqualTo(5);
        assertThat(untilProbe()).isPositive();
        world.hub().faults().clear();
        world.advance(Duration.ofHours(1));
        assertThat(probe.probeIfDue()).isTrue();
        sendUntilNothingIsUnderWay();
        sendUntilNothingIsUnderWay();
        assertThat(world.number("SELECT count(*) FROM call WHERE state = 'PLACED'"))
                .as("nobody had to resume it")
                .isEqualTo(7);
    }

    @Test
    void eachLostDialTakesATurnUntilTheHubAnswersOne() {
        dueCalls(14);
        outbox.claim(2).forEach(claim -> outbox.record(claim, LOST));
        world.hub().faults().next(Route.ORIGINATE, 1000, Fault.freezeBeforeEffect());
        world.sendWithoutWaiting();
        await().until(() -> world.hub().faults().frozen() == 1);
        await().during(Duration.ofMillis(300)).until(() -> world.hub().faults().frozen() == 1);
        world.hub().faults().clear();
        world.hub().faults().releaseFrozen();
        sendUntilNothingIsUnderWay();
        assertThat(world.number("SELECT breaker_unknowns FROM quota"))
                .as("all turns are there again")
                .isZero();
    }

    /** Has dials that were claimed here be another replica's. */
    private void giveToAnother(List<Claim> claims, String seen) {
        world.run("DELETE FROM worker WHERE host = 'another'");
        world.run("INSERT INTO worker (id, host, boot, pid, started_at, seen_at)"
                + " VALUES (gen_random_uuid(), 'another', 'boot', 1, now(), " + seen + ")");
        claims.forEach(claim ->
                world.run("UPDATE attempt SET worker = (SELECT id FROM worker WHERE host = 'another') WHERE entry = '"
                        + claim.entry() + "'"));
    }

    @Test
    void dialsThatAnotherReplicaIsSendingTakeTheTurnsOfThisOne() {
        dueCalls(14);
        giveToAnother(outbox.claim(2), "ringback_now()");
        world.hub().faults().next(Route.ORIGINATE, 1000, Fault.freezeBeforeEffect());
        assertThat(world.sendWithoutWaiting()).as("one turn is left").isEqualTo(5);
        await().until(() -> world.hub().faults().frozen() == 1);
        await().during(Duration.ofMillis(300)).until(() -> world.hub().faults().frozen() == 1);
        giveToAnother(List.of(), "ringback_now()"); // forgets the other's row, so that its dials are nobody's
        world.hub().faults().clear();
        world.hub().faults().releaseFrozen();
    }

    @Test
    void aReplicaThatSendsAsManyAsMayBeUnansweredKeepsTheOthersFromDialling() {
        dueCalls(8);
        giveToAnother(outbox.claim(3), "ringback_now()");
        assertThat(outbox.claim(16)).isEmpty();
        giveToAnother(List.of(), "ringback_now()");
        assertThat(outbox.claim(16)).as("once it is gone").hasSize(5);
    }

    @Test
    void theDialsOfAKilledReplicaKeepNobodyFromDialling() {
        dueCalls(8);
        List<Claim> claims = outbox.claim(3);
        giveToAnother(claims, "ringback_now() - interval '6 seconds'");
        assertThat(outbox.claim(16)).hasSize(5);
    }

    // --- Probing

    @Test
    void aReadingThatFailsDoublesTheWaitUpToFiveMinutes() {
        open();
        List<Long> waits = new ArrayList<>();
        world.hub().faults().probability(Route.GET_CALL_LIMITS, 1, 1, Fault.status(503, "down"));
        for (int i = 0; i < 6; i++) {
            assertThat(probe.probeIfDue()).as("not before its time").isFalse();
            world.advance(untilProbe().plusSeconds(1));
            assertThat(probe.probeIfDue()).isTrue();
            waits.add(Math.round(untilProbe().toSeconds() / 10.0) * 10);
        }
        assertThat(waits).containsExactly(20L, 40L, 80L, 160L, 300L, 300L);
        assertThat(state()).isEqualTo("open");
    }

    @Test
    void oneReplicaOfAllMakesAProbe() throws Exception {
        open();
        world.advance(Duration.ofSeconds(11));
        List<Callable<Boolean>> replicas = List.of(probe::probeIfDue, probe::probeIfDue, probe::probeIfDue);
        long probed = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (Future<Boolean> one : threads.invokeAll(replicas)) {
                probed += one.get() ? 1 : 0;
            }
        }
        assertThat(probed).isOne();
        assertThat(world.hub().requests(Route.GET_CALL_LIMITS).heads()).isOne();
    }

    @Test
    void halfOpenItLetsExactlyOneDialGoOverAllReplicas() throws Exception {
        halfOpen();
        IntStream.range(0, 6).forEach(this::another);
        List<Callable<List<Claim>>> replicas = List.of(() -> outbox.claim(16), () -> outbox.claim(16));
        List<Claim> claims = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<List<Claim>> one : threads.invokeAll(replicas)) {
                claims.addAll(one.get());
            }
        }
        assertThat(claims).hasSize(1);
        world.advance(Duration.ofSeconds(5));
        assertThat(outbox.claim(16)).as("while it is under way").isEmpty();
        outbox.record(claims.getFirst(), DONE);
        assertThat(state()).isEqualTo("closed");
        assertThat(outbox.claim(16)).hasSize(5);
    }

    static Stream<Outcome> definiteAnswers() {
        return Stream.of(
                DONE,
                new Outcome.Refused(422, "no"),
                new Outcome.KeyRefused("bad key"),
                new Outcome.Postponed("rate_limited: x", Instant.EPOCH, Outcome.Stops.EVERY_REQUEST));
    }

    @ParameterizedTest
    @MethodSource("definiteAnswers")
    void anyDefiniteAnswerToThatDialClosesIt(Outcome outcome) {
        halfOpen();
        another(1);
        outbox.record(outbox.claim(16).getFirst(), outcome);
        assertThat(state()).isEqualTo("closed");
        assertThat(breaker().getString("reason")).isNull();
        assertThat(breaker().getString("next_probe_at")).isNull();
    }

    @Test
    void anotherUnknownOutcomeOpensItAgainForLong() {
        halfOpen();
        String since = breaker().getString("since");
        another(1);
        outbox.record(outbox.claim(16).getFirst(), LOST);
        assertThat(state()).isEqualTo("open");
        assertThat(breaker().getString("since")).as("it is the same outage").isEqualTo(since);
        assertThat(breaker().getString("reason")).contains("4 dials in a row");
        assertThat(untilProbe()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    }

    @Test
    void aDialThatNeverLeftIsProbedAgain() {
        halfOpen();
        another(1);
        outbox.record(outbox.claim(16).getFirst(), new Outcome.NotSent("no connection"));
        assertThat(state()).isEqualTo("open");
        assertThat(breaker().getString("reason")).contains("3 dials in a row");
        assertThat(untilProbe()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void aDialWhoseProcessDiedCountsAsLost() {
        halfOpen();
        another(1);
        assertThat(outbox.claim(16)).hasSize(1);
        assertThat(probe.probeIfDue()).isFalse();
        assertThat(state()).as("it may still be answered").isEqualTo("half_open");
        world.advance(Duration.ofSeconds(60));
        world.sweep();
        probe.probeIfDue();
        assertThat(state()).isEqualTo("open");
        assertThat(breaker().getString("reason")).contains("4 dials in a row");
    }

    @Test
    void theDialsClaimedBeforeItOpenedAreNotSentAfterIt() {
        dueCalls(8);
        world.hub().faults().next(Route.ORIGINATE, 3, Fault.freezeBeforeEffect());
        assertThat(world.sendWithoutWaiting()).isEqualTo(8);
        sendUntilNothingIsUnderWay();
        world.hub().faults().clear();
        world.advance(Duration.ofSeconds(11));
        probe.probeIfDue();
        assertThat(world.hub().requests(Route.ORIGINATE).heads()).isEqualTo(3);
        assertThat(world.send()).as("the one").isOne();
    }

    // --- What passes it

    @Test
    void brakesPassIt() {
        world.dialAfter(Duration.ofMinutes(5));
        UUID call = world.dueReminder("+12025550170");
        world.send();
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("started");
        open();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        world.watch();
        assertThat(world.send()).as("the stop").isOne();
        assertThat(world.hub().requests(Route.STOP_CAMPAIGN).heads()).isOne();
    }

    @Test
    void noDraftIsMadeWhileItIsOpenAndOneStartIsTheDialOnceItIsHalfOpen() {
        open();
        UUID reminder = world.dueReminder("+12025550170");
        assertThat(world.send()).isZero();
        world.advance(Duration.ofSeconds(11));
        probe.probeIfDue();
        another(1);
        assertThat(outbox.claim(16))
                .extracting(Claim::kind)
                .as("a create dials nobody, and may go beside the one dial")
                .containsExactlyInAnyOrder(OutboxEntry.Kind.CREATE, OutboxEntry.Kind.ORIGINATE);
        assertThat(world.stateOf(reminder)).isEqualTo("due");
    }

    @Test
    void anUnsureStartIsOneOutcomeHoweverManyRowsItsDraftHas() {
        for (int i = 0; i < 5; i++) {
            world.dueReminder("+1202555%04d".formatted(160 + i));
        }
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
        world.send();
        assertThat(unknown()).isEqualTo(5);
        assertThat(state()).isEqualTo("closed");
        world.workUntilQuiet();
        assertThat(unknown()).as("the deletion of the draft settles them").isZero();
    }

    @Test
    void aStartIsTheOneDialOfAHalfOpenBreaker() {
        halfOpen();
        UUID reminder = world.dueReminder("+12025550170");
        assertThat(world.send()).as("the create").isOne();
        another(1);
        assertThat(outbox.claim(16)).extracting(Claim::kind).containsExactly(OutboxEntry.Kind.START);
        assertThat(world.stateOf(reminder)).isEqualTo("sending");
    }

    @Test
    void aStartWaitsWhileTheOneDialIsUnderWay() {
        halfOpen();
        world.dueReminder("+12025550170");
        assertThat(world.send()).as("the create").isOne();
        UUID first = another(1);
        world.run("UPDATE outbox_entry SET due_at = due_at + interval '1 hour' WHERE kind = 'START'");
        assertThat(outbox.claim(16)).extracting(Claim::call).containsExactly(first);
        world.run("UPDATE outbox_entry SET due_at = due_at - interval '1 hour' WHERE kind = 'START'");
        assertThat(outbox.claim(16)).isEmpty();
    }

    // --- By hand

    @Test
    void aPersonWhoResumesClosesItAndIsAudited() {
        open();
        another(1);
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        assertThat(state()).isEqualTo("closed");
        assertThat(world.number("SELECT count(*) FROM audit WHERE what = 'resume' AND object = 'hub_breaker'"
                        + " AND detail LIKE '3 dials in a row%' AND at > ringback_now() - interval '1 minute'"))
                .isOne();
        assertThat(world.send()).isOne();
    }
}
