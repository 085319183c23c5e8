package dev.ringback.calls;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call back that a person asks for during a call, and what came of the call, as the Hub's agent tells both. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class CallbacksTest {
    private static final String NUMBER = "+12025550143";
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private final ServiceDriver world;
    private String invoice;
    private LocalDate today;

    CallbacksTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        invoice = ServiceDriver.freshId("in_");
        today = world.now().atZone(NEW_YORK).toLocalDate();
    }

    private UUID rung() {
        UUID call = world.callOf(world.stripe("invoice.payment_failed", ServiceDriver.invoice(invoice, NUMBER)));
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        return call;
    }

    private static Response tool(String name, String body) {
        return given().auth()
                .oauth2("agent-tools-secret")
                .contentType("application/json")
                .body(body)
                .post("/agent-tools/" + name);
    }

    private static Response callback(String number, Object at, String more) {
        return tool("callback", "{\"number\":\"%s\",\"at\":\"%s\"%s,\"mood\":\"busy\"}".formatted(number, at, more));
    }

    private static JsonPath planned(Object at) {
        Response answer = callback(NUMBER, at, "");
        answer.then().statusCode(200);
        return answer.jsonPath();
    }

    private static void refused(Response answer, int status, String type, String words) {
        answer.then().statusCode(status).contentType("application/problem+json");
        assertThat(answer.jsonPath().getString("type")).endsWith(":" + type);
        assertThat(answer.jsonPath().getString("detail")).contains(words);
    }

    private LocalDateTime fiveInTheAfternoon() {
        return today.atTime(17, 0);
    }

    private void advanceTo(LocalDateTime local) {
        world.advance(Duration.between(world.now(), local.atZone(NEW_YORK).toInstant()));
    }

    private static UUID waiting(JsonPath calls) {
        return calls.getUUID("items.find { it.state == 'waiting' }.id");
    }

    private UUID waiting() {
        return waiting(world.get("/api/v1/calls?number=%2B12025550143"));
    }

    private long callbacks() {
        return world.number("SELECT count(*) FROM call WHERE callback_of IS NOT NULL");
    }

    @Test
    void aCallBackRingsOnceAtTheTimeThatThePersonNamed() {
        UUID first = rung();
        JsonPath answer = planned(fiveInTheAfternoon());
        assertThat(answer.getBoolean("scheduled")).isTrue();
        assertThat(answer.getBoolean("moved")).isFalse();
        assertThat(answer.getString("local")).isEqualTo(fiveInTheAfternoon().toString());
        assertThat(Instant.parse(answer.getString("at")))
                .isEqualTo(fiveInTheAfternoon().atZone(NEW_YORK).toInstant());
        assertThat(answer.getString("sentence")).contains("17:00");

        JsonPath call = world.call(waiting());
        assertThat(call.getUUID("callback_of")).isEqualTo(first);
        assertThat(call.getString("rule")).isEqualTo("failed-payment");
        assertThat(call.getString("about")).startsWith(invoice + "#callback-");
        assertThat(Instant.parse(call.getString("expires_at")))
                .isEqualTo(fiveInTheAfternoon().plusHours(4).atZone(NEW_YORK).toInstant());
        assertThat(call.getList("timeline.what")).contains("callback");
        assertThat(world.call(first).getList("timeline.what")).contains("callback");
        assertThat(world.number(
                        "SELECT count(*) FROM audit WHERE who = 'agent' AND what = 'callback' AND object = 'call "
                                + call.getString("id") + "'"))
                .isOne();

        advanceTo(fiveInTheAfternoon().minusMinutes(1));
        assertThat(world.send()).isZero();
        advanceTo(fiveInTheAfternoon().plusMinutes(1));
        assertThat(world.send()).isOne();
        world.advance(Duration.ofHours(1));
        assertThat(world.send()).isZero();
        assertThat(world.hub().rings(NUMBER)).hasSize(2);
    }

    @Test
    void aTimeThatIsNotLawfulMovesToTheNextOneThatIs() {
        rung();
        JsonPath answer = planned(today.atTime(23, 30));
        assertThat(answer.getBoolean("moved")).isTrue();
        assertThat(answer.getString("local")).isEqualTo(today.plusDays(1) + "T08:00");
        assertThat(answer.getString("sentence")).contains("No call is allowed at that time", "08:00");
    }

    @Test
    void theSameTimeAgainChangesNothingAndAnotherReplacesIt() {
        rung();
        JsonPath first = planned(fiveInTheAfternoon());
        UUID call = waiting();
        int notes = world.call(call).getList("timeline").size();
        assertThat(planned(fiveInTheAfternoon() + ":00").getMap("")).isEqualTo(first.getMap(""));
        assertThat(world.call(call).getList("timeline")).hasSize(notes);

        planned(fiveInTheAfternoon().plusHours(1));
        assertThat(callbacks()).isOne();
        assertThat(Instant.parse(world.call(call).getString("not_before")))
                .isEqualTo(fiveInTheAfternoon().plusHours(1).atZone(NEW_YORK).toInstant());
        assertThat(Instant.parse(world.call(call).getString("expires_at")))
                .isEqualTo(fiveInTheAfternoon().plusHours(5).atZone(NEW_YORK).toInstant());
    }

    @Test
    void anInstantOrAZoneIsTakenAsItIs() {
        rung();
        String instant = fiveInTheAfternoon().atZone(NEW_YORK).toInstant().toString();
        assertThat(planned(instant).getString("local"))
                .isEqualTo(fiveInTheAfternoon().toString());
        Response chicago = callback(NUMBER, fiveInTheAfternoon(), ",\"zone\":\"America/Chicago\"");
        assertThat(Instant.parse(chicago.jsonPath().getString("at")))
                .isEqualTo(fiveInTheAfternoon().plusHours(1).atZone(NEW_YORK).toInstant());
    }

    @Test
    void aPersonWhoMayBeInSeveralZonesIsAsked() {
        world.callOf(world.stripe("invoice.payment_failed", """
                {"id":"%s","attempt_count":2,"amount_due":4900,"customer_phone":"%s","place":["US-TX"]}
                """.formatted(invoice, NUMBER)));
        assertThat(world.send()).isOne();
        refused(callback(NUMBER, fiveInTheAfternoon(), ""), 400, "which-zone", "America/Chicago");
        callback(NUMBER, fiveInTheAfternoon(), ",\"zone\":\"America/Denver\"")
                .then()
                .statusCode(200);
    }

    @Test
    void theStatedZoneCountsBeforeTheNumbers() {
        world.callOf(world.stripe("invoice.payment_failed", """
                {"id":"%s","attempt_count":2,"amount_due":4900,"customer_phone":"%s","zone":"America/Denver"}
                """.formatted(invoice, NUMBER)));
        assertThat(world.send()).isOne();
        assertThat(Instant.parse(planned(fiveInTheAfternoon()).getString("at")))
                .isEqualTo(fiveInTheAfternoon().plusHours(2).atZone(NEW_YORK).toInstant());
    }

    @Test
    void badTimesAreRefusedInWords() {
        refused(callback(NUMBER, fiveInTheAfternoon(), ""), 404, "not-found", "last 24 hours");
        rung();
        refused(callback(NUMBER, today.atTime(10, 0), ""), 409, "time-is-past", "That time is past");
        refused(callback(NUMBER, fiveInTheAfternoon().plusDays(15), ""), 409, "time-is-too-far", "14 days");
        refused(callback(NUMBER, "tomorrow", ""), 400, "bad-time", "2026-11-30T17:00");
        refused(callback(NUMBER, " ", ""), 400, "bad-time", "'at' is missing");
        refused(callback(NUMBER, fiveInTheAfternoon(), ",\"zone\":\"Eastern\""), 400, "bad-zone", "IANA");
        refused(callback("me", fiveInTheAfternoon(), ""), 400, "bad-number", "E.164");
        assertThat(callbacks()).isZero();
        world.advance(Duration.ofHours(25));
        refused(callback(NUMBER, fiveInTheAfternoon().plusDays(2), ""), 404, "not-found", "last 24 hours");
    }

    @Test
    void aPersonWhoHasOptedOutIsNotRungBack() {
        rung();
        planned(fiveInTheAfternoon());
        UUID call = waiting();
        tool("opt-out", "{\"number\":\"" + NUMBER + "\"}").then().statusCode(200);
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        refused(callback(NUMBER, fiveInTheAfternoon(), ""), 409, "opted-out", "no more calls");
    }

    @Test
    void theThirdCallBackInAWeekIsRefused() {
        rung();
        for (int hour = 14; hour <= 15; hour++) {
            planned(today.atTime(hour, 0));
            advanceTo(today.atTime(hour, 1));
            assertThat(world.send()).isOne();
        }
        refused(callback(NUMBER, fiveInTheAfternoon(), ""), 409, "too-many-callbacks", "2 call backs");
        assertThat(world.hub().rings(NUMBER)).hasSize(3);
    }

    @Test
    void theEndOfTheFirstCallsThingEndsItsCallBackAndPreventsAnother() {
        rung();
        planned(fiveInTheAfternoon());
        UUID call = waiting();
        world.stripe("invoice.paid", ServiceDriver.invoice(invoice, NUMBER));
        assertThat(world.call(call).getString("waiting_for.gate")).isEqualTo("window");
        advanceTo(fiveInTheAfternoon().plusMinutes(1));
        assertThat(world.call(call).getString("waiting_for.gate")).isEqualTo("undecided_event");
        assertThat(world.send()).isZero();
        world.decide();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        refused(callback(NUMBER, fiveInTheAfternoon().plusHours(2), ""), 409, "reason-is-gone", "settled");
    }

    @Test
    void theEndOfCallsToThePersonEndsTheCallBack() {
        rung();
        planned(fiveInTheAfternoon());
        UUID call = waiting();
        world.stripe("customer.deleted", "{\"phone\":\"" + NUMBER + "\"}");
        world.decide();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
    }

    @Test
    void aCallBackOfACallBackEndsWithTheFirstThingToo() {
        rung();
        planned(today.atTime(14, 0));
        advanceTo(today.atTime(14, 1));
        assertThat(world.send()).isOne();
        planned(fiveInTheAfternoon());
        UUID second = waiting();
        world.stripe("invoice.paid", ServiceDriver.invoice(invoice, NUMBER));
        world.decide();
        assertThat(world.stateOf(second)).isEqualTo("cancelled");
    }

    @Test
    void aCallBackOfADraftsCallCarriesItsVariables() {
        UUID first = world.dueReminder(NUMBER);
        world.workUntilQuiet();
        assertThat(world.stateOf(first)).isEqualTo("placed");
        planned(fiveInTheAfternoon());
        JsonPath call = world.call(waiting());
        assertThat(call.getString("via")).isEqualTo("campaign");
        assertThat(call.getMap("variables")).isEqualTo(world.call(first).getMap("variables"));
        advanceTo(fiveInTheAfternoon().plusMinutes(1));
        world.workUntilQuiet();
        assertThat(world.hub().rings(NUMBER)).hasSize(2);
    }

    @Test
    void anUploadedCallIsRungBackWithoutARule() {
        UUID first = rung();
        world.run("UPDATE call SET source = 'upload', rule = 'campaign:' || gen_random_uuid() WHERE id = '" + first
                + "'");
        planned(fiveInTheAfternoon());
        advanceTo(fiveInTheAfternoon().plusMinutes(1));
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(NUMBER)).hasSize(2);
    }

    @Test
    void aCallBackThatMayHaveRungIsGivenUpForTheNewTime() {
        rung();
        planned(today.atTime(14, 0));
        UUID unsure = waiting();
        advanceTo(today.atTime(14, 1));
        world.hub().faults().next(Route.ORIGINATE, Fault.closeBeforeEffect());
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(unsure)).isEqualTo("unknown");
        planned(fiveInTheAfternoon());
        assertThat(world.call(unsure).getList("timeline.what")).contains("withdrawn");
        assertThat(world.number("SELECT count(*) FROM call WHERE callback_of IS NOT NULL AND state = 'WAITING'"))
                .isOne();
    }

    @Test
    void anEndThatTheReleaseBeforeDecidedEndsTheCallBackBeforeItIsClaimed() {
        rung();
        planned(fiveInTheAfternoon());
        UUID call = waiting();
        world.run(
                "INSERT INTO ending (kind, rule, source, about, as_of, event) VALUES ('ABOUT', 'failed-payment', 'billing', '"
                        + invoice + "', ringback_now(), gen_random_uuid())");
        advanceTo(fiveInTheAfternoon().plusMinutes(1));
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
    }

    // --- Outcomes

    private static Response outcome(String word, String note) {
        return tool("outcome", "{\"number\":\"%s\",\"outcome\":\"%s\",\"note\":%s}".formatted(NUMBER, word, note));
    }

    @Test
    void anOutcomeStandsWithItsCallAndTheNewestCounts() {
        UUID call = rung();
        for (int repeat = 0; repeat < 2; repeat++) {
            outcome("promised_to_pay", "\"on Friday, ring +12025550199\"")
                    .then()
                    .statusCode(200);
        }
        outcome("wrong_person", "null").then().statusCode(200);
        JsonPath shown = world.call(call);
        assertThat(shown.getList("outcomes.outcome")).containsExactly("wrong_person", "promised_to_pay");
        assertThat(shown.getString("outcomes[1].note")).isEqualTo("on Friday, ring +12025550199");
        assertThat(shown.getList("timeline.what").stream().filter("outcome"::equals))
                .hasSize(2);
        JsonPath masked = given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .get("/api/v1/calls/" + call)
                .jsonPath();
        assertThat(masked.getString("outcomes[1].note")).doesNotContain("+12025550199");
        assertThat(given().get("/q/metrics").asString()).contains("ringback_call_outcomes_total");
    }

    @Test
    void anOutcomeNeedsACallAndAWord() {
        refused(outcome("paid", "null"), 404, "not-found", "last 24 hours");
        rung();
        refused(outcome("Paid!", "null"), 400, "bad-outcome", "promised_to_pay");
        refused(outcome("paid", "\"" + "x".repeat(501) + "\""), 400, "bad-outcome", "500");
        outcome("paid", "\"a\\u0000b\\ud800\"").then().statusCode(200);
    }
}
