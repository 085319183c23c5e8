package dev.ringback.proofs.killloop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The rate of rings, in rings per window of ten seconds.
 *
 * @param times instants of all rings, in order
 */
record RingRate(List<Instant> times) {
    static final Duration WINDOW = Duration.ofSeconds(10);
    /** Share of the former rate that counts as recovered. */
    private static final double LEVEL = 0.8;

    RingRate {
        times = times.stream().sorted().toList();
    }

    /** Returns the mean rate between two different instants, in rings per window. */
    double mean(Instant from, Instant to) {
        long rings = times.stream()
                .filter(at -> !at.isBefore(from) && at.isBefore(to))
                .count();
        return rings * (double) WINDOW.toMillis() / Duration.between(from, to).toMillis();
    }

    /**
     * Returns the time until the end of the first window with four fifths of the former rate. The window slides, and
     * begins after the trouble, so the least result is the length of a window.
     *
     * @param over end of the cause of the trouble
     * @param before former rate, in rings per window
     * @return null if no such window exists yet
     */
    Duration backAfter(Instant over, double before) {
        List<Instant> after = times.stream().filter(at -> !at.isBefore(over)).toList();
        int enough = (int) Math.max(1, Math.ceil(LEVEL * before));
        for (int last = enough - 1; last < after.size(); last++) {
            Instant first = after.get(last - enough + 1);
            if (Duration.between(first, after.get(last)).compareTo(WINDOW) < 0) {
                Duration took = Duration.between(over, after.get(last));
                return took.compareTo(WINDOW) < 0 ? WINDOW : took;
            }
        }
        return null;
    }
}
