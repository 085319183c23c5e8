package dev.ringback.intake.sources;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies HMAC-SHA256 codes under any of a source's secrets. The UTF-8 text of a secret is the key. */
final class Hmac {
    private static final String ALGORITHM = "HmacSHA256";
    private final List<SecretKeySpec> keys;

    Hmac(List<String> secrets) {
        keys = secrets.stream()
                .map(String::strip) // files often end with a line feed, and no secret ends with a blank
                .map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM))
                .toList();
    }

    /** Returns whether any key produces any of the claimed codes over the concatenated parts. */
    boolean matches(List<byte[]> claimed, byte[]... parts) {
        boolean matched = false;
        for (SecretKeySpec key : keys) {
            byte[] expected = code(key, parts);
            for (byte[] claim : claimed) {
                // Constant time: Arrays.equals would reveal by its duration how much of a guess was right.
                matched |= MessageDigest.isEqual(expected, claim);
            }
        }
        return matched;
    }

    private static byte[] code(SecretKeySpec key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
