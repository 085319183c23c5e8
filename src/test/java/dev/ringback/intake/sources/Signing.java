package dev.ringback.intake.sources;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as a sender does, and hands requests to verifiers as the webhook route does. */
final class Signing {
    private Signing() {}

    /** Settings of one source, as a configuration file would give them. */
    record Settings(
            Kind kind, List<String> secrets, Optional<String> shop, boolean acceptTestEvents, Duration tolerance)
            implements SourcesConfig.Source {
        @Override
        public Optional<String> sender() {
            return Optional.empty();
        }

        static Settings of(Kind kind, String... secrets) {
            return new Settings(kind, List.of(secrets), Optional.empty(), false, Duration.ofMinutes(5));
        }

        Settings onlyFrom(String shopDomain) {
            return new Settings(kind, secrets, Optional.of(shopDomain), acceptTestEvents, tolerance);
        }
    }

    static byte[] hmac(String secret, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(utf8(secret), "HmacSHA256"));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Headers are found in any case, as HTTP has it. */
    static Delivery delivery(Map<String, String> headers, byte[] body) {
        Map<String, String> inAnyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        inAnyCase.putAll(headers);
        return new Delivery(inAnyCase::get, body);
    }
}
