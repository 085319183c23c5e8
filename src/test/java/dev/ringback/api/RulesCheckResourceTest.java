package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class RulesCheckResourceTest {
    private static final String RULES = """
            version: 1
            rules:
              - name: confirm
                events: ["shop:orders/create"]
                about: event.id
                to: event.phone
                purpose: informational
                agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                from: "+12025550123"
            """;

    private final ServiceDriver world;

    RulesCheckResourceTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private static ValidatableResponse check(String token, String body) {
        return given().config(RestAssured.config()
                        .encoderConfig(encoderConfig().encodeContentTypeAs("application/yaml", ContentType.TEXT)))
                .auth()
                .oauth2(token)
                .contentType("application/yaml; charset=UTF-8")
                .body(body)
                .post("/api/v1/rules/check")
                .then();
    }

    /** Without the age of the zone data: other tests move the clock on by years. */
    private static List<String> messages(ValidatableResponse answer, String list) {
        return answer.extract().jsonPath().getList(list + ".message", String.class).stream()
                .filter(message -> !message.startsWith("the time zone data "))
                .toList();
    }

    @Test
    void aGoodFileIsAcceptedAndNotActivated() {
        long versions = world.number("SELECT count(*) FROM rules_version");
        ValidatableResponse answer = check(ServiceDriver.VIEWER, RULES).statusCode(200);
        assertThat(messages(answer, "warnings")).isEmpty();
        assertThat(answer.extract().jsonPath().getList("tests")).isEmpty();
        assertThat(world.number("SELECT count(*) FROM rules_version")).isEqualTo(versions);
    }

    @Test
    void theActiveFileIsAccepted() throws IOException {
        check(ServiceDriver.VIEWER, Files.readString(Path.of("src/test/resources/rules.yaml")))
                .statusCode(200);
    }

    @Test
    void allErrorsAreToldAtOnceAndAsAProblem() {
        String body = RULES.replace("shop:", "shpo:").replace("agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z", "nobody")
                + "    wiat: 30m\n";
        ValidatableResponse answer =
                check(ServiceDriver.VIEWER, body).statusCode(422).contentType("application/problem+json");
        assertThat(messages(answer, "errors"))
                .satisfiesExactly(
                        source -> assertThat(source)
                                .startsWith("'shpo' is not a source of ringback.sources; did you mean 'shop'?"),
                        agent -> assertThat(agent).startsWith("the Hub's account has no agent 'nobody'"),
                        field -> assertThat(field).startsWith("unknown field 'wiat' in a rule"));
        assertThat(answer.extract().jsonPath().getList("errors.line", Integer.class))
                .containsExactly(4, 8, 10);
        assertThat(answer.extract().<String>path("type")).isEqualTo("urn:ringback:problem:rules-refused");
        assertThat(answer.extract().<String>path("detail")).startsWith("3 errors, the first in line 4, column 15: ");
    }

    @Test
    void storedEventsSayWhichFieldsThereAre() {
        world.stripe("quote.finalized", "{\"id\":\"q_1\",\"weight\":3}");
        String body = RULES.replace("shop:orders/create", "billing:quote.finalized")
                .replace("event.id", "event.data.object.id")
                .replace("event.phone", "event.data.object.wieght");
        assertThat(messages(check(ServiceDriver.VIEWER, body).statusCode(200), "warnings"))
                .containsExactly(
                        "no known event of billing:quote.finalized has 'event.data.object.wieght'; did you mean"
                                + " 'event.data.object.weight'?");
    }

    @Test
    void onlyAnAdminIsToldTheNumbersOfTheAccount() {
        String body = RULES.replace("+12025550123", "+12025550128");
        assertThat(messages(check(ServiceDriver.ADMIN, body).statusCode(422), "errors"))
                .singleElement()
                .asString()
                .contains("+12025550128", "+12025550123");
        assertThat(messages(check(ServiceDriver.VIEWER, body).statusCode(422), "errors"))
                .singleElement()
                .asString()
                .doesNotContain("2025550123");
    }

    @Test
    void aHubThatDoesNotAnswerIsAWarning() {
        world.hub().close();
        try {
            assertThat(messages(check(ServiceDriver.VIEWER, RULES).statusCode(200), "warnings"))
                    .singleElement()
                    .asString()
                    .startsWith("agents and caller numbers are not checked at the Hub");
        } finally {
            world.restartHub();
        }
    }

    @Test
    void manyChecksTakeFewRequestsOfTheHub() {
        String requests = "SELECT count(*) FROM hub_request";
        check(ServiceDriver.VIEWER, RULES).statusCode(200);
        long before = world.number(requests);
        for (int i = 0; i < 5; i++) {
            check(ServiceDriver.VIEWER, RULES).statusCode(200);
        }
        assertThat(world.number(requests)).isEqualTo(before);
        world.advance(Duration.ofSeconds(31));
        check(ServiceDriver.VIEWER, RULES).statusCode(200);
        assertThat(world.number(requests)).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "text/csv"})
    void anotherTypeIsRefused(String type) {
        given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .contentType(type)
                .body("{}")
                .post("/api/v1/rules/check")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        String problem = check(ServiceDriver.VIEWER, RULES + "#" + "x".repeat(2 * 1024 * 1024))
                .statusCode(413)
                .extract()
                .path("detail");
        assertThat(problem).startsWith("The body has more than 2097152 bytes");
    }

    @Test
    void depthIsAnErrorOfTheFile() {
        for (String open : List.of("[", "{a: ", "- ", "? ")) {
            check(ServiceDriver.VIEWER, open.repeat(100_000)).statusCode(422);
        }
    }

    @Test
    void theSchemaIsServedToEverybody() throws IOException {
        String schema = given().get("/schemas/rules.json")
                .then()
                .statusCode(200)
                .contentType("application/schema+json")
                .extract()
                .asString();
        assertThat(schema).isEqualTo(Files.readString(Path.of("docs/rules.schema.json")));
    }
}
