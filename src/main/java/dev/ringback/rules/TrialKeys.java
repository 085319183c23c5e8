package dev.ringback.rules;

import java.security.SecureRandom;
import java.time.Instant;

/**
 * Hashes the names of a trial to 64 bits, seeded anew for each trial, so that no sender can prepare equal hashes. Safe for
 * use by many threads.
 *
 * <p>Two names with equal hashes count as one: a thing may then take the other's call for its own. Among n names the chance
 * of one such pair is below n² / 2^65: with three million things once in four million trials.
 */
final class TrialKeys {
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;
    private static final int CHARS = 4; // of 16 bits each in a long
    private static final int TIE_LETTERS = 3;
    private static final int LETTER_BITS = 6;

    /** The bits of {@link #tie}. */
    static final int TIE_BITS = 29;

    private static final int CHANCE_BITS = TIE_BITS - TIE_LETTERS * LETTER_BITS;

    private final long seed;

    TrialKeys() {
        this(new SecureRandom().nextLong());
    }

    TrialKeys(long seed) {
        this.seed = seed;
    }

    /** Returns the key of a text; never 0. */
    long of(String text) {
        long hash = seed;
        long part = 0;
        for (int i = 0; i < text.length(); i++) {
            part = part << Character.SIZE | text.charAt(i);
            if (i % CHARS == CHARS - 1) {
                hash = mixed(hash ^ part, FIRST);
                part = 0;
            }
        }
        return notZero(mixed(mixed(hash ^ part, FIRST) ^ text.length(), SECOND ^ seed));
    }

    /** Returns the key of a pair in this order; never 0. */
    long of(long one, long other) {
        return notZero(mixed(mixed(one ^ seed, FIRST) ^ other, SECOND ^ seed));
    }

    private static long notZero(long key) {
        return key == 0 ? 1 : key;
    }

    private static long mixed(long one, long other) {
        return Math.unsignedMultiplyHigh(one, other) ^ one * other ^ one;
    }

    /**
     * Returns an order of delivery ids, which breaks ties between facts of one instant: that of the first three letters after
     * a prefix such as {@code evt_}, then an order by chance. Two ids of one instant that begin alike are taken for the same
     * once in 2,048.
     */
    long tie(String deliveryId) {
        int start = deliveryId.indexOf('_') + 1;
        long order = 0;
        for (int i = 0; i < TIE_LETTERS; i++) {
            order = order << LETTER_BITS | (start + i < deliveryId.length() ? letter(deliveryId.charAt(start + i)) : 0);
        }
        return order << CHANCE_BITS | of(deliveryId) >>> Long.SIZE - CHANCE_BITS;
    }

    /** Returns the place of a letter among those that ids have, in the order of ASCII; 0 is no letter. */
    private static long letter(char letter) {
        if (letter < '0') {
            return 1;
        }
        if (letter <= '9') {
            return letter - '0' + 2;
        }
        if (letter < 'a') {
            return Math.clamp(letter - 'A' + 12, 12, 37);
        }
        return Math.min(letter - 'a' + 38, 63);
    }

    /** Returns microseconds, PostgreSQL's resolution of an instant. */
    static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
