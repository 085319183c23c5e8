package dev.ringback;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A Stripe account sends failed invoices to a packaged service, which is configured for it. */
final class StripeSender {
    private static final String SECRET = "whsec_it";
    private static final String TOKEN = "it-token";

    private final Processes.Running service;
    private final Duration ahead; // the service's clock before ours; Stripe signs the time

    /** The service must be ready. */
    StripeSender(Processes.Running service) {
        this.service = service;
        this.ahead = Duration.between(
                Instant.now(), Instant.parse(get(service, "/api/v1/status").getString("now")));
    }

    /** A service that rings within moments by this Hub, at a lawful hour. Its database is left to be named. */
    static Map<String, String> environment(Processes.Running hub) {
        Map<String, String> environment = new HashMap<>();
        environment.put("RINGBACK_HUB_URL", "http://localhost:" + hub.port() + "/v1");
        environment.put("KATAVEN_API_KEY", "sk_live_demo_0000000000000000");
        environment.put("RINGBACK_CLOCK_START_AT", "lawful");
        environment.put("RINGBACK_PERSON_GAP", "1s");
        environment.put("RINGBACK_RULES", "src/test/resources/rules.yaml");
        environment.put("RINGBACK_SOURCES_BILLING_KIND", "stripe");
        environment.put("RINGBACK_SOURCES_BILLING_SECRETS", SECRET);
        environment.put("RINGBACK_SOURCES_SHOP_KIND", "shopify"); // the rules name it
        environment.put("RINGBACK_SOURCES_SHOP_SECRETS", SECRET);
        environment.put("RINGBACK_TOKENS_IT_SECRET", TOKEN);
        environment.put("RINGBACK_TOKENS_IT_ROLE", "admin");
        return environment;
    }

    /** Delivers a failed invoice once. Returns the answer's status. */
    int deliver(String invoice, String phone) {
        long at = Instant.now().plus(ahead).getEpochSecond();
        String body = """
                {"id":"evt_%s","type":"invoice.payment_failed","created":%d,"livemode":true,"data":{"object":%s}}
                """.formatted(invoice, at, ServiceDriver.invoice(invoice, phone));
        return given().header("Stripe-Signature", "t=" + at + ",v1=" + code(at + "." + body))
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(service.at("/webhooks/billing"))
                .statusCode();
    }

    private static String code(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    static JsonPath get(Processes.Running service, String path) {
        return given().auth()
                .oauth2(TOKEN)
                .get(service.at(path))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** How many phones rang at an emulated Hub. */
    static int rings(Processes.Running hub) {
        return given().get(hub.at("/_emulator/rings")).jsonPath().getInt("total");
    }
}
