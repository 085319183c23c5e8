package dev.ringback.alerts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs messages by Standard Webhooks 1.0.0: {@code v1,} and the Base64 of HMAC-SHA256 over {@code id.timestamp.body}. */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final SecretKeySpec key;

    /** @throws IllegalStateException if the secret is malformed; the message says why, but never quotes the secret */
    Signature(String secret) {
        String text = secret.strip();
        if (!text.startsWith(PREFIX)) {
            throw bad("it does not begin with " + PREFIX);
        }
        byte[] bytes = decoded(text.substring(PREFIX.length()));
        if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
            throw bad("it has " + bytes.length + " bytes");
        }
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** Returns the value of the signature header. */
    String of(String id, Instant at, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] code = mac.doFinal((id + '.' + at.getEpochSecond() + '.' + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw bad("what follows " + PREFIX + " is not Base64"); // the cause would quote the secret
        }
    }

    private static IllegalStateException bad(String why) {
        return new IllegalStateException("ringback.alerts.webhook.secret is no Standard Webhooks secret: " + why
                + ". Expected " + PREFIX + " and the Base64 of " + LEAST_BYTES + " to " + MOST_BYTES
                + " random bytes, such as from: echo " + PREFIX + "$(openssl rand -base64 32)");
    }
}
