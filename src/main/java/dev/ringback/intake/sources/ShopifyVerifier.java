package dev.ringback.intake.sources;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Verifies {@code X-Shopify-Hmac-Sha256}, the base64 HMAC-SHA256 of the body under the app's client secret. Headers of the
 * newer Events family lack {@code X-}. Shopify signs nothing else: topic, shop and delivery id can be forged around a
 * genuine body. Therefore a thing is rung about once, whatever its deliveries claim.
 *
 * @see <a href="https://shopify.dev/docs/apps/build/webhooks/verify-deliveries">Shopify: verify deliveries</a>
 */
final class ShopifyVerifier implements Verifier {
    private final Hmac hmac;
    private final Optional<String> shop;

    ShopifyVerifier(SourcesConfig.Source source) {
        hmac = new Hmac(source.secrets());
        shop = source.shop();
    }

    @Override
    public Delivery.Authentic verify(Delivery delivery) {
        byte[] claimed = header(delivery, "Hmac-Sha256")
                .map(ShopifyVerifier::decoded)
                .orElseThrow(() -> new UnverifiedException("no signature"));
        if (!hmac.matches(List.of(claimed), delivery.body())) {
            throw new UnverifiedException("wrong signature");
        }
        if (shop.isPresent()
                && !header(delivery, "Shop-Domain")
                        .map(shop.get()::equalsIgnoreCase)
                        .orElse(false)) {
            throw new UnverifiedException("from another shop");
        }
        String topic = header(delivery, "Topic").orElse(Delivery.Authentic.UNTYPED);
        return new Delivery.Authentic(header(delivery, "Webhook-Id").orElseGet(() -> delivery.digest(topic)), topic);
    }

    private static Optional<String> header(Delivery delivery, String name) {
        return delivery.headerWithoutCommas("X-Shopify-" + name)
                .or(() -> delivery.headerWithoutCommas("Shopify-" + name));
    }

    private static byte[] decoded(String claimed) {
        try {
            return Base64.getDecoder().decode(claimed);
        } catch (IllegalArgumentException e) {
            throw new UnverifiedException("signature is not base64");
        }
    }
}
