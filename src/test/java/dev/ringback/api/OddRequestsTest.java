package dev.ringback.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent to whichever operation of the OpenAPI document, the fault is the sender's and is told: never a 500. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(180)
class OddRequestsTest {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** As they stand in an address. */
    private static final List<String> ODD_VALUES = List.of(
            "",
            "%20",
            "%00",
            "a%00b",
            "%FF",
            "%C0%AF",
            "%ED%A0%80",
            "%F0%9F%98%80",
            "-1",
            "0",
            "99999999999999999999",
            "1e3",
            "null",
            "true",
            "%2B12025550143",
            "%2B",
            "%5B%5D",
            "'",
            "%25",
            "..",
            "x".repeat(3000),
            "2026-11-28T00:00:00Z",
            "%2B999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "00000000-0000-0000-0000-000000000000",
            "1-1-1-1-1");

    private static final List<String> ODD_BODIES = List.of(
            "",
            " ",
            "null",
            "[]",
            "[1]",
            "1",
            "\"text\"",
            "{",
            "}",
            "{\"a\":",
            "nonsense",
            "{\"a\":{\"a\":{\"a\":1}}}",
            "[".repeat(2000),
            "\u0000",
            "{\"\u0000\":1}");

    /** Of the field of any name. */
    private static final List<String> ODD_JSON = List.of(
            "null",
            "\"\"",
            "\" \"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\u202e\uFEFF\"",
            "-1",
            "1e400",
            "99999999999999999999",
            "true",
            "[]",
            "[[]]",
            "{}",
            "{\"a\":1}",
            "\"" + "x".repeat(5000) + "\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"+4930123456654321\"",
            "\"030 123456 / 654321\"");

    private static final List<String> FIELDS = List.of(
            "number",
            "region",
            "note",
            "reason",
            "outcome",
            "force",
            "filter",
            "dry_run",
            "expires_in",
            "name",
            "agent",
            "from",
            "purpose",
            "schedule",
            "zone",
            "start_at",
            "expires_at",
            "max_concurrent",
            "grace",
            "consent",
            "at");

    private final ServiceDriver world;

    OddRequestsTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private record Operation(String method, String path, List<String> parameters) {
        boolean isWrite() {
            return !method.equals("get") && !method.equals("delete");
        }

        String with(String id) {
            return path.replaceAll("\\{[^}]+}", id);
        }
    }

    private static List<Operation> operations() throws IOException {
        JsonNode paths = new ObjectMapper()
                .readTree(given().accept("application/json")
                        .get("/q/openapi?format=json")
                        .asByteArray())
                .get("paths");
        List<Operation> operations = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (METHODS.contains(operation.getKey()) && !path.getKey().startsWith("/q/")) {
                        List<String> parameters = new ArrayList<>();
                        operation.getValue().path("parameters").forEach(parameter -> {
                            if (parameter.get("in").asText().equals("query")) {
                                parameters.add(parameter.get("name").asText());
                            }
                        });
                        operations.add(new Operation(operation.getKey(), path.getKey(), parameters));
                    }
                }));
        assertThat(operations).hasSizeGreaterThan(20);
        return operations;
    }

    private record Answer(int status, String contentType, String body) {}

    private static Answer send(String method, String path, String contentType, String body) {
        return send(
                method, path, contentType, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private static Answer send(String method, String path, String contentType, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header(
                        "Authorization",
                        "Bearer " + (path.startsWith("/agent-tools") ? "agent-tools-secret" : ServiceDriver.ADMIN))
                .method(method.toUpperCase(java.util.Locale.ROOT), body);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(SoftAssertions softly, Answer answer, String what) {
        String shown = what.length() > 200 ? what.substring(0, 200) + "…" : what;
        softly.assertThat(answer.status)
                .as("%s answered %s", shown, answer.body)
                .isLessThan(500);
        if (answer.status >= 400 && answer.status != 405) {
            softly.assertThat(answer.contentType).as(shown).startsWith("application/problem+json");
        }
    }

    // --- Never a 500

    @Test
    void everyQueryParameterMayHaveAnyValue() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        String id = UUID.randomUUID().toString();
        for (Operation operation : operations()) {
            for (String parameter : operation.parameters) {
                for (String value : ODD_VALUES) {
                    String path = operation.with(id) + "?" + parameter + "=" + value;
                    check(softly, send(operation.method, path, null, ""), operation.method + " " + path);
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void everyPartOfAPathMayHaveAnyValue() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        for (Operation operation : operations()) {
            if (operation.path.contains("{")) {
                for (String value : ODD_VALUES) {
                    String path = operation.with(value);
                    check(softly, send(operation.method, path, null, ""), operation.method + " " + path);
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void everyBodyMayBeAnything() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        for (Operation operation : operations()) {
            if (operation.isWrite()) {
                String path = operation.with(UUID.randomUUID().toString());
                for (String type : new String[] {"application/json", "text/csv", "json", "application\\json", null}) {
                    for (String body : ODD_BODIES) {
                        check(
                                softly,
                                send(operation.method, path, type, body),
                                operation.method + " " + path + " " + body);
                    }
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void everyFieldMayHaveAnyValue() throws IOException {
        UUID call = world.dueCall("+12025550143");
        SoftAssertions softly = new SoftAssertions();
        for (Operation operation : operations()) {
            if (operation.isWrite() && !operation.path.endsWith("/pause")) {
                String path = operation.with(call.toString());
                for (String field : FIELDS) {
                    for (String value : ODD_JSON) {
                        String body = "{\"" + field + "\":" + value + "}";
                        check(softly, send(operation.method, path, "application/json", body), path + " " + body);
                    }
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void everyFieldOfAFilterMayHaveAnyValue() {
        SoftAssertions softly = new SoftAssertions();
        for (String field : List.of("source", "type", "state", "q", "from", "to", "number")) {
            for (String value : ODD_JSON) {
                String body = "{\"filter\":{\"" + field + "\":" + value + "},\"dry_run\":true}";
                check(softly, send("post", "/api/v1/replays", "application/json", body), body);
            }
        }
        for (String field : List.of("state", "rule", "number", "campaign", "q", "cursor")) {
            for (String value : ODD_JSON) {
                String body = "{\"filter\":{\"" + field + "\":" + value + "},\"dry_run\":true}";
                check(softly, send("post", "/api/v1/calls/release", "application/json", body), body);
            }
        }
        softly.assertAll();
    }

    @Test
    void everyPartOfAnUploadMayBeAnything() {
        SoftAssertions softly = new SoftAssertions();
        List<String> files = List.of(
                "",
                "\n",
                "phone_number",
                "phone_number\n\u0000",
                "phone_number\n\"",
                "phone_number,phone_number\n1,2",
                "phone_number,region\n030 123456 / 654321,DE\n\ud83d\ude00,\u0000",
                "phone_number\n" + "9".repeat(2000));
        List<String> campaigns = new ArrayList<>(ODD_BODIES);
        for (String field : FIELDS) {
            for (String value : ODD_JSON) {
                String rest =
                        "{\"name\":\"x\",\"agent\":\"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z\",\"from\":\"+12025550123\",\"purpose\":\"informational\"}";
                campaigns.add(rest.replaceFirst("\"" + field + "\":\"[^\"]*\",?", "")
                        .replaceFirst(
                                "\\{", "{\"" + field + "\":" + java.util.regex.Matcher.quoteReplacement(value) + ",")
                        .replace(",}", "}"));
            }
        }
        for (String campaign : campaigns) {
            check(softly, upload(campaign, "phone_number\n+12025550111\n"), "campaign " + campaign);
        }
        for (String file : files) {
            check(
                    softly,
                    upload(
                            "{\"name\":\"x\",\"agent\":\"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z\",\"from\":\"+12025550123\",\"purpose\":\"informational\"}",
                            file),
                    "contacts " + file);
        }
        softly.assertAll();
    }

    private static Answer upload(String campaign, String contacts) {
        String body = """
                --edge\r
                Content-Disposition: form-data; name="campaign"\r
                \r
                %s\r
                --edge\r
                Content-Disposition: form-data; name="contacts"; filename="c.csv"\r
                Content-Type: text/csv\r
                \r
                %s\r
                --edge--\r
                """.formatted(campaign, contacts);
        return send(
                "post",
                "/api/v1/campaigns",
                "multipart/form-data; boundary=edge",
                BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void deliveriesMayBeAnything() {
        SoftAssertions softly = new SoftAssertions();
        for (String value : ODD_VALUES) {
            check(softly, send("post", "/webhooks/" + value, null, "{}"), "/webhooks/" + value);
            check(softly, send("post", "/webhooks/shop?x=" + value, null, "{}"), "/webhooks/shop?x=" + value);
        }
        softly.assertThat(world.stripe("a\\u0000b", "{\"id\":\"a\\u0000\\ud800\"}")
                        .statusCode())
                .isEqualTo(200);
        softly.assertThat(world.stripe("\\ud800", "{\"id\":\"\\udc00\"}").statusCode())
                .isEqualTo(200);
        world.decide();
        softly.assertThat(world.number("SELECT count(*) FROM event WHERE state = 'FAILED'"))
                .isZero();
        softly.assertAll();
    }

    // --- What nobody reads is refused

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/events?typ=x | 'typ' | did you mean 'type'? | source, type, state, q, from, to, cursor, limit",
                "/api/v1/calls?rules=x | 'rules' | did you mean 'rule'? | state, rule, number, campaign, q, cursor, limit",
                "/api/v1/opt-outs?phone=x | 'phone' | Those known are | number, cursor, limit",
                "/api/v1/campaigns?page=2 | 'page' | Those known are | state, rule, cursor, limit",
                "/api/v1/status?verbose=true | 'verbose' | Those known are | none",
                "/api/v1/calls?limit=x | 'limit' | not a whole number | whole",
                "/api/v1/calls?limit=99999999999 | 'limit' | not a whole number | whole",
                "/api/v1/calls?state=due&state=placed | 'state' | more than once | once",
                "/api/v1/events?type=%00 | NUL | UTF-8 | encode",
                "/api/v1/events?type=%FF | NUL | UTF-8 | encode",
                "/api/v1/events?from=%2B999999999-12-31T23:59:59Z | 'from' | RFC 3339 | time"
            })
    void aQueryThatIsNotUnderstoodIsRefusedAndSaysWhatIsKnown(String path, String named, String hint, String known)
            throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", named, hint, known);
    }

    /** Java's own client refuses to send some of these. */
    private static String raw(String request) throws IOException {
        try (var socket = new java.net.Socket("localhost", RestAssured.port)) {
            socket.getOutputStream()
                    .write((request + "\r\nHost: localhost\r\nAuthorization: Bearer " + ServiceDriver.ADMIN
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/pause | {\"rule\":\"x\"} | 'rule' | reason",
                "/api/v1/pause | {\"raeson\":\"x\"} | did you mean 'reason'? | reason",
                "/api/v1/resume | {\"rule\":\"x\"} | 'rule' | none",
                "/api/v1/opt-outs | {\"number\":\"+12025550143\",\"nummer\":\"x\"} | 'nummer' | note, number, region",
                "/api/v1/calls/ID/settle | {\"outcome\":\"placed\",\"notes\":\"x\"} | did you mean 'note'? | force, note, outcome",
                "/api/v1/calls/ID/cancel | {\"note\":\"x\"} | 'note' | none",
                "/api/v1/calls/ID/release | {\"note\":\"x\"} | 'note' | none",
                "/api/v1/calls/release | {\"filters\":{}} | did you mean 'filter'? | dry_run, filter, reason",
                "/api/v1/calls/release | {\"filter\":{\"rul\":\"x\"}} | did you mean 'rule'? | campaign, number, q, rule, state",
                "/api/v1/calls/reopen | {\"filter\":{},\"expire_in\":\"1h\"} | did you mean 'expires_in'? | dry_run, expires_in, filter, reason",
                "/api/v1/calls/ID/reopen | {\"note\":\"x\"} | 'note' | expires_in, reason",
                "/api/v1/replays | {\"filter\":{\"typ\":\"x\"}} | did you mean 'type'? | from, q, source, state, to, type",
                "/api/v1/events/ID/replay | {\"note\":\"x\"} | 'note' | reason",
                "/api/v1/campaigns/ID/confirm | {\"now\":true} | 'now' | none",
                "/api/v1/campaigns/ID/pause | {\"now\":true} | 'now' | none",
                "/api/v1/campaigns/ID/resume | {\"now\":true} | 'now' | none",
                "/api/v1/campaigns/ID/stop | {\"now\":true} | 'now' | none",
                "/api/v1/campaigns/ID/clone | {\"contact\":\"all\"} | 'contact' | none"
            })
    void aFieldThatNobodyReadsIsRefusedAndChangesNothing(String path, String body, String named, String known) {
        UUID call = world.dueCall("+12025550143");
        Answer answer = send("post", path.replace("ID", call.toString()), "application/json", body);
        assertThat(answer.status).as(answer.body).isEqualTo(400);
        assertThat(answer.contentType).startsWith("application/problem+json");
        assertThat(answer.body).contains(named, known);
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
        assertThat(world.number("SELECT count(*) FROM opt_out")).isZero();
        assertThat(world.stateOf(call)).isEqualTo("due");
    }

    /** It is a language model that writes them, and the person on the phone said no. */
    @Test
    void whateverAnAgentAddsDoesNotKeepAnOptOutFromBeingStored() {
        String body = "{\"number\":\"+12025550143\",\"mood\":\"angry\",\"call\":{\"id\":7}}";
        assertThat(send("post", "/agent-tools/opt-out", "application/json", body).status)
                .isEqualTo(200);
        assertThat(world.number("SELECT count(*) FROM opt_out")).isOne();
    }

    // --- Nothing is an empty body

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "application/x-www-form-urlencoded", "text/plain", "json"})
    void anEmptyBodyPausesAllWhateverItIsCalled(String type) {
        Answer answer = send("post", "/api/v1/pause", type.isEmpty() ? null : type, "");
        assertThat(answer.status).as(answer.body).isEqualTo(200);
        assertThat(new JsonPath(answer.body).getBoolean("paused")).isTrue();
        answer = send("post", "/api/v1/resume", type.isEmpty() ? null : type, "");
        assertThat(answer.status).as(answer.body).isEqualTo(200);
        assertThat(new JsonPath(answer.body).getBoolean("paused")).isFalse();
    }

    @Test
    void anEmptyBodyIsToldWhatItLacksWhereSomethingIsMandatory() {
        UUID call = world.dueCall("+12025550143");
        for (String path : List.of(
                "/api/v1/calls/" + call + "/settle",
                "/api/v1/opt-outs",
                "/api/v1/calls/release",
                "/api/v1/calls/settle",
                "/api/v1/replays")) {
            Answer answer = send("post", path, "application/x-www-form-urlencoded", "");
            assertThat(answer.status).as(path).isEqualTo(400);
            assertThat(answer.body).as(path).contains("'");
        }
        assertThat(send("post", "/api/v1/calls/" + call + "/cancel", null, "").status)
                .isEqualTo(200);
    }
}
