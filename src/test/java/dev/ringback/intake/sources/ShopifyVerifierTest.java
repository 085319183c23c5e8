package dev.ringback.intake.sources;

import static dev.ringback.intake.sources.Signing.delivery;
import static dev.ringback.intake.sources.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.intake.sources.Signing.Settings;
import dev.ringback.platform.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShopifyVerifierTest {
    private static final byte[] BODY = utf8("{\"id\":1001}");
    private static final String SHOP = "harbor-goods.myshopify.com";

    private static ShopifyVerifier verifier(String... secrets) {
        return new ShopifyVerifier(Settings.of(Kind.SHOPIFY, secrets));
    }

    private static String signature(String secret, byte[] body) {
        return Base64.getEncoder().encodeToString(Signing.hmac(secret, body));
    }

    private static Map<String, String> signed(String prefix, String secret) {
        return new HashMap<>(Map.of(
                prefix + "Hmac-Sha256",
                signature(secret, BODY),
                prefix + "Topic",
                "orders/create",
                prefix + "Webhook-Id",
                "wh-1",
                prefix + "Shop-Domain",
                SHOP));
    }

    private static void assertRefused(ShopifyVerifier verifier, Map<String, String> headers, String why) {
        assertThatThrownBy(() -> verifier.verify(delivery(headers, BODY)))
                .isInstanceOf(UnverifiedException.class)
                .hasMessage(why);
    }

    /** From the test suite of Shopify's Rails library. */
    @ParameterizedTest
    @CsvSource({
        "secret, yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=",
        "old_secret, XqRcjrSv57VACn6apEO9znyu/wkN1VC7QxdSPwK3Hzs="
    })
    void acceptsShopifysOwnVectors(String secret, String signature) {
        Map<String, String> headers = Map.of("X-Shopify-Hmac-Sha256", signature, "X-Shopify-Topic", "a/b");
        assertThat(verifier(secret)
                        .verify(delivery(headers, utf8("foo=anything")))
                        .type())
                .isEqualTo("a/b");
        assertThatThrownBy(() -> verifier(secret).verify(delivery(headers, utf8("foo=anythinG"))))
                .isInstanceOf(UnverifiedException.class);
    }

    @Test
    void anyOneOfTheSecretsMayHaveSigned() {
        ShopifyVerifier both = verifier("current", "previous");
        assertThat(both.verify(delivery(signed("X-Shopify-", "current"), BODY)).id())
                .isEqualTo("wh-1");
        assertThat(both.verify(delivery(signed("X-Shopify-", "previous"), BODY)).id())
                .isEqualTo("wh-1");
        assertRefused(both, signed("X-Shopify-", "older"), "wrong signature");
        assertRefused(verifier("current"), signed("X-Shopify-", "previous"), "wrong signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Shopify-", "Shopify-", "x-shopify-", "SHOPIFY-"})
    void readsTheHeadersOfBothFamiliesInAnyCase(String prefix) {
        Delivery.Authentic authentic = verifier("current").verify(delivery(signed(prefix, "current"), BODY));
        assertThat(authentic).isEqualTo(new Delivery.Authentic("wh-1", "orders/create"));
        assertRefused(verifier("current"), signed(prefix, "other"), "wrong signature");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "   "})
    void refusesWhatIsNotSigned(String signature) {
        Map<String, String> headers = signed("X-Shopify-", "current");
        headers.put("X-Shopify-Hmac-Sha256", signature);
        assertRefused(verifier("current"), headers, "no signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "====", "ä", "yCGX/RrK4f cuNtr3", "a", "_-_-"})
    void refusesASignatureThatIsNotBase64(String signature) {
        Map<String, String> headers = signed("X-Shopify-", "current");
        headers.put("X-Shopify-Hmac-Sha256", signature);
        assertRefused(verifier("current"), headers, "signature is not base64");
    }

    @Test
    void refusesTheSameBytesInHexadecimalAndAPartOfThem() {
        Map<String, String> headers = signed("X-Shopify-", "current");
        headers.put("X-Shopify-Hmac-Sha256", HexFormat.of().formatHex(Signing.hmac("current", BODY)));
        assertRefused(verifier("current"), headers, "wrong signature");
        headers.put("X-Shopify-Hmac-Sha256", signature("current", BODY).substring(0, 40));
        assertRefused(verifier("current"), headers, "wrong signature");
    }

    // --- The shop

    @Test
    void acceptsTheConfiguredShopAloneInAnyCase() {
        ShopifyVerifier bound =
                new ShopifyVerifier(Settings.of(Kind.SHOPIFY, "current").onlyFrom("Harbor-Goods.myshopify.com"));
        assertThat(bound.verify(delivery(signed("X-Shopify-", "current"), BODY)).id())
                .isEqualTo("wh-1");
        assertThat(bound.verify(delivery(signed("Shopify-", "current"), BODY)).id())
                .isEqualTo("wh-1");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "other-goods.myshopify.com", SHOP + ".example.com", "x" + SHOP})
    void refusesAnyOtherShop(String shop) {
        ShopifyVerifier bound =
                new ShopifyVerifier(Settings.of(Kind.SHOPIFY, "current").onlyFrom(SHOP));
        Map<String, String> headers = signed("X-Shopify-", "current");
        headers.put("X-Shopify-Shop-Domain", shop);
        assertRefused(bound, headers, "from another shop");
    }

    @Test
    void judgesTheSignatureBeforeTheShop() {
        ShopifyVerifier bound =
                new ShopifyVerifier(Settings.of(Kind.SHOPIFY, "current").onlyFrom("other.myshopify.com"));
        assertRefused(bound, signed("X-Shopify-", "forged"), "wrong signature");
    }

    // --- Id and type

    @Test
    void namesADeliveryWithoutAnIdByItsTopicAndBody() {
        Map<String, String> headers = signed("X-Shopify-", "current");
        headers.put("X-Shopify-Webhook-Id", "");
        headers.remove("X-Shopify-Topic");
        Delivery.Authentic authentic = verifier("current").verify(delivery(headers, BODY));
        // printf 'unknown\0{"id":1001}' | sha256sum
        byte[] typed = ("unknown\0" + new String(BODY, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        assertThat(authentic.id())
                .isEqualTo("sha256:" + HexFormat.of().formatHex(Sha256.of(typed)))
                .hasSize("sha256:".length() + 64);
        assertThat(authentic.type()).isEqualTo("unknown");
        headers.put("X-Shopify-Topic", "orders/cancelled");
        assertThat(verifier("current").verify(delivery(headers, BODY)).id())
                .as("Shopify sends equal bodies under several topics")
                .isNotEqualTo(authentic.id());
    }

    @Test
    void shortensWhatTheColumnsCannotHoldWithoutMixingIdsUp() {
        Map<String, String> headers = signed("X-Shopify-", "current");
        headers.put("X-Shopify-Webhook-Id", "i".repeat(255));
        headers.put("X-Shopify-Topic", "t".repeat(256));
        Delivery.Authentic longest = verifier("current").verify(delivery(headers, BODY));
        assertThat(longest.id()).isEqualTo("i".repeat(255));
        assertThat(longest.type()).isEqualTo("t".repeat(255));
        headers.put("X-Shopify-Webhook-Id", "i".repeat(256));
        Delivery.Authentic one = verifier("current").verify(delivery(headers, BODY));
        headers.put("X-Shopify-Webhook-Id", "i".repeat(257));
        Delivery.Authentic another = verifier("current").verify(delivery(headers, BODY));
        assertThat(one.id()).startsWith("sha256:").hasSizeLessThan(255).isNotEqualTo(another.id());
    }
}
