package dev.ringback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two packaged replicas whose Hub hangs: its kernel accepts connections, and nobody answers. */
class HubOutageIT {
    private static final String SECRET = "whsec_it";
    private static final int CALLS = 24;

    @TempDir
    Path directory;

    private Map<String, String> environment(EmbeddedPostgres database, Processes.Running hub) {
        Map<String, String> all = new HashMap<>();
        all.put("QUARKUS_DATASOURCE_JDBC_URL", database.getJdbcUrl("postgres", "postgres"));
        all.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        all.put("JAVA_TOOL_OPTIONS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx320m"); // lives are short here
        all.put("RINGBACK_HUB_URL", "http://localhost:" + hub.port() + "/v1");
        all.put("KATAVEN_API_KEY", "sk_live_demo_0000000000000000");
        all.put("RINGBACK_HUB_ANSWER_TIMEOUT", "2s");
        all.put("RINGBACK_HUB_READ_TIMEOUT", "1s");
        all.put("RINGBACK_HUB_READ_TRIES", "1");
        all.put("RINGBACK_HUB_BREAKER_FIRST_WAIT", "1s");
        all.put("RINGBACK_HUB_BREAKER_LONGEST_WAIT", "2s");
        all.put("RINGBACK_OUTBOX_DISPATCH_WITHIN", "3s");
        all.put("RINGBACK_OUTBOX_ANSWER_SLACK", "1s");
        all.put("RINGBACK_OUTBOX_POLL", "0.2s");
        all.put("RINGBACK_CLOCK_START_AT", "lawful");
        all.put("RINGBACK_RULES", "src/test/resources/rules.yaml");
        all.put("RINGBACK_SOURCES_BILLING_KIND", "stripe");
        all.put("RINGBACK_SOURCES_BILLING_SECRETS", SECRET);
        all.put("RINGBACK_SOURCES_SHOP_KIND", "shopify"); // the rules name it
        all.put("RINGBACK_SOURCES_SHOP_SECRETS", SECRET);
        all.put("RINGBACK_TOKENS_IT_SECRET", "it-token");
        all.put("RINGBACK_TOKENS_IT_ROLE", "admin");
        return all;
    }

    @Test
    void aHubThatHangsMakesAtMostFiveCallsUnknownAndAllGoesOnWhenItAnswers() throws Exception {
        try (EmbeddedPostgres database = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("max_connections", "60")
                        .start();
                Processes.Running hub = Processes.hub(directory.resolve("hub"));
                Processes.Running one = Processes.service(environment(database, hub));
                Processes.Running other = Processes.service(environment(database, hub))) {
            for (int i = 0; i < 4; i++) {
                deliver(one, i);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> calls(one).getInt("placed") == 4);
            post(one, "/api/v1/pause");
            for (int i = 4; i < CALLS; i++) {
                deliver(i % 2 == 0 ? one : other, i);
            }
            await().until(() -> calls(one).getInt("due") == CALLS - 4);

            signal(hub, "-STOP");
            try {
                post(one, "/api/v1/resume");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> breaker(other).getString("state").equals("open"));
                String probe = breaker(one).getString("next_probe_at");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !breaker(one).getString("next_probe_at").equals(probe)
                                && calls(one).getInt("sending") == 0);
                assertThat(calls(one).getInt("unknown")).isBetween(1, 3);
                assertThat(breaker(one).getString("reason")).contains("3 dials in a row");
            } finally {
                signal(hub, "-CONT");
            }

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> calls(one).getInt("due") == 0
                            && calls(one).getInt("waiting") == 0
                            && calls(one).getInt("sending") == 0);
            assertThat(breaker(other).getString("state")).isEqualTo("closed");
            assertThat(calls(one).getInt("unknown")).isLessThanOrEqualTo(5);
            assertThat(calls(one).getInt("unknown") + calls(one).getInt("placed"))
                    .isEqualTo(CALLS);
            List<String> rung =
                    given().get(hub.at("/_emulator/rings")).jsonPath().getList("items.number");
            assertThat(rung)
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThanOrEqualTo(calls(one).getInt("placed"));
            assertThat(lines("dialling stops", one, other)).isOne();
            assertThat(lines("dialling goes on", one, other)).isOne();
        }
    }

    private static long lines(String text, Processes.Running... services) {
        return Stream.of(services)
                .flatMap(service -> service.printed().lines())
                .filter(line -> line.contains(text))
                .count();
    }

    private static void signal(Processes.Running hub, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(
                                "kill", signal, Long.toString(hub.process().pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void deliver(Processes.Running service, int number) throws Exception {
        long at = Instant.parse(status(service).getString("now")).getEpochSecond();
        String body = """
                {"id":"evt_%d","type":"invoice.payment_failed","created":%d,"livemode":true,"data":{"object":%s}}
                """.formatted(
                        number, at, ServiceDriver.invoice("in_" + number, "+120255501%02d".formatted(40 + number)));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String code = HexFormat.of().formatHex(mac.doFinal((at + "." + body).getBytes(StandardCharsets.UTF_8)));
        given().header("Stripe-Signature", "t=" + at + ",v1=" + code)
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(service.at("/webhooks/billing"))
                .then()
                .statusCode(200);
    }

    private static void post(Processes.Running service, String path) {
        given().auth()
                .oauth2("it-token")
                .contentType("application/json")
                .body("{}")
                .post(service.at(path))
                .then()
                .statusCode(200);
    }

    private static JsonPath status(Processes.Running service) {
        return given().auth()
                .oauth2("it-token")
                .get(service.at("/api/v1/status"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath calls(Processes.Running service) {
        return new JsonPath(status(service).prettify()).setRootPath("calls");
    }

    private static JsonPath breaker(Processes.Running service) {
        return new JsonPath(status(service).prettify()).setRootPath("hub.breaker");
    }
}
