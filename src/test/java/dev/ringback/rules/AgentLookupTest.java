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
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the Hub's agent learns of a person's orders during a call, from the events that were decided. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class AgentLookupTest {
    private static final String STATUS = "status: 'event.?fulfillment_status.orValue(\"not shipped\")'";

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final String usual;
    private final String number = "+12025550143";
    private Instant start;

    AgentLookupTest(ServiceDriver world, RulesActivation activation) throws IOException {
        this.world = world;
        this.activation = activation;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        start = world.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
    }

    @AfterEach
    void restoreTheRules() {
        activation.activate(usual);
    }

    private void order(String delivery, int id, String phone, int minute, String more) {
        world.shopify(delivery, "orders/updated", """
                        {"id":%d,"name":"#%d","updated_at":"%s","phone":"%s"%s}
                        """.formatted(id, id, start.plusSeconds(60L * minute), phone, more))
                .then()
                .statusCode(200);
    }

    private static Response ask(String path, String body) {
        return given().auth()
                .oauth2("agent-tools-secret")
                .contentType("application/json")
                .body(body)
                .post("/agent-tools/" + path);
    }

    private static JsonPath orders(String number) {
        Response answer = ask("order-status", "{\"number\":\"" + number + "\",\"reason\":\"curious\"}");
        answer.then().statusCode(200);
        return answer.jsonPath();
    }

    @Test
    void theNewestFactOfEachThingIsToldNewestFirst() {
        order("a", 1, number, 1, "");
        order("b", 1, number, 9, ",\"fulfillment_status\":\"fulfilled\"");
        order("c", 1, number, 5, ",\"fulfillment_status\":\"partial\"");
        order("d", 2, number, 7, "");
        order("e", 3, "+12025550144", 8, "");
        world.decide();
        JsonPath told = orders("+1 202 555 0143");
        assertThat(told.getBoolean("found")).isTrue();
        assertThat(told.getList("items.about")).containsExactly("1", "2");
        assertThat(told.getList("items.order")).containsExactly("#1", "#2");
        assertThat(told.getList("items.status")).containsExactly("fulfilled", "not shipped");
        assertThat(Instant.parse(told.getString("items[0].as_of"))).isEqualTo(start.plusSeconds(540));
    }

    @Test
    void aTieIsBrokenByTheDelivery() {
        order("y", 1, number, 1, ",\"fulfillment_status\":\"of y\"");
        order("x", 1, number, 1, ",\"fulfillment_status\":\"of x\"");
        world.decide();
        assertThat(orders(number).getList("items.status")).containsExactly("of y");
    }

    @Test
    void atMostFiveThingsAreTold() {
        for (int id = 1; id <= 7; id++) {
            order(ServiceDriver.freshId("d"), id, number, id, "");
        }
        world.decide();
        assertThat(orders(number).getList("items.about")).containsExactly("7", "6", "5", "4", "3");
    }

    @Test
    void aPersonOfWhomNothingIsKnownIsNotFound() {
        JsonPath told = orders("+12025550199");
        assertThat(told.getBoolean("found")).isFalse();
        assertThat(told.getList("items")).isEmpty();
    }

    @Test
    void bothFormsOfANumberFindEachOther() {
        order("a", 1, "+5491123456789", 1, "");
        order("b", 2, "+541123456789", 2, "");
        world.decide();
        for (String form : List.of("+5491123456789", "+541123456789")) {
            assertThat(orders(form).getList("items.about")).containsExactly("2", "1");
        }
    }

    @Test
    void theTextsAreThoseOfTheRulesThatAreActiveNow() {
        order("a", 1, number, 1, ",\"total\":\"12.50\"");
        world.decide();
        assertThat(activation.activate(usual.replace(STATUS, "total: event.total")))
                .isEmpty();
        JsonPath told = orders(number);
        assertThat(told.getList("items.total")).containsExactly("12.50");
        assertThat(told.getMap("items[0]")).doesNotContainKey("status");
    }

    @Test
    void aFailingLookupNeitherFailsTheDecisionNorTheAnswer() {
        assertThat(activation.activate(usual.replace(STATUS, "status: event.total > 1")
                        + """
                  - { name: broken, events: ["shop:*"], about: event.total > 1, to: event.phone, say: { order: event.name } }
                """.replace("about: event.total > 1", "about: 'event.name + 1'")))
                .isEmpty();
        Response receipt = world.shopify("orders/create", """
                {"id":1,"name":"#1","total":"12.50","phone":"%s","updated_at":"%s"}
                """.formatted(number, start));
        world.decide();
        JsonPath event = world.event(receipt.jsonPath().getString("event"));
        assertThat(event.getString("state")).isEqualTo("decided");
        assertThat(event.getList("decisions.verdict")).containsExactly("call");
        assertThat(orders(number).getList("items.status")).containsExactly("");
        assertThat(given().get("/q/metrics").asString()).contains("ringback_lookup_failures_total{lookup=\"broken\"");
    }

    @Test
    void anUnknownLookupIsToldWithTheKnownOnes() {
        ask("lookup/order-status", "{\"number\":\"" + number + "\"}").then().statusCode(200);
        Response unknown = ask("lookup/parcels", "{\"number\":\"" + number + "\"}");
        unknown.then().statusCode(404).contentType("application/problem+json");
        assertThat(unknown.jsonPath().getString("detail")).contains("order-status");
    }

    @Test
    void aNumberThatCannotBeReadIsABadRequest() {
        for (String body : List.of("{}", "{\"number\":null}", "{\"number\":\"me\"}", "null")) {
            Response answer = ask("order-status", body);
            answer.then().statusCode(400);
            assertThat(answer.jsonPath().getString("detail")).contains("'number'");
        }
        given().contentType("application/json")
                .body("{\"number\":\"" + number + "\"}")
                .post("/agent-tools/order-status")
                .then()
                .statusCode(401);
    }
}
