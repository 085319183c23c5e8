package dev.ringback.rules;

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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What events make of calls: make them, renew them, end them, each once, in any order. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class DecidingTest {
    private static final String FAILED = "invoice.payment_failed";
    private static final String PAID = "invoice.paid";

    private final ServiceDriver world;
    private String invoice;
    private String number;
    private Instant start;

    DecidingTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        invoice = ServiceDriver.freshId("in_");
        number = ServiceDriver.freshNumber();
        start = world.now().minus(Duration.ofHours(1));
    }

    private Response failed(String about, String to, Instant at) {
        return world.stripe(ServiceDriver.freshId("evt_"), FAILED, ServiceDriver.invoice(about, to), at);
    }

    private Response paid(String about, Instant at) {
        return world.stripe(ServiceDriver.freshId("evt_"), PAID, ServiceDriver.invoice(about, number), at);
    }

    private Response personLeft(String who, Instant at) {
        return world.stripe(ServiceDriver.freshId("evt_"), "customer.deleted", "{\"phone\":\"" + who + "\"}", at);
    }

    /** Decides what is stored, then shows the event. */
    private JsonPath decided(Response receipt) {
        receipt.then().statusCode(200);
        world.decide();
        return world.event(receipt.path("event"));
    }

    private static void assertOnlyDecision(JsonPath event, String verdict, String reason) {
        assertThat(event.getList("decisions.verdict")).containsExactly(verdict);
        assertThat(event.getString("decisions[0].reason")).isEqualTo(reason);
    }

    /** A cancel that ended nothing: it stands in the event's detail, and not among its decisions. */
    private static void assertOnlyCancel(JsonPath event, String by, String outcome) {
        assertThat(event.getList("decisions")).isEmpty();
        assertThat(event.getString("state")).isEqualTo("decided");
        assertThat(event.getList("cancels.rule")).containsExactly("failed-payment");
        assertThat(event.getList("cancels.by")).containsExactly(by);
        assertThat(event.getList("cancels.outcome")).containsExactly(outcome);
    }

    @Test
    void whatMayEndCallsIsDecidedBeforeOlderEventsThatWait() {
        Response failed = failed(invoice, number, start);
        Response paid = paid(invoice, start.plusSeconds(1));
        assertOnlyCancel(decided(paid), "about", "nothing_waited");
        assertOnlyDecision(world.event(failed.path("event")), "skip", "superseded");
    }

    // --- Ends by the thing

    @Test
    void aCancelEndsTheCallThatWaits() {
        UUID call = world.callOf(failed(invoice, number, start));
        assertOnlyDecision(decided(paid(invoice, start.plusSeconds(60))), "cancel", null);
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.call(call).getString("reason")).startsWith("cancelled_by_event");
        assertThat(world.send()).isZero();
        assertThat(world.hub().rings()).isEmpty();
    }

    @Test
    void aCancelThatComesBeforeItsCallSupersedesIt() {
        assertOnlyCancel(decided(paid(invoice, start.plusSeconds(60))), "about", "nothing_waited");
        assertOnlyDecision(decided(failed(invoice, number, start)), "skip", "superseded");
        assertThat(world.number("SELECT count(*) FROM call")).isZero();
    }

    @Test
    void aCancelIsFinalAlsoForLaterFacts() {
        decided(paid(invoice, start));
        assertOnlyDecision(decided(failed(invoice, number, start.plusSeconds(60))), "skip", "superseded");
        UUID other = world.callOf(failed(ServiceDriver.freshId("in_"), number, start.plusSeconds(60)));
        assertThat(world.stateOf(other)).isEqualTo("due");
    }

    @Test
    void aCancelLeavesOtherThingsAlone() {
        UUID call = world.callOf(failed(invoice, number, start));
        decided(paid(ServiceDriver.freshId("in_"), start.plusSeconds(60)));
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertThat(world.send()).isOne();
    }

    @Test
    void anAcceptedCancelHoldsTheCallBeforeItIsDecided() {
        UUID call = world.callOf(failed(invoice, number, start));
        paid(invoice, start).then().statusCode(200);
        assertThat(world.send()).isZero();
        world.decide();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.send()).isZero();
    }

    @Test
    void anAcceptedEventThatCancelsNothingHoldsNothing() {
        world.callOf(failed(invoice, number, start));
        failed(ServiceDriver.freshId("in_"), ServiceDriver.freshNumber(), start)
                .then()
                .statusCode(200);
        world.shopify("orders/cancelled", "{\"id\":1}").then().statusCode(200);
        assertThat(world.send()).isOne();
    }

    @Test
    void aCancelThatMeetsAnUnknownCallEndsItIfItWasNotPlaced() {
        UUID call = unknown();
        decided(paid(invoice, start.plusSeconds(60)));
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        settle(call, "not_placed");
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.send()).isZero();
    }

    private UUID unknown() {
        UUID call = world.callOf(failed(invoice, number, start));
        world.hub().faults().next(Route.ORIGINATE, Fault.closeBeforeEffect());
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        return call;
    }

    private void settle(UUID call, String outcome) {
        world.operator(
                        "/api/v1/calls/" + call + "/settle",
                        "{\"outcome\":\"" + outcome + "\",\"note\":\"carrier log\",\"force\":true}")
                .then()
                .statusCode(200);
    }

    // --- Ends by the person

    @Test
    void anEndOfAPersonEndsItsCallsUpToThenAndThoseOfNoOtherRule() {
        UUID before = world.callOf(failed(invoice, number, start));
        UUID same = world.callOf(failed(ServiceDriver.freshId("in_"), number, start.plusSeconds(60)));
        UUID after = world.callOf(failed(ServiceDriver.freshId("in_"), number, start.plusSeconds(61)));
        UUID another = world.callOf(failed(ServiceDriver.freshId("in_"), ServiceDriver.freshNumber(), start));
        UUID order = world.callOf(world.shopify("orders/create", world.order(7001, number)));
        assertOnlyDecision(decided(personLeft(number, start.plusSeconds(60))), "cancel", null);
        assertThat(world.stateOf(before)).isEqualTo("cancelled");
        assertThat(world.stateOf(same)).isEqualTo("cancelled");
        assertThat(world.stateOf(after)).isEqualTo("due");
        assertThat(world.stateOf(another)).isEqualTo("due");
        assertThat(world.stateOf(order)).isEqualTo("waiting");
    }

    @Test
    void anEndThatNamesThePersonWithAnExtensionIsThePersons() {
        UUID call = world.callOf(failed(invoice, number, start));
        assertOnlyDecision(decided(personLeft(number + " ext. 7", start.plusSeconds(60))), "cancel", null);
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
    }

    @Test
    void anEndOfAPersonThatCameFirstSupersedesWhatIsNotLater() {
        decided(personLeft(number, start.plusSeconds(60)));
        assertOnlyDecision(decided(failed(invoice, number, start.plusSeconds(60))), "skip", "superseded");
        assertOnlyDecision(decided(failed(invoice, number, start.plusSeconds(61))), "call", null);
    }

    @Test
    void afterAnEndOfItsPersonALaterFactMayCallAboutTheSameThingAgain() {
        UUID ended = world.callOf(failed(invoice, number, start));
        decided(personLeft(number, start.plusSeconds(60)));
        UUID again = world.callOf(failed(invoice, number, start.plusSeconds(120)));
        assertThat(again).isNotEqualTo(ended);
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(again)).isEqualTo("placed");
    }

    // --- Newer and older facts

    @Test
    void aNewerFactRenewsTheCallThatWaits() {
        UUID call = world.callOf(failed(invoice, number, start));
        String newNumber = ServiceDriver.freshNumber();
        JsonPath event = decided(failed(invoice, newNumber, start.plusSeconds(60)));
        assertOnlyDecision(event, "refresh", null);
        assertThat(event.getUUID("decisions[0].call")).isEqualTo(call);
        assertThat(world.call(call).getString("to")).isEqualTo(newNumber);
        assertThat(Instant.parse(world.call(call).getString("expires_at")))
                .isEqualTo(Instant.ofEpochSecond(start.getEpochSecond() + 60).plus(Duration.ofHours(48)));
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(number)).isEmpty();
        assertThat(world.hub().rings(newNumber)).hasSize(1);
    }

    @Test
    void anOlderFactChangesNothing() {
        UUID call = world.callOf(failed(invoice, number, start));
        JsonPath event = decided(failed(invoice, ServiceDriver.freshNumber(), start.minusSeconds(60)));
        assertOnlyDecision(event, "skip", "already_called");
        assertThat(world.call(call).getString("to")).isEqualTo(number);
    }

    @Test
    void ofTwoFactsOfOneInstantTheGreaterDeliveryIdIsTheNewer() {
        String newNumber = ServiceDriver.freshNumber();
        String id = ServiceDriver.freshId("evt_");
        UUID call = world.callOf(world.stripe(id + "b", FAILED, ServiceDriver.invoice(invoice, number), start));
        decided(world.stripe(id + "a", FAILED, ServiceDriver.invoice(invoice, ServiceDriver.freshNumber()), start));
        assertThat(world.call(call).getString("to")).isEqualTo(number);
        decided(world.stripe(id + "c", FAILED, ServiceDriver.invoice(invoice, newNumber), start));
        assertThat(world.call(call).getString("to")).isEqualTo(newNumber);
    }

    @Test
    void aNewerFactStartsTheWaitAgain() {
        UUID call = world.callOf(world.shopify("orders/create", world.order(7002, number)));
        world.advance(Duration.ofMinutes(9));
        assertOnlyDecision(decided(world.shopify("orders/create", world.order(7002, number))), "refresh", null);
        world.advance(Duration.ofMinutes(9));
        assertThat(world.stateOf(call)).isEqualTo("waiting");
        world.advance(Duration.ofMinutes(2));
        assertThat(world.stateOf(call)).isEqualTo("due");
    }

    @Test
    void aDeliveryThatComesAgainIsNotDecidedAgain() {
        String id = ServiceDriver.freshId("evt_");
        world.stripe(id, FAILED, ServiceDriver.invoice(invoice, number), start);
        world.stripe(id, FAILED, ServiceDriver.invoice(invoice, number), start);
        world.decide();
        JsonPath event = decided(world.stripe(id, FAILED, ServiceDriver.invoice(invoice, number), start));
        assertOnlyDecision(event, "call", null);
        assertThat(world.number("SELECT count(*) FROM decision")).isOne();
        assertThat(world.number("SELECT count(*) FROM call")).isOne();
    }

    // --- Once placed, never again; once refused or expired, perhaps

    @Test
    void aThingThatWasRungAboutIsNeverRungAboutAgain() {
        UUID call = world.callOf(failed(invoice, number, start));
        assertThat(world.send()).isOne();
        for (int i = 1; i <= 3; i++) {
            world.advance(Duration.ofDays(1));
            JsonPath event = decided(failed(invoice, ServiceDriver.freshNumber(), world.now()));
            assertOnlyDecision(event, "skip", "already_called");
            assertThat(event.getUUID("decisions[0].call")).isEqualTo(call);
            assertThat(world.send()).isZero();
        }
        assertThat(world.hub().rings()).hasSize(1);
    }

    @Test
    void aThingWhoseCallIsUnknownIsNotRungAboutAgain() {
        UUID call = unknown();
        world.advance(Duration.ofHours(1));
        assertOnlyDecision(decided(failed(invoice, number, world.now())), "refresh", null);
        assertThat(world.send()).isZero();
        settle(call, "not_placed");
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(number)).hasSize(1);
    }

    @Test
    void anExpiredThingMayBeRungAboutOnANewFact() {
        world.operator("/api/v1/pause", "{}").then().statusCode(200);
        UUID call = world.callOf(failed(invoice, number, start));
        world.advance(Duration.ofHours(49));
        world.sweep();
        assertThat(world.stateOf(call)).isEqualTo("expired");
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        UUID again = world.callOf(failed(invoice, number, world.now()));
        assertThat(again).isNotEqualTo(call);
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(number)).hasSize(1);
    }

    @Test
    void aRefusedThingMayBeRungAboutOnANewFact() {
        UUID call = world.callOf(failed(invoice, number, start));
        world.hub().faults().next(Route.ORIGINATE, new Fault.Respond(Fault.Point.BEFORE_EFFECT, 422, "no", null));
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("refused");
        world.advance(Duration.ofMinutes(16));
        UUID again = world.callOf(failed(invoice, number, world.now()));
        assertThat(again).isNotEqualTo(call);
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(number)).hasSize(1);
    }

    @Test
    void aFactOlderThanTheRulesExpiryIsStale() {
        assertOnlyDecision(decided(failed(invoice, number, start.minus(Duration.ofHours(48)))), "skip", "stale");
    }

    /** It is two in the morning in Tokyo, and the reason is gone before nine. */
    @Test
    void aCallWithoutALawfulHourBeforeItsExpiryIsRefusedVisibly() {
        UUID call = world.callOf(failed(invoice, "+81312345678", world.now().minus(Duration.ofHours(42))));
        assertThat(world.stateOf(call)).isEqualTo("refused");
        assertThat(world.call(call).getString("reason")).isEqualTo("no_lawful_window");
        UUID later = world.callOf(failed(invoice, "+81312345678", world.now()));
        assertThat(world.stateOf(later)).isEqualTo("waiting");
        assertThat(world.send()).isZero();
    }

    // --- Where the person is, and what the agent is told

    private Response failedIn(String places, String zone, Instant at) {
        String object = """
                {"id":"%s","attempt_count":2,"amount_due":4900,"customer_phone":"%s","place":%s,"zone":"%s"}
                """.formatted(invoice, number, places, zone);
        return world.stripe(ServiceDriver.freshId("evt_"), FAILED, object, at);
    }

    private Instant notBefore(UUID call) {
        return Instant.parse(world.call(call).getString("not_before"));
    }

    /** By federal law, where the place is named. It is noon in Washington, where the number is, and seven in Honolulu. */
    private Instant eightInHonolulu() {
        return inHonolulu(8);
    }

    /** Where no law speaks, since only the zone is named. */
    private Instant nineInHonolulu() {
        return inHonolulu(9);
    }

    private Instant inHonolulu(int hour) {
        return LocalDate.ofInstant(world.now(), ZoneOffset.UTC)
                .atTime(hour, 0)
                .atZone(ZoneId.of("Pacific/Honolulu"))
                .toInstant();
    }

    @Test
    void aPlaceOrAZoneNarrowsTheHours() {
        assertThat(notBefore(world.callOf(failedIn("\"US-HI\"", "", start)))).isEqualTo(eightInHonolulu());
        invoice = ServiceDriver.freshId("in_");
        assertThat(notBefore(world.callOf(failedIn("[]", "Pacific/Honolulu", start))))
                .isEqualTo(nineInHonolulu());
        invoice = ServiceDriver.freshId("in_");
        assertThat(world.stateOf(world.callOf(failedIn("[\"US-NY\", \"us-tn\"]", "America/Chicago", start))))
                .isEqualTo("due");
    }

    @Test
    void aNewerFactRenewsThePlaceAndTheZone() {
        UUID call = world.callOf(failedIn("\"US-NY\"", "", start));
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertOnlyDecision(decided(failedIn("\"US-HI\"", "", start.plusSeconds(60))), "refresh", null);
        assertThat(notBefore(call)).isEqualTo(eightInHonolulu());
        decided(failedIn("[]", "", start.plusSeconds(120)));
        assertThat(world.stateOf(call)).isEqualTo("due");
        decided(failedIn("[]", "Pacific/Honolulu", start.plusSeconds(180)));
        assertThat(notBefore(call)).isEqualTo(nineInHonolulu());
    }

    @Test
    void anUnknownCallThatWasNotPlacedWaitsForTheHoursOfTheNewestFactsPlace() {
        UUID call = unknown();
        decided(failedIn("\"US-HI\"", "", start.plusSeconds(60)));
        settle(call, "not_placed");
        assertThat(notBefore(call)).isEqualTo(eightInHonolulu());
        assertThat(world.send()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"Narnia\"', '', 'Narnia'",
        "'[\"US-NY\", \"XX-1\"]', '', 'XX-*'",
        "'[]', 'Eastern', 'Eastern'",
        "'\"US-NY\"', '+05:00', '+**:**'"
    })
    void whereNobodyCanTellWhereThePersonIsNoHourIsLawful(String places, String zone, String shown) {
        UUID call = world.callOf(failedIn(places, zone, start));
        assertRefusedForItsPlace(call, shown);
        UUID next = world.callOf(failedIn("[]", "", start.plusSeconds(60)));
        assertThat(world.stateOf(next)).isEqualTo("due");
        decided(failedIn(places, zone, start.plusSeconds(120)));
        assertRefusedForItsPlace(next, shown);
        assertThat(world.send()).isZero();
    }

    private void assertRefusedForItsPlace(UUID call, String shown) {
        assertThat(world.stateOf(call)).isEqualTo("refused");
        assertThat(world.call(call).getString("reason")).isEqualTo("no_lawful_window");
        assertThat(world.call(call).getList("timeline.detail", String.class))
                .anySatisfy(detail -> assertThat(detail).contains("'" + shown + "'"));
    }

    private Response trialEnds(String name, Instant at) {
        String object = "{\"id\":\"%s\",\"phone\":\"%s\",\"name\":%s,\"amount\":49.0}".formatted(invoice, number, name);
        return world.stripe(ServiceDriver.freshId("evt_"), "customer.subscription.trial_will_end", object, at);
    }

    @Test
    void aNewerFactRenewsTheVariables() {
        UUID call = world.callOf(trialEnds("\"Ann\"", start));
        assertThat(world.call(call).getMap("variables"))
                .containsOnly(Map.entry("first_name", "Ann"), Map.entry("amount", "49"));
        decided(trialEnds("\"Anne\\nMarie\"", start.plusSeconds(60)));
        assertThat(world.call(call).getString("variables.first_name")).isEqualTo("Anne Marie");
        decided(trialEnds("null", start.plusSeconds(120)));
        assertThat(world.call(call).getString("variables.first_name")).isEmpty();
        decided(trialEnds("\"Old\"", start.plusSeconds(30)));
        assertThat(world.call(call).getString("variables.first_name")).isEmpty();
    }

    // --- Facts that come while a call may be ringing

    @Test
    void anUnknownCallThatWasPlacedShowsTheNumberThatRang() {
        UUID call = unknown();
        decided(failed(invoice, ServiceDriver.freshNumber(), start.plusSeconds(60)));
        settle(call, "placed");
        assertThat(world.call(call).getString("to")).isEqualTo(number);
    }

    @Test
    void anUnknownCallThatWasNotPlacedGoesToTheNewestFactsNumber() {
        UUID call = unknown();
        String newNumber = ServiceDriver.freshNumber();
        decided(failed(invoice, newNumber, start.plusSeconds(60)));
        settle(call, "not_placed");
        assertThat(world.call(call).getString("to")).isEqualTo(newNumber);
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(number)).isEmpty();
        assertThat(world.hub().rings(newNumber)).hasSize(1);
    }

    @Test
    void aLaterFactThanItsPersonsEndMayCallAlsoWhereTheCallWasUnknown() {
        UUID call = unknown();
        decided(personLeft(number, start.plusSeconds(60)));
        decided(failed(invoice, number, start.plusSeconds(120)));
        settle(call, "not_placed");
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(number)).hasSize(1);
    }

    @Test
    void anEventThatNobodyCanReadHasADecisionOfEachRuleThatHearsIt() {
        String event = world.shopify("orders/create", "{\"id\":").jsonPath().getString("event");
        world.decide();
        assertThat(world.event(event).getString("state")).isEqualTo("unreadable");
        assertThat(world.event(event).getString("decisions[0].rule")).isEqualTo("confirm-order");
        assertThat(world.event(event).getString("decisions[0].reason")).isEqualTo("rule_error");
    }

    @Test
    void aPersonWhoLeftAfterANewerFactNamedHerIsNotRungWhenTheUnknownCallIsSettled() {
        UUID call = unknown();
        String newer = ServiceDriver.freshNumber();
        decided(failed(invoice, newer, start.plusSeconds(60)));
        decided(personLeft(newer, start.plusSeconds(120)));
        settle(call, "not_placed");
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.send()).isZero();
        assertThat(world.hub().rings(newer)).isEmpty();
    }

    @Test
    void theEndOfThePersonWhomAnUnknownCallMayHaveRungIsNotTheEndOfTheOneANewerFactNames() {
        UUID call = unknown();
        String newer = ServiceDriver.freshNumber();
        decided(failed(invoice, newer, start.plusSeconds(60)));
        decided(personLeft(number, start.plusSeconds(120)));
        settle(call, "not_placed");
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(newer)).hasSize(1);
    }

    @Test
    void anUnknownCallWhosePersonHasEndedIsNotMadeAgain() {
        UUID call = unknown();
        decided(personLeft(number, start.plusSeconds(60)));
        settle(call, "not_placed");
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.send()).isZero();
    }
}
