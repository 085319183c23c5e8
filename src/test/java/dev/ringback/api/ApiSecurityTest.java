package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what: every operation of the OpenAPI document, walked with each role. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class ApiSecurityTest {
    private final ServiceDriver world;

    ApiSecurityTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private record Operation(String method, String path) {}

    private static List<Operation> operations() {
        JsonPath document =
                given().accept("application/json").get("/q/openapi?format=json").jsonPath();
        List<Operation> operations = new ArrayList<>();
        Map<String, Map<String, Object>> paths = document.getMap("paths");
        paths.forEach((path, methods) -> methods.keySet().stream()
                .filter(method ->
                        List.of("get", "post", "put", "patch", "delete").contains(method))
                .forEach(method -> operations.add(new Operation(method, path))));
        return operations.stream()
                .filter(operation -> operation.path.startsWith("/api/"))
                .toList();
    }

    private static int status(RequestSpecification caller, Operation operation) {
        String path = operation.path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        if (operation.method.equals("post") && path.endsWith("/campaigns")) {
            return caller.multiPart("campaign", "{}").post(path).statusCode();
        }
        return caller.config(RestAssured.config()
                        .encoderConfig(encoderConfig().encodeContentTypeAs("application/yaml", ContentType.TEXT)))
                .contentType(type(path))
                .body("{}")
                .request(operation.method, path)
                .statusCode();
    }

    private static String type(String path) {
        if (path.endsWith("/blackouts/import") || path.endsWith("/rules/check") || path.endsWith("/rules/preflight")) {
            return "application/yaml";
        }
        return path.endsWith("/import") ? "text/csv" : "application/json";
    }

    @Test
    void withoutATokenOrWithAWrongOneEverythingIsClosed() {
        assertThat(operations()).hasSizeGreaterThanOrEqualTo(10).allSatisfy(operation -> {
            assertThat(status(given(), operation)).isEqualTo(401);
            assertThat(status(given().auth().oauth2("wrong"), operation)).isEqualTo(401);
            assertThat(status(given().auth().preemptive().basic("ada", "admin-token"), operation))
                    .isEqualTo(401);
        });
    }

    @Test
    void aViewerReadsAndWritesNothing() {
        assertThat(operations()).allSatisfy(operation -> {
            int answer = status(given().auth().oauth2(ServiceDriver.VIEWER), operation);
            if (operation.method.equals("get")
                    || operation.path.endsWith("/rules/check")
                    || operation.path.endsWith("/rules/preflight")) {
                assertThat(answer).isIn(200, 400, 404, 422); // 400: a question without its number
            } else {
                assertThat(answer).isEqualTo(403);
            }
        });
    }

    @Test
    void anOperatorMayDoAll() {
        assertThat(operations())
                .allSatisfy(operation -> assertThat(status(given().auth().oauth2(ServiceDriver.OPERATOR), operation))
                        .isIn(200, 400, 404, 409, 422));
    }

    @Test
    void onlyAnAdminSeesNumbers() {
        UUID call = world.dueCall("+12025550144");
        for (String token : List.of(ServiceDriver.VIEWER, ServiceDriver.OPERATOR)) {
            String answer =
                    given().auth().oauth2(token).get("/api/v1/calls/" + call).asString();
            assertThat(answer).contains("+1202*****44").doesNotContain("12025550144");
        }
        assertThat(given().auth()
                        .oauth2(ServiceDriver.ADMIN)
                        .get("/api/v1/calls/" + call)
                        .asString())
                .contains("+12025550144");
    }

    /** A call of an upload is about its person's number, and people write numbers into notes. */
    @Test
    void onlyAnAdminSeesNumbersInWhatACallIsAbout() {
        String draft = given().auth()
                .oauth2(ServiceDriver.OPERATOR)
                .multiPart(
                        "campaign",
                        "{\"name\":\"x\",\"agent\":\"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z\",\"from\":\"+12025550123\",\"purpose\":\"informational\"}",
                        "application/json")
                .multiPart("contacts", "c.csv", "phone_number\n+12025550144\n".getBytes(UTF_8), "text/csv")
                .post("/api/v1/campaigns")
                .path("id");
        world.operator("/api/v1/campaigns/" + draft + "/confirm", "").then().statusCode(200);
        String call = world.get("/api/v1/calls").getString("items[0].id");
        world.run("INSERT INTO call_timeline (call, what, detail) VALUES ('" + call
                + "', 'settled', 'asked at +12025550144 and 12025550144')");
        world.operator("/api/v1/opt-outs", "{\"number\":\"+12025550145\",\"note\":\"brother of +12025550144\"}");
        for (String token : List.of(ServiceDriver.VIEWER, ServiceDriver.OPERATOR)) {
            for (String path : List.of(
                    "/api/v1/calls",
                    "/api/v1/calls/" + call,
                    "/api/v1/campaigns/" + draft + "/contacts",
                    "/api/v1/campaigns/" + draft + "/rejected",
                    "/api/v1/opt-outs")) {
                assertThat(given().auth().oauth2(token).get(path).asString())
                        .as(path)
                        .doesNotContain("2025550144");
            }
            assertThat(given().auth().oauth2(token).get("/api/v1/calls").<String>path("items[0].about"))
                    .isEqualTo("+1202*****44");
        }
        assertThat(world.get("/api/v1/calls").getString("items[0].about")).isEqualTo("+12025550144");
    }

    @Test
    void onlyAnAdminSeesVariables() {
        UUID call = world.callOf(world.stripe(
                "customer.subscription.trial_will_end",
                "{\"id\":\"sub_1\",\"phone\":\"+12025550144\",\"name\":\"Anselm\",\"amount\":4900}"));
        for (String token : List.of(ServiceDriver.VIEWER, ServiceDriver.OPERATOR)) {
            String answer =
                    given().auth().oauth2(token).get("/api/v1/calls/" + call).asString();
            assertThat(answer).contains("\"variables\":null").doesNotContain("Anselm");
        }
        assertThat(world.call(call).getMap("variables"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("first_name", "Anselm", "amount", "4900"));
        assertThat(world.call(call).getString("via")).isEqualTo("campaign");
    }

    @Test
    void onlyAnAdminSeesWhoHasOptedOut() {
        world.operator("/api/v1/opt-outs", "{\"number\":\"+12025550144\"}")
                .then()
                .statusCode(201);
        for (String token : List.of(ServiceDriver.VIEWER, ServiceDriver.OPERATOR)) {
            String answer = given().auth().oauth2(token).get("/api/v1/opt-outs").asString();
            assertThat(answer).contains("+1202*****44").doesNotContain("12025550144");
        }
        assertThat(given().auth()
                        .oauth2(ServiceDriver.ADMIN)
                        .get("/api/v1/opt-outs")
                        .asString())
                .contains("+12025550144");
    }

    @Test
    void refusalsAreProblems() {
        for (RequestSpecification caller : List.of(given(), given().auth().oauth2("wrong"))) {
            JsonPath problem = caller.get("/api/v1/status")
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .header("WWW-Authenticate", "Bearer")
                    .extract()
                    .jsonPath();
            assertThat(problem.getString("type")).isEqualTo("urn:ringback:problem:unauthenticated");
        }
        given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/pause")
                .then()
                .statusCode(403)
                .contentType("application/problem+json");
    }
}
