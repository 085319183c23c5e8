package dev.ringback.calls;

import java.util.Comparator;

/** What a rule calls about. Its lock is taken before any person's, in this order. */
public record Thing(String rule, String about) implements Comparable<Thing> {
    private static final Comparator<Thing> ORDER =
            Comparator.comparing(Thing::rule).thenComparing(Thing::about);

    @Override
    public int compareTo(Thing other) {
        return ORDER.compare(this, other);
    }
}
