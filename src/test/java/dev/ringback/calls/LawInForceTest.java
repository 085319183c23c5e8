package dev.ringback.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.law.Blackout;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls go by the law in force at their claim, not by the one at their decision. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class LawInForceTest {
    private static final String ANN = "+12025550141"; // the District of Columbia
    private static final String FLORIDA = "+13055550141";

    private final ServiceDriver world;
    private final LawSweeper law;
    private final HoursInForce hours;

    LawInForceTest(ServiceDriver world, LawSweeper law, HoursInForce hours) {
        this.world = world;
        this.law = law;
        this.hours = hours;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        law.planAnew();
    }

    @AfterEach
    void lift() {
        world.reset();
        law.planAnew();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(world.now(), ZoneOffset.UTC);
    }

    private String blackout(String place, LocalDate from, LocalDate until) {
        return world.operator("/api/v1/blackouts", """
                        {"place":"%s","from":"%s","until":"%s","reason":"hurricane"}""".formatted(place, from, until))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void lift(String blackout) {
        io.restassured.RestAssured.given()
                .auth()
                .oauth2(ServiceDriver.OPERATOR)
                .delete("/api/v1/blackouts/" + blackout)
                .then()
                .statusCode(204);
    }

    private JsonPath waiting(UUID call) {
        return new JsonPath(world.call(call).prettify()).setRootPath("waiting_for");
    }

    // --- Black-outs

    @Test
    void aBlackoutStopsACallThatIsDueAndMovesItBehind() {
        UUID call = world.dueCall(ANN);
        blackout("US-DC", today(), today());
        assertThat(world.send()).isZero(); // at once, before anything is planned anew
        assertThat(waiting(call).getString("gate")).isEqualTo("window");
        assertThat(waiting(call).getString("detail")).contains("worked out anew");
        assertThat(law.planAnew()).isOne();
        assertThat(Instant.parse(world.call(call).getString("not_before")))
                .isEqualTo(today().plusDays(1)
                        .atTime(8, 0)
                        .atZone(ZoneId.of("America/New_York"))
                        .toInstant());
        assertThat(world.send()).isZero();
        assertThat(world.hub().rings()).isEmpty();
    }

    @Test
    void aBlackoutThatIsLiftedLetsTheCallGoAtOnce() {
        UUID call = world.dueCall(ANN);
        String blackout = blackout("US", today(), today());
        law.planAnew();
        lift(blackout);
        assertThat(law.planAnew()).isOne();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aBlackoutOfAnotherPlaceChangesNothing() {
        UUID call = world.dueCall(ANN);
        blackout("US-FL", today(), today());
        assertThat(law.planAnew()).isOne();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aCallWithoutAnHourBeforeItsExpiryWaitsForIt() {
        UUID call = world.dueCall(ANN);
        blackout("US-DC", today(), today().plusDays(3));
        law.planAnew();
        assertThat(world.stateOf(call)).isEqualTo("waiting");
        assertThat(world.call(call).getList("timeline.what", String.class)).contains("no_lawful_window");
        assertThat(world.call(call).getList("timeline.detail", String.class))
                .as("the reason, which stays when the black-out is lifted")
                .anyMatch(detail -> detail != null && detail.contains("hurricane"));
        world.advance(Duration.ofHours(48));
        assertThat(world.send()).isZero();
        world.sweep();
        assertThat(world.stateOf(call)).isEqualTo("expired");
    }

    @Test
    void aBlackoutThatWasAMistakeCostsNoCall() {
        UUID call = world.dueCall(ANN);
        String blackout = blackout("US-DC", today(), today().plusDays(30));
        law.planAnew();
        lift(blackout);
        law.planAnew();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aBlackoutThatWasAMistakeCostsNoCallThatWasTriedBefore() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE outbox_entry SET attempt = 1, earliest_at = ringback_now() - interval '1 minute'");
        String blackout = blackout("US-DC", today(), today().plusDays(30));
        law.planAnew();
        lift(blackout);
        law.planAnew();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aBlackoutThatWasAMistakeCostsNoCallOfThePreviousRelease() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE call SET told_by = NULL, waits_until = NULL");
        String blackout = blackout("US-DC", today(), today().plusDays(30));
        law.planAnew();
        lift(blackout);
        law.planAnew();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aLawThatThisProcessAppliedAndCouldNotCommitPlansNothing() {
        UUID call = world.dueCall(ANN);
        HoursInForce.InForce inForce = hours.now();
        hours.apply(hours.of(List.of(new Blackout("US-DC", today(), today(), "not committed"))));
        assertThat(law.planAnew()).isZero();
        assertThat(hours.now().digest()).isEqualTo(inForce.digest());
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aRunningCampaignIsStoppedForItsPeople() {
        world.dialAfter(Duration.ofHours(1));
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("started");
        blackout("US-DC", today(), today());
        law.planAnew();
        world.watch();
        assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE kind = 'STOP'"))
                .isOne();
        world.workUntilQuiet();
        assertThat(world.hub().rings()).isEmpty();
    }

    // --- Calls of other laws

    @Test
    void aCallThatThePreviousReleasePlannedIsPlannedAnewBeforeItGoes() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE outbox_entry SET law = NULL");
        assertThat(world.send()).isZero();
        assertThat(law.planAnew()).isOne();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aPlanOfThePreviousReleaseHasNoLawBehindIt() {
        world.dueCall(ANN);
        world.run("UPDATE outbox_entry SET not_after = not_after + interval '1 hour'"); // by older clocks
        assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE law IS NULL"))
                .isOne();
        assertThat(world.send()).isZero();
        assertThat(law.planAnew()).isOne();
        assertThat(world.send()).isOne();
    }

    @Test
    void thePreviousReleaseAloneGoesOnAfterARollback() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE outbox_entry SET law = NULL");
        world.run("UPDATE law SET seen_at = ringback_now() - interval '31 seconds'");
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aCallThatThePreviousReleaseChangedHasItsWaitAndNoPostalCode() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE call SET event = gen_random_uuid(), postal = 'US 96813', waits_until = not_before,"
                + " not_before = not_before + interval '1 hour'");
        world.run("UPDATE outbox_entry SET law = NULL, due_at = due_at + interval '1 hour'");
        law.planAnew();
        assertThat(world.stateOf(call)).isEqualTo("waiting");
        assertThat(world.call(call).getList("hours.zones.from", String.class)).doesNotContain("postal");
    }

    @Test
    void aCallThatCannotBePlannedDoesNotKeepTheOthers() {
        UUID broken = world.dueCall(ANN);
        UUID call = world.dueCall("+12025550142");
        world.run("UPDATE call SET postal = 'of-no-country', told_by = event WHERE id = '" + broken + "'");
        world.run("UPDATE outbox_entry SET law = NULL");
        assertThat(law.planAnew()).isOne();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aBackoffStaysWhenACallIsPlannedAnew() {
        world.dueCall(ANN);
        world.run("UPDATE outbox_entry SET law = NULL, attempt = 1, due_at = ringback_now() + interval '10 minutes'");
        law.planAnew();
        assertThat(world.send()).isZero();
        assertThat(world.number(
                        "SELECT count(*) FROM outbox_entry WHERE due_at > ringback_now() + interval '9 minutes'"))
                .isOne();
    }

    @Test
    void aBackoffOfThisReleaseStaysToo() {
        world.dueCall(ANN);
        world.run(
                "UPDATE outbox_entry SET law = 'another', planned = planned + 1, attempt = 1,"
                        + " due_at = ringback_now() + interval '10 minutes', earliest_at = ringback_now() + interval '10 minutes'");
        law.planAnew();
        assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE law <> 'another'"
                        + " AND due_at > ringback_now() + interval '9 minutes'"))
                .isOne();
    }

    @Test
    void whileAnotherReleaseIsAtWorkItsCallsAreLeftToIt() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE law SET digest = 'another', seen_at = ringback_now()");
        assertThat(law.planAnew()).isZero();
        assertThat(world.get("/api/v1/status").getBoolean("law.in_force")).isFalse();
        assertThat(world.send()).isZero();
        world.run("UPDATE law SET seen_at = ringback_now() - interval '31 seconds'"); // it is gone
        law.planAnew();
        assertThat(world.get("/api/v1/status").getBoolean("law.in_force")).isTrue();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    // --- Limits

    @Test
    void theFourthCallInADayWaitsWhereTheLawAllowsThree() {
        for (int i = 0; i < 3; i++) {
            world.dueCall(FLORIDA);
            assertThat(world.send()).isOne();
            world.advance(Duration.ofMinutes(20));
        }
        UUID fourth = world.dueCall(FLORIDA);
        assertThat(world.send()).isZero();
        assertThat(waiting(fourth).getString("gate")).isEqualTo("limit");
        assertThat(Instant.parse(waiting(fourth).getString("until")))
                .isBetween(world.now().plus(Duration.ofHours(22)), world.now().plus(Duration.ofHours(24)));
        world.advance(Duration.ofHours(23).plusMinutes(10));
        world.sweep(); // its window has closed meanwhile
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(fourth)).isEqualTo("placed");
    }

    @Test
    void whereTheLawHasNoLimitTheFourthCallGoes() {
        for (int i = 0; i < 4; i++) {
            world.dueCall(ANN);
            assertThat(world.send()).isOne();
            world.advance(Duration.ofMinutes(20));
        }
    }

    // --- What an operator sees

    @Test
    void aCallTellsWhatHoldsItAndWhy() {
        UUID call =
                world.callOf(world.stripe("invoice.payment_failed", """
                {"id":"%s","attempt_count":2,"amount_due":4900,"customer_phone":"%s",
                 "customer_address":{"country":"US"},"place":"US-KY","postal":"42001"}""".formatted(ServiceDriver.freshId("in_"), ANN)));
        JsonPath hours = new JsonPath(world.call(call).prettify()).setRootPath("hours");
        assertThat(hours.getList("zones.zone", String.class)).contains("America/New_York", "America/Chicago");
        assertThat(hours.getList("zones.from", String.class))
                .contains("number", "postal")
                .doesNotContain("place");
        assertThat(hours.getList("packs.code", String.class)).contains("US", "US-KY");
        assertThat(hours.getList("packs.source", String.class))
                .allSatisfy(source -> assertThat(source).isNotBlank());
        assertThat(hours.getString("not_before.utc")).isEqualTo(world.call(call).getString("not_before"));
        assertThat(hours.getList("not_before.local.zone", String.class))
                .containsExactlyInAnyOrder("America/New_York", "America/Chicago");
        assertThat(hours.getString("not_after.utc")).isNotNull();
        assertThat(hours.getString("reason")).contains("US");
    }
}
