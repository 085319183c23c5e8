package dev.ringback.intake.sources;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 under any one of a source's secrets, each taken as its UTF-8 text. */
final class Hmac {
    private static final String ALGORITHM = "HmacSHA256";
    private final List<SecretKeySpec> keys;

    Hmac(List<String> secrets) {
        keys = secrets.stream()
                .map(String::strip) // a secret read from a file often ends with a line feed, and none ends with a blank
                .map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM))
                .toList();
    }

    /** Whether one of the keys makes one of the claimed codes over the parts put together. */
    boolean matches(List<byte[]> claimed, byte[]... parts) {
        boolean matched = false;
        for (SecretKeySpec key : keys) {
            byte[] expected = code(key, parts);
            for (byte[] claim : claimed) {
                // Constant time: Arrays.equals tells a guesser how much of the guess was right.
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
