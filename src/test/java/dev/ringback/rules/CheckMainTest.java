package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckMainTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-28T18:00:00Z"));
    private static final String RULES = """
            version: 1
            rules:
              - name: confirm
                events: ["shop:orders/create"]
                about: event.id
                to: event.phone
                purpose: informational
                agent: Front desk
                from: "+12025550123"
            """;

    @TempDir
    Path folder;

    private final Map<String, String> settings = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return CheckMain.run(
                List.of(arguments),
                new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(settings, "test", 100))
                        .build(),
                CLOCK,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("rules.yaml"), text).toString();
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aGoodFileEndsWith0() throws IOException {
        String file = file(RULES);
        assertThat(run(file)).isZero();
        assertThat(lines())
                .satisfiesExactly(
                        hub -> assertThat(hub).startsWith("note: agents and caller numbers are not checked"),
                        sources -> assertThat(sources).startsWith("note: sources are not checked"),
                        zones -> assertThat(zones).startsWith("note: time zone data 20"),
                        last -> assertThat(last).isEqualTo(file + ": accepted, 0 errors, 0 warnings, 0 tests"));
    }

    @Test
    void aBadFileEndsWith1AndAllOfItsErrors() throws IOException {
        String file = file(RULES.replace("orders/create", "order/create") + "    wiat: 30m\n");
        assertThat(run(file)).isEqualTo(1);
        assertThat(lines())
                .startsWith(file + ":4:20: error: 'order/create' is no type of Shopify's events; did you mean"
                        + " 'orders/create'?")
                .element(1)
                .asString()
                .startsWith(file + ":10:5: error: unknown field 'wiat' in a rule; did you mean 'wait'?");
        assertThat(lines()).last().isEqualTo(file + ": refused, 2 errors, 0 warnings, 0 tests");
    }

    @Test
    void warningsEndWith1OnlyIfTheyAreAskedToBeStrict() throws IOException {
        String file = file(RULES + "    when: event.totl_price == \"x\"\n");
        assertThat(run(file)).isZero();
        assertThat(run(file, "--strict")).isEqualTo(1);
        assertThat(lines())
                .first()
                .asString()
                .startsWith(file + ":10:11: warning: no known event of shop:orders/create");
    }

    @Test
    void theFileOfTheSettingsIsTheDefault() throws IOException {
        settings.put("ringback.rules", file(RULES));
        assertThat(run()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "no-such-file.yaml | - | no-such-file.yaml cannot be read (NoSuchFileException)",
                "a.yaml | b.yaml | there are two files",
                "--nonsense=x | - | there is no option --nonsense",
                "--url | - | --url needs a value",
                "--token=x | - | --token goes with --url",
                "examples/rules.yaml | --url=nowhere | 'nowhere' is no address",
                "examples/rules.yaml | --url=http://localhost:1 | nothing answers at http://localhost:1"
            })
    void whatCannotBeCheckedEndsWith2(String first, String second, String expected) {
        assertThat(second == null ? run(first) : run(first, second)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("ringback: ")
                .contains(expected);
    }

    @Test
    void helpEndsWith0() {
        assertThat(run("--help")).isZero();
        assertThat(lines()).first().asString().startsWith("./ringback check [FILE]");
    }

    // --- Over HTTP

    private static HttpServer server(String path, int status, String answer, AtomicReference<String> received)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, exchange -> {
            received.set(exchange.getRequestHeaders().getFirst("Authorization") + "\n"
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, status, answer);
        });
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, int status, String answer) throws IOException {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String address(HttpServer server) {
        return "http://localhost:" + server.getAddress().getPort();
    }

    @Test
    void aRunningServiceIsGivenTheEventFilesOfTheTests() throws IOException {
        Files.writeString(folder.resolve("paid.json"), "{\"a\": 1}\n---\n");
        String rules = RULES + """
                tests:
                  - { name: paid, events: [paid.json], at: "2026-11-28T18:00:00Z", expect: [{ rule: confirm, verdict: skip }] }
                """;
        String file = file(rules);
        AtomicReference<String> received = new AtomicReference<>();
        HttpServer service = server("/api/v1/rules/check", 422, """
                {"errors": [{"line": 3, "column": 5, "message": "wrong"}], "warnings": [],
                 "tests": [{"name": "paid", "passed": false, "detail": "call instead"}, {"name": "b", "passed": true}]}
                """, received);
        try {
            assertThat(run(file, "--url", address(service), "--token", "t")).isEqualTo(1);
        } finally {
            service.stop(0);
        }
        assertThat(lines())
                .containsExactly(
                        file + ":3:5: error: wrong",
                        "FAILED  paid: call instead",
                        "ok      b",
                        file + ": refused, 1 error, 0 warnings, 2 tests");
        assertThat(received.get()).startsWith("Bearer t\n");
        PostedRules posted = PostedRules.of(received.get().substring("Bearer t\n".length()));
        assertThat(posted.text()).isEqualTo(rules);
        assertThat(posted.file("paid.json"))
                .hasValueSatisfying(bytes ->
                        assertThat(bytes).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\": 1}\n---\n"));
        assertThat(posted.file("other.json")).isEmpty();
    }

    @Test
    void aServiceThatRefusesToCheckEndsWith2() throws IOException {
        HttpServer service = server("/", 403, "{\"detail\": \"not you\"}", new AtomicReference<>());
        try {
            assertThat(run(file(RULES), "--url", address(service))).isEqualTo(2);
        } finally {
            service.stop(0);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("answers 403: not you");
    }

    @Test
    void theHubIsAskedIfAKeyIsSet() throws IOException {
        HttpServer hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext(
                "/v1/agents",
                exchange -> answer(
                        exchange, 200, "{\"items\":[{\"id\":\"a1\",\"name\":\"Front desc\",\"status\":\"active\"}]}"));
        hub.createContext("/v1/telephony/numbers", exchange -> answer(exchange, 200, "[]"));
        hub.start();
        settings.put("ringback.hub.url", address(hub));
        settings.put("ringback.hub.api-key", "sk_live_acme_0000");
        try {
            assertThat(run(file(RULES))).isEqualTo(1);
        } finally {
            hub.stop(0);
        }
        assertThat(lines().getFirst())
                .contains(":8:12: error: the Hub's account has no agent 'Front desk'; did you mean 'Front desc'?");
        assertThat(lines().get(1)).contains(":9:11: error: the Hub's account has no number");
    }

    @Test
    void aHubThatDoesNotAnswerIsAWarning() throws IOException {
        settings.put("ringback.hub.url", "http://localhost:1");
        settings.put("ringback.hub.api-key", "sk_live_acme_0000");
        assertThat(run(file(RULES))).isZero();
        assertThat(lines().getFirst()).contains(":1:1: warning: agents and caller numbers are not checked at the Hub");
    }
}
