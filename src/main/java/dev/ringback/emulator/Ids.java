package dev.ringback.emulator;

import java.security.SecureRandom;
import java.time.InstantSource;

/** Generates ids of a prefix and a ULID. They sort by time, and random parts keep them apart from ids of earlier runs. */
final class Ids {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;
    private long lastMillis;
    private long high;
    private long low;

    Ids(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns the next id; it sorts after earlier ids with the same prefix. */
    String next(String prefix) {
        var millis = Math.max(clock.millis(), lastMillis);
        if (millis == lastMillis) {
            low++;
        } else {
            lastMillis = millis;
            high = random.nextLong() >>> 24;
            low = random.nextLong() >>> 25; // leaves room to count up within the 40 bits
        }
        return prefix + "_" + digits(millis, 10) + digits(high, 8) + digits(low, 8);
    }

    private static String digits(long value, int count) {
        var text = new char[count];
        for (int i = count - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (value & 31));
            value >>>= 5;
        }
        return new String(text);
    }

    /** Returns a random secret of this many characters, for keys and tokens. */
    String secret(int length) {
        var text = new StringBuilder(length);
        random.ints(length, 0, ALPHABET.length()).forEach(i -> text.append(ALPHABET.charAt(i)));
        return text.toString();
    }
}
