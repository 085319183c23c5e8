package dev.ringback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, killed while a call is being sent, with its Hub in a process of its own. */
class KillIT {
    private static final String SECRET = "whsec_it";

    @TempDir
    Path directory;

    private Map<String, String> environment(Processes.Running hub) {
        Map<String, String> environment = new HashMap<>();
        environment.put("RINGBACK_DATA_DIR", directory.resolve("data").toString());
        environment.put("RINGBACK_HUB_URL", "http://localhost:" + hub.port() + "/v1");
        environment.put("KATAVEN_API_KEY", "sk_live_demo_0000000000000000");
        environment.put("RINGBACK_HUB_ANSWER_TIMEOUT", "5s");
        environment.put("RINGBACK_OUTBOX_DISPATCH_WITHIN", "2s");
        environment.put("RINGBACK_CLOCK_START_AT", "lawful");
        environment.put("RINGBACK_PERSON_GAP", "1s");
        environment.put("RINGBACK_RULES", "src/test/resources/rules.yaml");
        environment.put("RINGBACK_SOURCES_BILLING_KIND", "stripe");
        environment.put("RINGBACK_SOURCES_BILLING_SECRETS", SECRET);
        environment.put("RINGBACK_SOURCES_SHOP_KIND", "shopify"); // the rules name it
        environment.put("RINGBACK_SOURCES_SHOP_SECRETS", SECRET);
        environment.put("RINGBACK_TOKENS_IT_SECRET", "it-token");
        environment.put("RINGBACK_TOKENS_IT_ROLE", "admin");
        return environment;
    }

    @Test
    void aCallBeingSentWhenItsProcessIsKilledIsUnknownThenAndRingsAtMostOnce() throws Exception {
        try (Processes.Running hub = Processes.hub(directory.resolve("hub"))) {
            Map<String, String> environment = environment(hub);
            Processes.Running first = Processes.service(environment);
            hold(hub);
            String rang = send(first, "in_rang", "+12025550151");
            String other = send(first, "in_other", "+12025550152");
            await().atMost(Duration.ofSeconds(20)).until(() -> rings(hub) == 2);
            assertThat(state(first, rang)).isEqualTo("sending");
            first.kill();
            given().post(hub.at("/_emulator/release")).then().statusCode(200);

            try (Processes.Running second = Processes.service(environment)) {
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> state(second, rang).equals("unknown")
                                && state(second, other).equals("unknown"));
                assertThat(rings(hub)).isEqualTo(2);

                settle(second, rang, "placed");
                assertThat(state(second, rang)).isEqualTo("placed");
                settle(second, other, "not_placed"); // believed: this host knows that the killed process is gone
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> state(second, other).equals("placed"));
                assertThat(ringsOf(hub, "+12025550151")).isOne();
                assertThat(ringsOf(hub, "+12025550152"))
                        .as("the first, which a person denied, and the second")
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void whatWasAcceptedBeforeAKillIsDecidedAndRungAfterIt() throws Exception {
        try (Processes.Running hub = Processes.hub(directory.resolve("hub"))) {
            Map<String, String> environment = environment(hub);
            Processes.Running first = Processes.service(environment);
            for (int i = 0; i < 8; i++) {
                deliver(first, "in_many_" + i, "+120255501%02d".formatted(60 + i));
            }
            first.kill();
            try (Processes.Running second = Processes.service(environment)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    JsonPath calls = get(second, "/api/v1/status").getJsonObject("calls") == null
                            ? null
                            : get(second, "/api/v1/status");
                    return calls != null && calls.getInt("calls.placed") + calls.getInt("calls.unknown") == 8;
                });
                assertThat(rings(hub))
                        .as("what was not being sent at the kill is rung")
                        .isPositive();
                for (int i = 0; i < 8; i++) {
                    assertThat(ringsOf(hub, "+120255501%02d".formatted(60 + i))).isLessThanOrEqualTo(1);
                }
            }
        }
    }

    private static void hold(Processes.Running hub) {
        given().contentType("application/json")
                .body("""
                        {"route":"originate","choice":{"kind":"next","times":2},
                         "fault":{"kind":"freeze","at":"after_effect"}}
                        """)
                .post(hub.at("/_emulator/faults"))
                .then()
                .statusCode(org.hamcrest.Matchers.lessThan(300));
    }

    /** Delivers a failed invoice and waits for its call. */
    private static String send(Processes.Running service, String invoice, String phone) throws Exception {
        String event = deliver(service, invoice, phone);
        String found = "decisions.find { it.call != null }.call";
        await().until(() -> get(service, "/api/v1/events/" + event).getString(found) != null);
        return get(service, "/api/v1/events/" + event).getString(found);
    }

    private static String deliver(Processes.Running service, String invoice, String phone) throws Exception {
        long at = Instant.parse(get(service, "/api/v1/status").getString("now")).getEpochSecond();
        String body = """
                {"id":"evt_%s","type":"invoice.payment_failed","created":%d,"livemode":true,"data":{"object":%s}}
                """.formatted(invoice, at, ServiceDriver.invoice(invoice, phone));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String code = HexFormat.of().formatHex(mac.doFinal((at + "." + body).getBytes(StandardCharsets.UTF_8)));
        return given().header("Stripe-Signature", "t=" + at + ",v1=" + code)
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(service.at("/webhooks/billing"))
                .then()
                .statusCode(200)
                .extract()
                .path("event");
    }

    private static void settle(Processes.Running service, String call, String outcome) {
        given().auth()
                .oauth2("it-token")
                .contentType("application/json")
                .body("{\"outcome\":\"" + outcome + "\",\"note\":\"asked the person\"}")
                .post(service.at("/api/v1/calls/" + call + "/settle"))
                .then()
                .statusCode(200);
    }

    private static String state(Processes.Running service, String call) {
        return get(service, "/api/v1/calls/" + call).getString("state");
    }

    private static JsonPath get(Processes.Running service, String path) {
        URI address = service.at(path);
        return given().auth()
                .oauth2("it-token")
                .get(address)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static int rings(Processes.Running hub) {
        return given().get(hub.at("/_emulator/rings")).jsonPath().getInt("total");
    }

    private static int ringsOf(Processes.Running hub, String number) {
        return given().queryParam("number", number)
                .get(hub.at("/_emulator/rings"))
                .jsonPath()
                .getList("items")
                .size();
    }
}
