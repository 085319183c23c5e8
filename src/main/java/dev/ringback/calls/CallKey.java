package dev.ringback.calls;

import java.util.Comparator;

/** Names the thing of a rule's calls. Locks on things are taken in this order, before any person's lock. */
public record CallKey(String rule, String about) implements Comparable<CallKey> {
    private static final Comparator<CallKey> ORDER =
            Comparator.comparing(CallKey::rule).thenComparing(CallKey::about);

    @Override
    public int compareTo(CallKey other) {
        return ORDER.compare(this, other);
    }
}
