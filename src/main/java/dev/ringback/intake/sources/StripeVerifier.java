package dev.ringback.intake.sources;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Verifies {@code Stripe-Signature: t=…,v1=…[,v1=…]}, the hex HMAC-SHA256 of {@code t.body} under the endpoint's whole
 * secret. Other versions are ignored: {@code v0} is a decoy, and accepting it would be a downgrade. As in Stripe's own
 * libraries, only the age is checked: a future timestamp is accepted.
 *
 * @see <a href="https://docs.stripe.com/webhooks">Stripe: webhooks</a>
 */
final class StripeVerifier implements Verifier {
    private final Hmac hmac;
    private final Duration tolerance;
    private final InstantSource clock;

    StripeVerifier(SourcesConfig.Source source, InstantSource clock) {
        hmac = new Hmac(source.secrets());
        tolerance = source.tolerance();
        this.clock = clock;
    }

    @Override
    public Delivery.Authentic verify(Delivery delivery) {
        Signature signature = Signature.parse(
                delivery.header("Stripe-Signature").orElseThrow(() -> new UnverifiedException("no signature")));
        byte[] prefix = (signature.timestamp + ".").getBytes(StandardCharsets.US_ASCII);
        if (!hmac.matches(signature.codes, prefix, delivery.body())) {
            throw new UnverifiedException("wrong signature");
        }
        if (signature.signedAt().isBefore(clock.instant().minus(tolerance))) {
            throw new UnverifiedException("signed longer ago than the tolerance");
        }
        TopLevelFields fields = TopLevelFields.read(delivery.body(), "id", "type");
        return new Delivery.Authentic(
                fields.text("id").orElseGet(delivery::digest),
                fields.text("type").orElse(Delivery.Authentic.UNTYPED));
    }

    /** @param timestamp as written, since the signature covers its text */
    private record Signature(String timestamp, List<byte[]> codes) {
        private static final int DIGITS_OF_A_LONG = 18;

        static Signature parse(String header) {
            String timestamp = "";
            List<byte[]> codes = new ArrayList<>();
            for (String part : header.split(",")) {
                String[] pair = part.strip().split("=", 2);
                if (pair.length == 2 && pair[0].equals("t")) {
                    if (!timestamp.isEmpty() && !timestamp.equals(pair[1])) {
                        throw new UnverifiedException("signature header with two times that differ");
                    }
                    timestamp = pair[1];
                } else if (pair.length == 2 && pair[0].equals("v1")) {
                    decoded(pair[1]).ifPresent(codes::add);
                }
            }
            if (codes.isEmpty() || !isNumber(timestamp)) {
                throw new UnverifiedException("signature header without t and v1");
            }
            return new Signature(timestamp, codes);
        }

        /** Returns empty for a malformed code, since another code of the header may still match. */
        private static Optional<byte[]> decoded(String hex) {
            try {
                return Optional.of(HexFormat.of().parseHex(hex));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static boolean isNumber(String text) {
            return !text.isEmpty()
                    && text.length() <= DIGITS_OF_A_LONG
                    && text.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        Instant signedAt() {
            long seconds = Long.parseLong(timestamp);
            return seconds > Instant.MAX.getEpochSecond() ? Instant.MAX : Instant.ofEpochSecond(seconds);
        }
    }
}
