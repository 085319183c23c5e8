package dev.ringback.calls;

import java.util.Comparator;

/** What a rule calls about. Its lock is taken before any person's, in this order. */
public record CallKey(String rule, String about) implements Comparable<CallKey> {
    private static final Comparator<CallKey> ORDER =
            Comparator.comparing(CallKey::rule).thenComparing(CallKey::about);

    @Override
    public int compareTo(CallKey other) {
        return ORDER.compare(this, other);
    }
}
