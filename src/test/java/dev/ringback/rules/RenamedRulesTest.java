package dev.ringback.rules;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
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

/** A thing rings once, whatever its rule is called since, and whichever source of its sender tells of it. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class RenamedRulesTest {
    private static final String OLD = "  - name: failed-payment\n";
    private static final String NEW = "  - name: dunning\n";
    private static final String TAKES_OVER = "  - name: dunning\n    was: failed-payment\n";

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final String usual;
    private String invoice;
    private String number;
    private Instant start;

    RenamedRulesTest(ServiceDriver world, RulesActivation activation) throws IOException {
        this.world = world;
        this.activation = activation;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        world.run("DELETE FROM rule_name WHERE name = 'dunning'");
        world.run("UPDATE rule_name SET taken_over_by = NULL");
        activate(usual + "# " + ServiceDriver.freshId("") + "\n");
        invoice = ServiceDriver.freshId("in_");
        number = ServiceDriver.freshNumber();
        start = world.now().minus(Duration.ofHours(1));
    }

    @AfterEach
    void restoreTheRules() {
        activate(usual);
    }

    private void activate(String text) {
        assertThat(activation.activate(text)).isEmpty();
    }

    private Response failed(Instant at) {
        return world.stripe(
                ServiceDriver.freshId("evt_"), "invoice.payment_failed", ServiceDriver.invoice(invoice, number), at);
    }

    private JsonPath decided(Response receipt) {
        receipt.then().statusCode(200);
        world.decide();
        return world.event(receipt.path("event"));
    }

    private int rings() {
        return world.hub().rings(number).size();
    }

    @Test
    void aThingThatRangDoesNotRingAgainWhenItsRuleIsRenamed() {
        UUID call = world.callOf(failed(start));
        world.send();
        assertThat(rings()).isOne();
        activate(usual.replace(OLD, NEW));
        JsonPath event = decided(failed(start.plusSeconds(60)));
        assertThat(event.getString("decisions[0].reason")).isEqualTo("already_called");
        assertThat(event.getUUID("decisions[0].call")).isEqualTo(call);
        world.advance(Duration.ofHours(1));
        assertThat(world.send()).isZero();
        assertThat(rings()).isOne();
    }

    private Response callback() {
        return given().auth()
                .oauth2("agent-tools-secret")
                .contentType("application/json")
                .body("{\"number\":\"%s\",\"at\":\"%s\"}"
                        .formatted(number, world.now().plusSeconds(3600)))
                .post("/agent-tools/callback");
    }

    @Test
    void aCallBackIsMadeUnderTheNameThatTookOverTheRuleAndEndsWithIt() {
        world.callOf(failed(start));
        world.send();
        activate(usual.replace(OLD, TAKES_OVER));
        callback().then().statusCode(200);
        assertThat(world.number("SELECT count(*) FROM call WHERE callback_of IS NOT NULL AND rule <> 'failed-payment'"
                        + " AND state = 'WAITING'"))
                .isOne();
        decided(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.paid",
                ServiceDriver.invoice(invoice, number),
                start.plusSeconds(90)));
        assertThat(world.number("SELECT count(*) FROM call WHERE callback_of IS NOT NULL AND state = 'CANCELLED'"))
                .isOne();
    }

    @Test
    void nobodyIsRungBackAboutARuleThatIsGone() {
        world.callOf(failed(start));
        world.send();
        activate(usual.replace(OLD, NEW));
        callback().then().statusCode(409);
    }

    @Test
    void aCallThatIsHeldBlocksItsThingAndRingsOnceWhenItsRuleIsNamedBack() {
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, NEW));
        JsonPath newer = decided(failed(start.plusSeconds(60)));
        assertThat(newer.getString("decisions[0].verdict")).isEqualTo("refresh");
        assertThat(newer.getUUID("decisions[0].call")).isEqualTo(call);
        assertThat(world.send()).isZero();
        activate(usual);
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings()).isOne();
    }

    @Test
    void aHeldCallThatANewerFactRenewedIsStillEndedByItsOwnCancels() {
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, NEW));
        decided(failed(start.plusSeconds(60)));
        decided(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.paid",
                ServiceDriver.invoice(invoice, number),
                start.plusSeconds(90)));
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        activate(usual);
        assertThat(world.send()).isZero();
    }

    @Test
    void aNameWhoseCallsAnotherRuleOfTheFileTookOverIsRefusedForANewRule() {
        activate(usual.replace(OLD, TAKES_OVER));
        String reused = usual.replace(OLD, NEW).replace("  - name: remind\n", "  - name: failed-payment\n");
        var invalid = activation.activate(reused);
        assertThat(invalid).isPresent();
        assertThat(invalid.get().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains("took over the calls of 'failed-payment'");
            assertThat(reused.lines().toList().get(problem.line() - 1)).contains("name: failed-payment");
        });
    }

    @Test
    void anEndReachesTheCallsOfEachOlderVersionOfARuleThatTheFileHasNoMore() {
        UUID older = world.callOf(failed(start));
        activate(usual + "# " + ServiceDriver.freshId("") + "\n");
        String other = ServiceDriver.freshId("in_");
        UUID newer = world.callOf(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.payment_failed",
                ServiceDriver.invoice(other, ServiceDriver.freshNumber()),
                start));
        activate(usual.replace(OLD, NEW));
        for (String paid : List.of(invoice, other)) {
            decided(world.stripe(
                    ServiceDriver.freshId("evt_"),
                    "invoice.paid",
                    ServiceDriver.invoice(paid, number),
                    start.plusSeconds(30)));
        }
        assertThat(List.of(older, newer)).extracting(world::stateOf).containsOnly("cancelled");
        activate(usual);
        assertThat(world.send()).isZero();
    }

    @Test
    void aThingThatEndedUnderTheOldNameStaysEnded() {
        UUID call = world.callOf(failed(start));
        decided(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.paid",
                ServiceDriver.invoice(invoice, number),
                start.plusSeconds(30)));
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        activate(usual.replace(OLD, NEW));
        decided(failed(start.plusSeconds(60)));
        assertThat(world.send()).isZero();
    }

    @Test
    void anEndThatCameBeforeAnyCallHoldsUnderTheNewNameToo() {
        decided(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.paid",
                ServiceDriver.invoice(invoice, number),
                start.plusSeconds(30)));
        activate(usual.replace(OLD, NEW));
        decided(failed(start));
        assertThat(world.send()).isZero();
        assertThat(rings()).isZero();
    }

    @Test
    void aRuleTakesOverTheCallsOfItsFormerName() {
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, TAKES_OVER));
        assertThat(world.call(call).getString("rule")).isEqualTo("dunning");
        assertThat(world.call(call).getString("reason")).isNull();
        assertThat(world.call(call).getList("timeline.what")).contains("renamed");
        assertThat(decided(failed(start.plusSeconds(60))).getString("decisions[0].verdict"))
                .isEqualTo("refresh");
        assertThat(world.send()).isOne();
        assertThat(rings()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aTakenOverCallIsEndedByItsOwnVersionsCancels() {
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, TAKES_OVER).replace("\"billing:invoice.paid\", ", ""));
        decided(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.paid",
                ServiceDriver.invoice(invoice, number),
                start.plusSeconds(30)));
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
    }

    private JsonPath paid() {
        return decided(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.paid",
                ServiceDriver.invoice(invoice, number),
                start.plusSeconds(30)));
    }

    /** The call was made under the name, went to another one, and the name is back in the file without it. */
    @Test
    void aCallIsEndedByItsOwnVersionsCancelsAlsoWhenItsFormerNameIsBackInTheFile() {
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, TAKES_OVER));
        activate(usual + "# " + ServiceDriver.freshId("") + "\n");
        paid();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        activate(usual.replace(OLD, OLD + "    was: dunning\n"));
        assertThat(world.send()).isZero();
    }

    @Test
    void aCallIsEndedByItsOwnVersionsCancelsAlsoWhenThatVersionIsActiveAgainWithoutTheCall() {
        String first = usual + "# " + ServiceDriver.freshId("") + "\n";
        activate(first);
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, TAKES_OVER));
        activate(first);
        assertThat(world.call(call).getString("rule")).isEqualTo("dunning");
        paid();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
    }

    @Test
    void anUnreadableCancelHoldsACallWhoseFormerNameIsBackInTheFile() {
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, TAKES_OVER));
        activate(usual + "# " + ServiceDriver.freshId("") + "\n");
        decided(world.stripe(ServiceDriver.freshId("evt_"), "invoice.paid", "{}", start.plusSeconds(60)));
        activate(usual.replace(OLD, OLD + "    was: dunning\n"));
        assertThat(world.call(call).getString("reason")).isEqualTo("held: failed_cancel");
        assertThat(world.send()).isZero();
    }

    @Test
    void aCallWhoseEndTheNewNameHasHeardBeforeItTookTheCallOverIsHeld() {
        activate(usual.replace("\"billing:invoice.paid\", ", ""));
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, NEW));
        paid();
        assertThat(world.stateOf(call))
                .as("its own version knows no such cancel")
                .isIn("waiting", "due");
        activate(usual.replace(OLD, TAKES_OVER));
        assertThat(world.call(call).getString("reason")).isEqualTo("held: failed_cancel");
        assertThat(world.call(call).getString("timeline.detail")).contains("its end came before dunning took it over");
        assertThat(world.send()).isZero();
    }

    @Test
    void aCallWhoseUnreadableEndTheNewNameHasHeardBeforeItTookTheCallOverIsHeld() {
        activate(usual.replace("\"billing:invoice.paid\", ", ""));
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, NEW));
        decided(world.stripe(ServiceDriver.freshId("evt_"), "invoice.paid", "{}", start.plusSeconds(60)));
        activate(usual.replace(OLD, TAKES_OVER));
        assertThat(world.call(call).getString("reason")).isEqualTo("held: failed_cancel");
    }

    @Test
    void aCallToAPersonWhoseEndTheNewNameHasHeardBeforeItTookTheCallOverIsHeld() {
        activate(usual.replace(
                "      - events: [\"billing:customer.deleted\"]\n        to: event.data.object.phone\n", ""));
        UUID call = world.callOf(failed(start));
        activate(usual.replace(OLD, NEW));
        decided(world.stripe(
                ServiceDriver.freshId("evt_"),
                "customer.deleted",
                "{\"id\":\"cus_1\",\"phone\":\"" + number + "\"}",
                start.plusSeconds(60)));
        assertThat(world.stateOf(call)).isIn("waiting", "due");
        activate(usual.replace(OLD, TAKES_OVER));
        assertThat(world.call(call).getString("reason")).isEqualTo("held: failed_cancel");
    }

    @Test
    void aHoldOfAFailedCancelIsTakenOverToo() {
        UUID call = world.callOf(failed(start));
        decided(world.stripe(ServiceDriver.freshId("evt_"), "invoice.paid", "{}", start.plusSeconds(60)));
        activate(usual.replace(OLD, TAKES_OVER));
        assertThat(world.call(call).getString("reason")).isEqualTo("held: failed_cancel");
        assertThat(world.send()).isZero();
        UUID later = world.callOf(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.payment_failed",
                ServiceDriver.invoice(ServiceDriver.freshId("in_"), number),
                start));
        assertThat(world.call(later).getString("reason")).isEqualTo("held: failed_cancel");
    }

    @Test
    void whatRangUnderAFormerNameIsKnownAfterTwoRenames() {
        world.callOf(failed(start));
        world.send();
        activate(usual.replace(OLD, TAKES_OVER));
        activate(usual.replace(OLD, "  - name: reminder\n    was: dunning\n"));
        assertThat(decided(failed(start.plusSeconds(60))).getString("decisions[0].reason"))
                .isEqualTo("already_called");
    }

    @Test
    void aNameThatAnotherActiveRuleHasTakenOverBlocksOnlyThatRule() {
        world.callOf(failed(start));
        world.send();
        String both = usual.replace(OLD, TAKES_OVER)
                .replace("  - name: remind\n", "  - name: second-rule\n")
                .replace("billing:invoice.upcoming", "billing:invoice.payment_failed");
        activate(both);
        JsonPath event = decided(failed(start.plusSeconds(60)));
        assertThat(event.getString("decisions.find { it.rule == 'dunning' }.reason"))
                .isEqualTo("already_called");
        assertThat(event.getString("decisions.find { it.rule == 'second-rule' }.verdict"))
                .isEqualTo("call");
    }

    // --- Two sources of one sender

    private static final String TWINS = """
            version: 1
            rules:
              - name: twin-orders
                events: ["twin-a:orders/create", "twin-b:orders/create"]
                about: event.id
                to: event.phone
                purpose: informational
                cancel:
                  - { events: ["twin-a:orders/cancelled", "twin-b:orders/cancelled"], about: event.id }
                agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y70
                from: "+12025550123"
            """;

    private Response order(String source, String topic, long id, Instant at) {
        String body = "{\"id\":%d,\"updated_at\":\"%s\",\"phone\":\"%s\"}".formatted(id, at, number);
        return world.shopifyTo(source, ServiceDriver.freshId("wh-"), topic, body);
    }

    @Test
    void theSameThingThroughTwoSourcesOfASenderRingsOnce() {
        activate(TWINS);
        UUID call = world.callOf(order("twin-a", "orders/create", 81, start));
        JsonPath again = decided(order("twin-b", "orders/create", 81, start));
        assertThat(again.getString("decisions[0].verdict"))
                .as("by the order of the delivery ids")
                .isIn("skip", "refresh");
        assertThat(again.getUUID("decisions[0].call")).isEqualTo(call);
        world.send();
        world.advance(Duration.ofHours(1));
        assertThat(world.send()).isZero();
        assertThat(rings()).isOne();
        assertThat(decided(order("twin-b", "orders/create", 81, start.plusSeconds(60)))
                        .getString("decisions[0].reason"))
                .isEqualTo("already_called");
    }

    @Test
    void aCancelThroughTheOtherSourceEndsTheCall() {
        activate(TWINS);
        UUID call = world.callOf(order("twin-a", "orders/create", 82, start));
        decided(order("twin-b", "orders/cancelled", 82, start.plusSeconds(60)));
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        UUID other = world.callOf(order("twin-b", "orders/create", 83, start));
        assertThat(world.stateOf(other)).isEqualTo("due");
    }

    @Test
    void theDatabaseRefusesASecondCallOfASenderAboutAThing() {
        activate(TWINS);
        UUID call = world.callOf(order("twin-a", "orders/create", 84, start));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> world.run("""
                        INSERT INTO call (id, source, sender, rule, rule_version, about, person, agent, from_number, state, as_of,
                                          as_of_id, event, not_before, expires_at, created_at)
                        SELECT gen_random_uuid(), 'twin-b', sender, rule, rule_version, about, person, agent, from_number, state,
                               as_of, as_of_id, event, not_before, expires_at, created_at FROM call WHERE id = '%s'""".formatted(call)))
                .hasStackTraceContaining("call_holds_its_senders_thing");
    }
}
