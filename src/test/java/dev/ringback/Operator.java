package dev.ringback;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a sender and an operator do to a packaged service that was started with {@link #settings}. */
record Operator(Processes.Running service) {
    private static final String TOKEN = "it-token";
    private static final String SECRET = "whsec_it";

    /** The sources that the rules of the tests name, one token, and those rules. */
    static Map<String, String> settings() {
        return Map.of(
                "RINGBACK_RULES", "src/test/resources/rules.yaml",
                "RINGBACK_SOURCES_BILLING_KIND", "stripe",
                "RINGBACK_SOURCES_BILLING_SECRETS", SECRET,
                "RINGBACK_SOURCES_SHOP_KIND", "shopify",
                "RINGBACK_SOURCES_SHOP_SECRETS", SECRET,
                "RINGBACK_TOKENS_IT_SECRET", TOKEN,
                "RINGBACK_TOKENS_IT_ROLE", "admin");
    }

    JsonPath get(String path) {
        return given().auth()
                .oauth2(TOKEN)
                .get(service.at(path))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    JsonPath status() {
        return get("/api/v1/status");
    }

    ValidatableResponse post(String path, String json) {
        return given().auth()
                .oauth2(TOKEN)
                .contentType("application/json")
                .body(json)
                .post(service.at(path))
                .then()
                .statusCode(200);
    }

    /** Delivers an event of Stripe's, signed, about an object. */
    void deliver(String type, String object) {
        long at = Instant.parse(status().getString("now")).getEpochSecond();
        String body = """
                {"id":"%s","type":"%s","created":%d,"livemode":true,"data":{"object":%s}}
                """.formatted(ServiceDriver.freshId("evt_"), type, at, object);
        given().header("Stripe-Signature", "t=" + at + ",v1=" + hmac(at + "." + body))
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(service.at("/webhooks/billing"))
                .then()
                .statusCode(200);
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
