package dev.ringback.rules;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an event shows of its decisions: the expressions and values that decided, and the cancels that ended nothing. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class EventExplanationsTest {
    private static final String FAILED = "invoice.payment_failed";
    private static final String PAID = "invoice.paid";
    private static final String LEFT = "customer.deleted";

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final MeterRegistry metrics;
    private final String usual;
    private String invoice;
    private String number;

    EventExplanationsTest(ServiceDriver world, RulesActivation activation, MeterRegistry metrics) throws IOException {
        this.world = world;
        this.activation = activation;
        this.metrics = metrics;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        invoice = ServiceDriver.freshId("in_");
        number = ServiceDriver.freshNumber();
    }

    @AfterEach
    void restoreTheRules() {
        assertThat(activation.activate(usual)).isEmpty();
    }

    private JsonPath decided(Response receipt) {
        return decided(receipt, ServiceDriver.ADMIN);
    }

    private JsonPath decided(Response receipt, String token) {
        receipt.then().statusCode(200);
        world.decide();
        return given().auth()
                .oauth2(token)
                .get("/api/v1/events/" + receipt.path("event"))
                .jsonPath();
    }

    private JsonPath failed(String object) {
        return decided(world.stripe(FAILED, object));
    }

    private static JsonPath value(JsonPath event, String field) {
        return event.setRootPath("decisions[0].values.find { it.field == '" + field + "' }");
    }

    // --- Values

    @Test
    void aFalseConditionShowsTheFieldsThatItReadsAndNothingElse() {
        JsonPath event = failed("{\"id\":\"in_1\",\"attempt_count\":1,\"amount_due\":1999}");
        assertThat(event.getString("decisions[0].reason")).isEqualTo("condition_false");
        assertThat(event.getList("decisions[0].values.field")).containsExactly("when");
        JsonPath when = value(event, "when");
        assertThat(when.getString("expression"))
                .isEqualTo("event.data.object.attempt_count >= 1 && event.data.object.amount_due >= 2000");
        assertThat(when.getList("reads.path"))
                .containsExactly("event.data.object.attempt_count", "event.data.object.amount_due");
        assertThat(when.getList("reads.value")).containsExactly(1, 1999);
        assertThat(when.getBoolean("result")).isFalse();
    }

    @Test
    void aMissingFieldIsShownAsMissing() {
        JsonPath when = value(failed("{\"id\":\"in_1\",\"attempt_count\":1,\"amount_due\":null}"), "when");
        assertThat(when.getList("reads.present")).containsExactly(true, true);
        when = value(failed("{\"id\":\"in_1\",\"attempt_count\":1}"), "when");
        assertThat(when.getList("reads.present")).containsExactly(true, false);
        assertThat(when.getString("result")).isNull();
        assertThat(when.getString("failure")).startsWith("no value");
    }

    @Test
    void aBadNumberShowsItToAdminsAndItsLengthToOthers() {
        String object = ServiceDriver.invoice(invoice, "555 0143 12025550143");
        JsonPath event = failed(object);
        assertThat(event.getString("decisions[0].reason")).isEqualTo("bad_number");
        assertThat(event.getList("decisions[0].values.field")).containsExactly("to", "region");
        assertThat(value(event, "to").getString("result")).isEqualTo("555 0143 12025550143");
        assertThat(value(event, "region").getString("result")).isEqualTo("US");
        for (String token : new String[] {ServiceDriver.VIEWER, ServiceDriver.OPERATOR}) {
            JsonPath masked = decided(world.stripe(FAILED, object), token);
            assertThat(value(masked, "to").getString("result")).isEqualTo("text of 20 characters");
            assertThat(value(masked, "to").getString("reads[0].value")).isEqualTo("text of 20 characters");
            assertThat(masked.prettify()).doesNotContain("0143");
        }
    }

    @Test
    void aCallShowsItsConditionItsThingAndItsNumber() {
        JsonPath event = failed(ServiceDriver.invoice(invoice, number));
        assertThat(event.getString("decisions[0].verdict")).isEqualTo("call");
        assertThat(event.getList("decisions[0].values.field")).containsExactly("when", "about", "to", "region");
        assertThat(value(event, "about").getString("result")).isEqualTo(invoice);
    }

    @Test
    void aStaleFactShowsItsTimeAndItsEnd() {
        var asOf = world.now().minus(Duration.ofDays(3));
        JsonPath event = decided(
                world.stripe(ServiceDriver.freshId("evt_"), FAILED, ServiceDriver.invoice(invoice, number), asOf));
        assertThat(event.getString("decisions[0].reason")).isEqualTo("stale");
        assertThat(value(event, "as_of").getString("result"))
                .isEqualTo(
                        asOf.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
        assertThat(value(event, "expire").getString("expression")).isEqualTo("as_of + 48h");
        assertThat(value(event, "expire").getString("result"))
                .isEqualTo(asOf.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        .plus(Duration.ofHours(48))
                        .toString());
    }

    @Test
    void anErrorOfARuleShowsTheExpressionThatFailed() {
        JsonPath event = failed("{\"id\":\"in_1\",\"attempt_count\":\"2\",\"amount_due\":4900}");
        assertThat(event.getString("decisions[0].reason")).isEqualTo("rule_error");
        assertThat(event.getList("decisions[0].values.field")).containsExactly("when");
        assertThat(value(event, "when").getString("reads[0].value")).isEqualTo("2");
        assertThat(value(event, "when").getString("failure")).contains("a text");
        event = failed("{\"id\":{\"a\":1},\"attempt_count\":2,\"amount_due\":4900}");
        assertThat(event.getList("decisions[0].values.field")).containsExactly("about");
        assertThat(value(event, "about").getString("result")).isEqualTo("object of 1 fields");
    }

    @Test
    void aMissingConsentShowsTheWordThatIsMissing() {
        String object = "{\"id\":\"qt_1\",\"phone\":\"" + number + "\",\"agrees\":false}";
        JsonPath event = decided(world.stripe("quote.finalized", object), ServiceDriver.VIEWER);
        assertThat(event.getString("decisions[0].reason")).isEqualTo("no_consent");
        assertThat(event.getList("decisions[0].values.field")).containsExactly("consent");
        assertThat(value(event, "consent").getList("reads.value")).containsExactly(false);
    }

    @Test
    void valuesAreOfTheVersionThatDecided() {
        Response receipt = world.stripe(FAILED, "{\"id\":\"in_1\",\"attempt_count\":1,\"amount_due\":1}");
        decided(receipt);
        assertThat(activation.activate(usual.replace("amount_due >= 2000", "amount_due >= 3000")))
                .isEmpty();
        assertThat(value(world.event(receipt.path("event")), "when").getString("expression"))
                .endsWith(">= 2000");
    }

    @Test
    void aBodyThatIsGoneOrUnreadableShowsNoValues() {
        Response receipt = world.stripe(FAILED, ServiceDriver.invoice(invoice, number));
        assertThat(decided(receipt).getList("decisions[0].values")).isNotEmpty();
        world.run("DELETE FROM event_body");
        JsonPath event = world.event(receipt.path("event"));
        assertThat(event.getList("decisions[0].values")).isNull();
        assertThat(event.getList("cancels")).isNull();
        event = failed("{\"id\":\"x\",\"id\":\"y\"}");
        assertThat(event.getString("decisions[0].reason")).isEqualTo("rule_error");
        assertThat(event.getList("decisions[0].values")).isNull();
    }

    // --- Cancels

    private JsonPath cancelled(String type, String object) {
        return decided(world.stripe(type, object));
    }

    private static void assertCancel(JsonPath event, String by, String outcome) {
        assertThat(event.getList("cancels.rule")).containsExactly("failed-payment");
        assertThat(event.getList("cancels.by")).containsExactly(by);
        assertThat(event.getList("cancels.outcome")).containsExactly(outcome);
    }

    private double counted() {
        return metrics.counter("ringback.decisions", "rule", "failed-payment", "verdict", "cancel", "reason", "")
                .count();
    }

    @Test
    void aCancelThatEndedCallsIsADecisionAndSaysSo() {
        world.callOf(world.stripe(FAILED, ServiceDriver.invoice(invoice, number)));
        JsonPath event = cancelled(PAID, ServiceDriver.invoice(invoice, number));
        assertThat(event.getList("decisions.verdict")).containsExactly("cancel");
        assertThat(event.getList("decisions[0].values.field")).containsExactly("cancel.about");
        assertCancel(event, "about", "ended");
        world.callOf(world.stripe(FAILED, ServiceDriver.invoice(ServiceDriver.freshId("in_"), number)));
        event = cancelled(LEFT, "{\"phone\":\"" + number + "\"}");
        assertThat(event.getString("cancels[0].detail")).isEqualTo("1 calls ended");
        assertCancel(event, "to", "ended");
    }

    @Test
    void aCancelThatEndedNothingIsNoDecisionButIsCountedAndShown() {
        double before = counted();
        JsonPath event = cancelled(PAID, ServiceDriver.invoice(invoice, number));
        assertThat(event.getList("decisions")).isEmpty();
        assertCancel(event, "about", "nothing_waited");
        assertCancel(cancelled(LEFT, "{\"phone\":\"" + number + "\"}"), "to", "nothing_waited");
        assertThat(counted()).isEqualTo(before + 2);
        assertCancel(cancelled(LEFT, "{\"phone\":\"call me\"}"), "to", "no_number");
        assertThat(counted()).as("a cancel without a number means no call").isEqualTo(before + 2);
    }

    @Test
    void aCancelThatMeetsACallThatMayBeRingingSaysSoAndThatItEndedIt() {
        UUID call = world.callOf(world.stripe(FAILED, ServiceDriver.invoice(invoice, number)));
        world.hub().faults().next(Route.ORIGINATE, Fault.closeBeforeEffect());
        world.send();
        JsonPath event = cancelled(PAID, ServiceDriver.invoice(invoice, number));
        assertCancel(event, "about", "nothing_waited");
        assertThat(event.getString("cancels[0].detail")).contains("1 that may be ringing end unless they were placed");
        world.operator(
                        "/api/v1/calls/" + call + "/settle",
                        "{\"outcome\":\"not_placed\",\"note\":\"carrier log\",\"force\":true}")
                .then()
                .statusCode(200);
        assertCancel(world.event(event.getString("id")), "about", "ended");
    }

    @Test
    void aCancelThatCannotBeReadSaysSo() {
        assertCancel(cancelled(PAID, "{\"id\":null}"), "about", "unreadable");
        JsonPath event = cancelled(PAID, "{\"id\":\"x\",\"id\":\"y\"}");
        assertThat(event.getString("state")).isEqualTo("unreadable");
        assertCancel(event, "about", "unreadable");
        assertThat(event.getList("decisions")).as("no call was held").isEmpty();
    }

    @Test
    void aCancelWhoseConditionIsNotTrueSaysSo() {
        assertThat(activation.activate(usual.replace(
                        "      - events: [\"billing:customer.deleted\"]\n",
                        "      - events: [\"billing:customer.deleted\"]\n        when: event.data.object.gone\n")))
                .isEmpty();
        assertCancel(cancelled(LEFT, "{\"gone\":false,\"phone\":\"" + number + "\"}"), "to", "not_meant");
        assertCancel(cancelled(LEFT, "{\"phone\":\"" + number + "\"}"), "to", "not_meant");
        assertCancel(cancelled(LEFT, "{\"gone\":true,\"phone\":\"" + number + "\"}"), "to", "nothing_waited");
    }

    @Test
    void cancelsAreThoseOfTheVersionThatDecided() {
        Response receipt = world.stripe(PAID, ServiceDriver.invoice(invoice, number));
        decided(receipt);
        assertThat(activation.activate(usual.replace("\"billing:invoice.paid\", ", "")))
                .isEmpty();
        assertCancel(world.event(receipt.path("event")), "about", "nothing_waited");
        assertThat(decided(world.stripe(PAID, ServiceDriver.invoice(invoice, number)))
                        .getList("cancels"))
                .isEmpty();
    }

    @Test
    void anEventThatIsNotDecidedShowsNoCancelsYet() {
        Response receipt = world.stripe(PAID, ServiceDriver.invoice(invoice, number));
        assertThat(world.event(receipt.path("event")).getList("cancels")).isNull();
        world.decide();
        assertThat(world.event(receipt.path("event")).getList("cancels")).hasSize(1);
    }
}
