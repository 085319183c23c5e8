package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.intake.EventFilter;
import dev.ringback.jobs.Job;
import dev.ringback.jobs.JobRunner;
import dev.ringback.outbox.Outbox;
import dev.ringback.platform.PostgresResource;
import dev.ringback.platform.Supervisor;
import dev.ringback.rules.Replays;
import dev.ringback.rules.RulesChange;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that are decided again, one or many: what became of the first decision is found, and nobody is rung twice. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class ReplaysTest {
    private static final String FAILED = "invoice.payment_failed";
    private static final String PAID = "invoice.paid";
    private static final String CANCELS_BY_THING =
            "      - events: [\"billing:invoice.paid\", \"billing:invoice.voided\"]\n        about: event.data.object.id\n";

    private final ServiceDriver world;
    private final RulesChange rules;
    private final Replays replays;
    private final JobRunner runner;
    private final Outbox outbox;
    private final String usual;
    private String invoice;
    private String number;
    private Instant start;

    ReplaysTest(ServiceDriver world, RulesChange rules, Replays replays, JobRunner runner, Outbox outbox)
            throws IOException {
        this.world = world;
        this.rules = rules;
        this.replays = replays;
        this.runner = runner;
        this.outbox = outbox;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        invoice = ServiceDriver.freshId("in_");
        number = ServiceDriver.freshNumber();
        start = world.now().minus(Duration.ofHours(1));
    }

    @AfterEach
    void restoreTheRules() {
        rules.to(usual);
    }

    private String event(String type, String about, Instant at) {
        return world.stripe(ServiceDriver.freshId("evt_"), type, ServiceDriver.invoice(about, number), at)
                .then()
                .statusCode(200)
                .extract()
                .path("event");
    }

    private String decided(String type, String about, Instant at) {
        String event = event(type, about, at);
        world.decide();
        return event;
    }

    private UUID callOf(String event) {
        return world.event(event).getUUID("decisions.findAll { it.call != null }[-1].call");
    }

    /** The decisions that a replay made. */
    private JsonPath replayed(String event) {
        return world.operator("/api/v1/events/" + event + "/replay", "{\"reason\":\"mended\"}")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void assertSkipped(String event, String reason) {
        JsonPath after = replayed(event);
        assertThat(after.getString("decisions[-1].verdict")).isEqualTo("skip");
        assertThat(after.getString("decisions[-1].reason")).isEqualTo(reason);
        assertThat(after.getString("decisions[-1].replay")).isNotNull();
        assertThat(world.number("SELECT count(*) FROM call WHERE holds_thing")).isLessThanOrEqualTo(1);
    }

    @Test
    void anEventWhoseRuleWasMendedLeadsToItsCallAndRingsOnce() {
        rules.to(usual.replaceFirst("about: event.data.object.id", "about: event.data.object.missing"));
        String event = decided(FAILED, invoice, start);
        assertThat(world.event(event).getList("decisions.reason")).containsExactly("rule_error");
        assertThat(world.event(event).getString("decisions[0].replay")).isNull();
        rules.to(usual);

        JsonPath after = replayed(event);
        assertThat(after.getList("decisions.verdict")).containsExactly("skip", "call");
        JsonPath job = world.get("/api/v1/replays/" + after.getString("decisions[1].replay"));
        assertThat(List.of(job.getString("kind"), job.getString("state"), job.getString("created_by")))
                .containsExactly("replay", "done", "olaf");
        assertThat(List.of(job.getLong("total"), job.getLong("done"), job.getLong("decisions")))
                .containsExactly(1L, 1L, 1L);
        assertThat(world.number("SELECT count(*) FROM audit WHERE what = 'replay' AND who = 'olaf' AND object = 'event "
                        + event + "'"))
                .isOne();
        assertThat(world.send()).isOne();
        assertSkipped(event, "already_called");
        world.advance(Duration.ofHours(1));
        assertThat(world.send()).isZero();
        assertThat(world.hub().rings(number)).hasSize(1);
    }

    @Test
    void aMendedRuleDoesNotRingAboutAFactThatIsStale() {
        rules.to(usual.replaceFirst("about: event.data.object.id", "about: event.data.object.missing"));
        String event = decided(FAILED, invoice, start);
        rules.to(usual);
        world.advance(Duration.ofDays(7));
        assertSkipped(event, "stale");
    }

    // --- What became of the first decision's call

    @Test
    void aCallThatWaitsOrIsBeingSentStaysTheOneCall() {
        String event = decided(FAILED, invoice, start);
        assertSkipped(event, "already_called");
        assertThat(outbox.claim(10)).hasSize(1);
        assertThat(world.stateOf(callOf(event))).isEqualTo("sending");
        assertSkipped(event, "already_called");
    }

    @Test
    void anUnknownCallIsNotRepeated() {
        String event = decided(FAILED, invoice, start);
        world.hub().faults().next(Route.ORIGINATE, Fault.closeAfterEffect());
        world.send();
        assertThat(world.stateOf(callOf(event))).isEqualTo("unknown");
        assertSkipped(event, "already_called");
        world.advance(Duration.ofHours(1));
        world.send();
        assertThat(world.hub().rings(number)).hasSize(1);
    }

    @Test
    void aRefusedCallLeavesItsThingToTheReplay() {
        String event = decided(FAILED, invoice, start);
        world.hub().faults().next(Route.ORIGINATE, Fault.status(422, "no"));
        world.send();
        UUID refused = callOf(event);
        assertThat(world.stateOf(refused)).isEqualTo("refused");
        assertThat(replayed(event).getString("decisions[-1].verdict")).isEqualTo("call");
        assertThat(callOf(event)).isNotEqualTo(refused);
        assertSkipped(event, "already_called");
        world.advance(Duration.ofMinutes(20));
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(number)).hasSize(1);
    }

    @Test
    void anExpiredCallLeavesItsThingToARuleThatWaitsLonger() {
        String event = decided(FAILED, invoice, start);
        world.advance(Duration.ofDays(3));
        world.sweep();
        assertThat(world.stateOf(callOf(event))).isEqualTo("expired");
        assertSkipped(event, "stale");
        rules.to(usual.replaceFirst("expire: 48h", "expire: 240h"));
        assertThat(replayed(event).getString("decisions[-1].verdict")).isEqualTo("call");
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(number)).hasSize(1);
    }

    @Test
    void aCallThatAnEventOrAPersonCancelledStaysCancelled() {
        String failed = decided(FAILED, invoice, start);
        String paid = decided(PAID, invoice, start.plusSeconds(60));
        assertSkipped(failed, "superseded");
        replayed(paid);
        assertThat(world.number("SELECT count(*) FROM ending")).isOne();
        String other = decided(FAILED, ServiceDriver.freshId("in_"), start);
        world.operator("/api/v1/calls/" + callOf(other) + "/cancel", "{}")
                .then()
                .statusCode(200);
        assertThat(replayed(other).getString("decisions[-1].reason")).isEqualTo("superseded");
        assertThat(world.send()).isZero();
    }

    /** The end of an older version's cancel is stored nowhere but in its call. */
    @Test
    void aCallThatACancelOfAnOlderVersionEndedForItsPersonStaysCancelled() {
        String event = decided(FAILED, invoice, start);
        rules.to(usual.replace(
                "      - events: [\"billing:customer.deleted\"]\n        to: event.data.object.phone\n", ""));
        world.stripe(
                ServiceDriver.freshId("evt_"),
                "customer.deleted",
                "{\"phone\":\"" + number + "\"}",
                start.plusSeconds(60));
        world.decide();
        assertThat(world.stateOf(callOf(event))).isEqualTo("cancelled");
        assertSkipped(event, "superseded");
        assertThat(world.send()).isZero();
    }

    @Test
    void aPersonWhoOptedOutIsNotRung() {
        String event = decided(FAILED, invoice, start);
        world.operator("/api/v1/opt-outs", "{\"number\":\"" + number + "\"}")
                .then()
                .statusCode(201);
        assertSkipped(event, "opted_out");
        assertThat(world.send()).isZero();
    }

    @Test
    void aRuleUnderAnotherNameFindsTheCallThatRang() {
        String event = decided(FAILED, invoice, start);
        assertThat(world.send()).isOne();
        rules.to(usual.replace("name: failed-payment", "name: dunning"));
        assertSkipped(event, "already_called");
    }

    // --- Cancels

    @Test
    void aCancelThatTheRuleDidNotHaveEndsTheCallsOfOlderFactsOnly() {
        rules.to(usual.replace(CANCELS_BY_THING, ""));
        String paid = decided(PAID, invoice, start.plusSeconds(60));
        String older = decided(FAILED, invoice, start);
        String unpaidAgain = ServiceDriver.freshId("in_");
        String paidBefore = decided(PAID, unpaidAgain, start);
        String newer = decided(FAILED, unpaidAgain, start.plusSeconds(60));
        rules.to(usual);
        replayed(paid);
        replayed(paidBefore);
        assertThat(world.stateOf(callOf(older))).isEqualTo("cancelled");
        assertThat(world.stateOf(callOf(newer))).isEqualTo("due");
        assertSkippedLater(newer);
        assertThat(world.send()).isOne();
    }

    private void assertSkippedLater(String event) {
        assertThat(replayed(event).getString("decisions[-1].reason")).isEqualTo("already_called");
    }

    @Test
    void anUnreadableCancelHoldsNothingThatAPersonHasReleased() {
        String failed = decided(FAILED, invoice, start);
        String cancel = world.stripe(ServiceDriver.freshId("evt_"), PAID, "{\"id\":null}", start.plusSeconds(60))
                .path("event");
        world.decide();
        UUID call = callOf(failed);
        assertThat(world.call(call).getString("reason")).isEqualTo("held: failed_cancel");
        world.operator("/api/v1/calls/" + call + "/release", "{}").then().statusCode(200);
        assertThat(replayed(cancel).getList("decisions")).hasSize(1); // the first, which held the call
        assertThat(world.call(call).getString("reason")).isNull();
        assertThat(world.number("SELECT count(*) FROM ending")).isOne();
        assertThat(world.send()).isOne();
    }

    // --- Events that were not decided

    @ParameterizedTest
    @ValueSource(strings = {"UNREADABLE", "FAILED"})
    void anEventThatCanBeReadNowIsDecided(String state) {
        String event = event(FAILED, invoice, start);
        world.run("UPDATE event SET state = '" + state + "', failure = 'x', decided_at = ringback_now() WHERE id = '"
                + event + "'");
        JsonPath after = replayed(event);
        assertThat(after.getString("state")).isEqualTo("decided");
        assertThat(after.getString("failure")).isNull();
        assertThat(after.getList("decisions.verdict")).containsExactly("call");
    }

    @Test
    void anEventThatWaitsForItsFirstDecisionIsLeftToIt() {
        String event = event(FAILED, invoice, start);
        world.operator("/api/v1/events/" + event + "/replay", "{\"reason\":\"x\"}")
                .then()
                .statusCode(409);
        assertThat(world.operator("/api/v1/replays", "{\"filter\":{},\"dry_run\":true}")
                        .jsonPath()
                        .getLong("count"))
                .isZero();
        assertThat(world.event(event).getList("decisions")).isEmpty();
    }

    /** An event without its body would be unreadable, and hold all that it could mean. */
    @Test
    void anEventWhoseBodyIsErasedIsNotReplayed() {
        String paid = decided(PAID, ServiceDriver.freshId("in_"), start.plusSeconds(60));
        UUID call = callOf(decided(FAILED, invoice, start));
        world.run("DELETE FROM event_body WHERE event = '" + paid + "'");
        world.operator("/api/v1/events/" + paid + "/replay", "{\"reason\":\"x\"}")
                .then()
                .statusCode(409);
        assertThat(world.event(paid).getString("state")).isEqualTo("decided");
        assertThat(world.call(call).getString("reason")).isNull();
    }

    @Test
    void aTestEventStaysATest() {
        String event = world.shopify("orders/create", """
                {"id":8901,"test":true,"updated_at":"%s","phone":"%s"}""".formatted(world.now(), number))
                .path("event");
        world.decide();
        assertSkipped(event, "test_event");
    }

    // --- Many at once

    private JsonPath done(String job) {
        await().until(() ->
                world.get("/api/v1/replays/" + job).getString("state").equals("done"));
        return world.get("/api/v1/replays/" + job);
    }

    @Test
    void manyEventsAreReplayedByAFilterWithAReason() {
        rules.to(usual.replaceFirst("about: event.data.object.id", "about: event.data.object.missing"));
        String first = decided(FAILED, invoice, start);
        String second = decided(FAILED, ServiceDriver.freshId("in_"), start);
        String erased = decided(FAILED, ServiceDriver.freshId("in_"), start);
        decided(PAID, ServiceDriver.freshId("in_"), start);
        world.run("DELETE FROM event_body WHERE event = '" + erased + "'");
        rules.to(usual);
        String filter = "\"filter\":{\"source\":\"billing\",\"type\":\"" + FAILED + "\",\"state\":\"decided\"}";
        assertThat(world.operator("/api/v1/replays", "{" + filter + ",\"dry_run\":true}")
                        .jsonPath()
                        .getLong("count"))
                .isEqualTo(3);
        assertThat(world.number("SELECT count(*) FROM job")).isZero();
        world.operator("/api/v1/replays", "{" + filter + "}").then().statusCode(400);
        String posted = world.operator("/api/v1/replays", "{" + filter + ",\"reason\":\"mended\"}")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        JsonPath job = done(posted);
        assertThat(List.of(job.getLong("total"), job.getLong("done"), job.getLong("decisions"), job.getLong("failed")))
                .containsExactly(3L, 2L, 2L, 1L);
        assertThat(job.getString("first_failure")).isEqualTo("event " + erased + ": event-body-erased");
        assertThat(world.event(first).getString("decisions[-1].replay")).isEqualTo(posted);
        assertThat(world.event(second).getString("decisions[-1].verdict")).isEqualTo("call");
        assertThat(world.number("SELECT count(*) FROM audit WHERE what = 'replay_many' AND object = 'job " + posted
                        + "' AND detail = '2 of 3 events, 1 failed: mended'"))
                .isOne();
        assertThat(world.get("/api/v1/replays?kind=replay&state=done").getList("items.id"))
                .containsExactly(posted);
        assertThat(world.get("/api/v1/replays?kind=cancel").getList("items")).isEmpty();
        world.operator("/api/v1/replays/" + posted + "/cancel", "{}").then().statusCode(409);
    }

    private Job posted() {
        return replays.post(new EventFilter(null, null, null, null, null, null), "later", "olaf");
    }

    @Test
    void aCancelledReplayDecidesNothingMore() {
        String event = decided(FAILED, invoice, start);
        Job job = posted();
        world.operator("/api/v1/replays/" + job.id() + "/cancel", "{}").then().statusCode(200);
        runner.work(Supervisor.Pulse.NONE);
        JsonPath after = world.get("/api/v1/replays/" + job.id());
        assertThat(after.getString("state")).isEqualTo("cancelled");
        assertThat(after.getLong("done")).isZero();
        assertThat(world.event(event).getList("decisions")).hasSize(1);
    }

    /** The previous release takes whatever is RUNNING for a release of calls. */
    @Test
    void thePreviousReleaseDoesNotSeeAReplay() {
        decided(FAILED, invoice, start);
        Job job = posted();
        assertThat(job.state()).isEqualTo("running");
        assertThat(world.number("SELECT count(*) FROM job WHERE state = 'RUNNING'"))
                .isZero();
        assertThat(world.get("/api/v1/replays?state=running").getList("items")).hasSize(1);
        runner.work(Supervisor.Pulse.NONE);
        assertThat(world.get("/api/v1/replays/" + job.id()).getLong("done")).isOne();
    }

    @Test
    void aLongJobLetsAShortOneGoBeforeItsEnd() {
        world.run("INSERT INTO event (id, source, delivery_id, type, state, received_at, decided_at)"
                + " SELECT gen_random_uuid(), 'billing', n, 'x', 'DECIDED', ringback_now(), ringback_now()"
                + " FROM generate_series(1, 120) AS n");
        Job longOne = posted();
        Job shortOne = replays.post(new EventFilter(null, null, null, "1", null, null), "short", "olaf");
        runner.work(Supervisor.Pulse.NONE);
        assertThat(world.number("SELECT failed FROM job WHERE id = '" + longOne.id() + "'"))
                .isEqualTo(120);
        assertThat(world.number("SELECT count(*) FROM job s JOIN job l ON s.finished_at < l.finished_at"
                        + " WHERE s.id = '" + shortOne.id() + "' AND l.id = '" + longOne.id() + "'"))
                .isOne();
    }

    @Test
    void aViewerReadsJobsAndReplaysNothing() {
        for (String path : List.of("/api/v1/replays", "/api/v1/events/" + UUID.randomUUID() + "/replay")) {
            given().auth()
                    .oauth2(ServiceDriver.VIEWER)
                    .contentType("application/json")
                    .body("{\"filter\":{},\"reason\":\"x\"}")
                    .post(path)
                    .then()
                    .statusCode(403);
        }
        given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .get("/api/v1/replays")
                .then()
                .statusCode(200);
    }
}
