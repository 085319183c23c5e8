package dev.ringback.platform;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Checks percent-encoded texts of an address for UTF-8 without NUL, which PostgreSQL's text cannot store. */
final class PercentEncoding {
    private PercentEncoding() {}

    /** Returns whether a raw path or query decodes to such a text. A percent sign must precede two hexadecimal digits. */
    static boolean isText(String raw) {
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.put(bytes[i]);
                continue;
            }
            int high = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            decoded.put((byte) (high << 4 | low));
            i += 2;
        }
        return isText(decoded.flip());
    }

    private static boolean isText(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).chars().allMatch(c -> c != 0);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
