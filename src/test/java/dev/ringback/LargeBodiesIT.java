package dev.ringback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with 256 MB of heap, and authentic bodies that would fill it. */
class LargeBodiesIT {
    private static final String SECRET = "shpss_it";
    private static final int AT_ONCE = 12;

    @TempDir
    Path directory;

    @Test
    void authenticBodiesThatWouldFillTheMemoryAreStoredUnreadableAndTheServiceGoesOn() throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_TOOL_OPTIONS", "-Xmx256m");
        environment.put("RINGBACK_DATA_DIR", directory.resolve("data").toString());
        environment.put("RINGBACK_HUB_EMULATOR_ENABLED", "true");
        environment.put("RINGBACK_HUB_EMULATOR_PORT", "" + Processes.freePort());
        environment.put("RINGBACK_HUB_URL", "http://localhost:${ringback.hub.emulator.port}/v1");
        environment.put("KATAVEN_API_KEY", "sk_live_demo_0000000000000000");
        environment.put("RINGBACK_CLOCK_START_AT", "lawful");
        environment.put("RINGBACK_RULES", "src/test/resources/rules.yaml");
        environment.put("RINGBACK_SOURCES_SHOP_KIND", "shopify");
        environment.put("RINGBACK_SOURCES_SHOP_SECRETS", SECRET);
        environment.put("RINGBACK_SOURCES_BILLING_KIND", "stripe"); // the rules name it
        environment.put("RINGBACK_SOURCES_BILLING_SECRETS", SECRET);
        environment.put("RINGBACK_TOKENS_IT_SECRET", "it-token");
        environment.put("RINGBACK_TOKENS_IT_ROLE", "admin");
        try (Processes.Running service = Processes.service(environment)) {
            List<String> events = new ArrayList<>();
            for (String value : List.of("{}", "{\"a\":{}}", "[[]]", "{\"a\":1}")) {
                String items = (value + ",").repeat(4_000_000 / (value.length() + 1));
                events.addAll(sendAtOnce(service, "{\"id\":1,\"items\":[" + items + "0]}"));
            }
            events.forEach(event -> await().atMost(Duration.ofMinutes(2))
                    .until(() -> state(service, event).equals("unreadable")));

            String order = deliver(
                    service, """
                    {"id":2,"updated_at":"%s","phone":"+12025550143"}
                    """.formatted(get(service, "/api/v1/status").getString("now")));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> state(service, order).equals("decided"));
            assertThat(get(service, "/api/v1/events/" + order).getList("decisions.verdict"))
                    .containsExactly("call");
            assertThat(service.printed()).doesNotContain("OutOfMemoryError");
        }
    }

    private static List<String> sendAtOnce(Processes.Running service, String body) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                answers.add(threads.submit(() -> deliver(service, body)));
            }
            List<String> events = new ArrayList<>();
            for (Future<String> answer : answers) {
                events.add(answer.get());
            }
            return events;
        }
    }

    /** As a sender does: what was not taken is sent again. */
    private static String deliver(Processes.Running service, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        HttpRequest request = HttpRequest.newBuilder(service.at("/webhooks/shop"))
                .header("Content-Type", "application/json")
                .header("X-Shopify-Topic", "orders/create")
                .header("X-Shopify-Webhook-Id", ServiceDriver.freshId("wh-"))
                .header("X-Shopify-Hmac-Sha256", Base64.getEncoder().encodeToString(mac.doFinal(bytes)))
                .POST(BodyPublishers.ofByteArray(bytes))
                .build();
        Instant until = Instant.now().plus(Duration.ofMinutes(1));
        HttpResponse<String> answer = Processes.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        while (answer.statusCode() == 503 && Instant.now().isBefore(until)) {
            answer = Processes.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonPath(answer.body()).getString("event");
    }

    private static String state(Processes.Running service, String event) {
        return get(service, "/api/v1/events/" + event).getString("state");
    }

    private static JsonPath get(Processes.Running service, String path) {
        return given().auth()
                .oauth2("it-token")
                .get(service.at(path))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
