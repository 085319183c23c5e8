package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import dev.ringback.rules.RulesPreflight;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rules file is tried on stored events over HTTP, with no effect. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class RulesPreflightResourceTest {
    private static final String ANN = "+12025550111";
    private static final String BOB = "+12025550122";

    private final ServiceDriver world;
    private final RulesPreflight preflight;
    private final MeterRegistry metrics;

    RulesPreflightResourceTest(ServiceDriver world, RulesPreflight preflight, MeterRegistry metrics) {
        this.metrics = metrics;
        this.world = world;
        this.preflight = preflight;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private static String rules() throws IOException {
        return Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    private Response post(String file, String accept) {
        return post(file, accept, ServiceDriver.ADMIN);
    }

    private Response post(String file, String accept, String token) {
        return given().auth()
                .oauth2(token)
                .contentType("application/yaml")
                .accept(accept)
                .body(file.getBytes(StandardCharsets.UTF_8))
                .queryParam("from", world.now().minus(Duration.ofDays(1)).toString())
                .queryParam("to", world.now().plus(Duration.ofDays(1)).toString())
                .post("/api/v1/rules/preflight");
    }

    private void receiveThree() {
        world.stripe("invoice.payment_failed", ServiceDriver.invoice("in_1", ANN));
        world.stripe("invoice.payment_failed", ServiceDriver.invoice("in_2", BOB));
        world.stripe("invoice.payment_failed", ServiceDriver.invoice("in_3", ""));
        world.stripe("charge.succeeded", "{\"id\":\"ch_1\"}"); // no rule hears it
    }

    @Test
    void tellsWhatTheActiveFileWouldHaveDone() throws IOException {
        int hour = world.now().atOffset(ZoneOffset.UTC).getHour();
        receiveThree();
        long events = world.number("SELECT count(*) FROM event WHERE state = 'RECEIVED'");
        post(rules(), "application/json")
                .then()
                .statusCode(200)
                .body("events", equalTo(4))
                .body("considered", equalTo(3))
                .body("decisions.call", equalTo(2))
                .body("decisions.skip.no_number", equalTo(1))
                .body("people", equalTo(2))
                .body("rings", equalTo(2))
                .body("by_day.calls", equalTo(List.of(2)))
                .body("by_hour.find { it.calls > 0 }.hour", equalTo(hour))
                .body("by_hour.sum { it.local_calls }", equalTo(2))
                .body("by_hour.find { it.local_calls > 0 }.hour", lessThan(hour)) // west of Greenwich
                .body("hub_requests", equalTo(2))
                .body("dialling_minutes", equalTo(2))
                .body("placed", equalTo(0))
                .body("rules.find { it.rule == 'failed-payment' }.rings", equalTo(2))
                .body("difference.total", equalTo(0));
        assertThat(world.number("SELECT count(*) FROM event WHERE state = 'RECEIVED'"))
                .isEqualTo(events);
        assertThat(world.number("SELECT (SELECT count(*) FROM decision) + (SELECT count(*) FROM call)"))
                .isZero();
    }

    @Test
    void tellsWhatDiffersFromTheActiveVersionAndWhy() throws IOException {
        receiveThree();
        String file = rules().replace("amount_due >= 2000", "amount_due >= 5000");
        post(file, "application/json")
                .then()
                .statusCode(200)
                .body("decisions.call", equalTo(0))
                .body("difference.total", equalTo(3))
                .body("difference.changes[0].rule", equalTo("failed-payment"))
                .body("difference.changes[0].from", equalTo("call"))
                .body("difference.changes[0].to", equalTo("skip condition_false"))
                .body("difference.changes[0].count", equalTo(2))
                .body("difference.items.why", hasItem("'when' differs"))
                .body("difference.items[0].from.verdict", equalTo("call"))
                .body("difference.items[0].to.reason", equalTo("condition_false"));
    }

    /** A condition of the caller's own could ask an event's content bit by bit. */
    @Test
    void showsViewersCountsAloneAndOperatorsNoDetails() throws IOException {
        receiveThree();
        String file = rules().replace("amount_due >= 2000", "amount_due >= 5000");
        for (String accept : List.of("application/json", "application/x-ndjson")) {
            String counts = post(file, accept, ServiceDriver.VIEWER)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(counts).contains("\"total\":3", "\"items\":[]").doesNotContain("'when' differs", "not before");
            assertThat(post(file, accept, ServiceDriver.OPERATOR).asString())
                    .contains("\"total\":3", "'when' differs")
                    .doesNotContain("not before");
            assertThat(post(file, accept, ServiceDriver.ADMIN).asString())
                    .contains("\"total\":3", "'when' differs", "not before");
        }
    }

    @Test
    void streamsProgressAndEachDifferenceAsLines() throws IOException {
        receiveThree();
        List<JsonPath> lines = post(rules().replace("failed-payment", "unpaid"), "application/x-ndjson")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString()
                .lines()
                .map(JsonPath::new)
                .toList();
        assertThat(lines.stream().map(line -> line.getString("flip.rule")).filter(rule -> rule != null))
                .containsExactlyInAnyOrder(
                        "unpaid", "unpaid", "unpaid", "failed-payment", "failed-payment", "failed-payment");
        assertThat(lines).anyMatch(line -> "3".equals(line.getString("progress.done")));
        assertThat(lines.getLast().getInt("result.difference.total")).isEqualTo(6);
    }

    @Test
    void refusesABadFileWithThePlacesOfItsErrors() {
        post("version: 1\nrules:\n  - name: Nobody\n", "application/json")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:ringback:problem:rules-refused"))
                .body("errors.find { it.message.contains('Nobody') }.line", equalTo(3));
    }

    @Test
    void refusesASpanThatIsNone() throws IOException {
        given().auth()
                .oauth2(ServiceDriver.VIEWER)
                .contentType("application/yaml")
                .body(rules().getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/rules/preflight?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z")
                .then()
                .statusCode(400)
                .body("detail", equalTo("'from' is not before 'to'; give the span's start as 'from'."));
        given().contentType("application/yaml")
                .body(rules().getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/rules/preflight?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z")
                .then()
                .statusCode(401);
    }

    @Test
    void runsTwoAtOnce() throws IOException {
        receiveThree();
        try (RulesPreflight.Slot one = preflight.enter().orElseThrow()) {
            post(rules(), "application/json").then().statusCode(200).body("error", nullValue());
            try (RulesPreflight.Slot two = preflight.enter().orElseThrow()) {
                assertThat(List.of(one, two)).doesNotContainNull();
                post(rules(), "application/x-ndjson")
                        .then()
                        .statusCode(503)
                        .header("Retry-After", equalTo("10"))
                        .body("type", equalTo("urn:ringback:problem:busy"));
            }
        }
        post(rules(), "application/x-ndjson").then().statusCode(200);
    }

    @Test
    void stopsWhenItsClientIsGone() throws IOException {
        // Enough events that the work cannot be over before the client is gone.
        world.run("""
                WITH made AS (
                    INSERT INTO event (id, source, delivery_id, type, state, received_at)
                    SELECT gen_random_uuid(), 'billing', 'evt_' || n, 'invoice.payment_failed', 'RECEIVED', ringback_now()
                    FROM generate_series(1, 60000) AS n RETURNING id
                )
                INSERT INTO event_body (event, body) SELECT id, convert_to('{"data":{"object":{"id":"' || id || '"}}}', 'UTF8') FROM made
                """);
        double stoppedBefore = stopped();
        byte[] file = rules().getBytes(StandardCharsets.UTF_8);
        try (Socket client = new Socket("localhost", RestAssured.port)) {
            OutputStream out = client.getOutputStream();
            out.write(
                    ("POST /api/v1/rules/preflight?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Authorization: Bearer " + ServiceDriver.VIEWER
                                    + "\r\nContent-Type: application/yaml\r\n"
                                    + "Content-Length: " + file.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(file);
            out.flush();
            Awaitility.await().until(RulesPreflightResourceTest::isRunning);
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !isRunning());
        assertThat(stopped()).isEqualTo(stoppedBefore + 1);
        world.reset();
    }

    private double stopped() {
        return metrics.counter("ringback.preflights", "outcome", "stopped").count();
    }

    private static boolean isRunning() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("preflight-"));
    }
}
