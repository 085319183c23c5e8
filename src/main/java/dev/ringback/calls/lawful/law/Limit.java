package dev.ringback.calls.lawful.law;

import java.time.Duration;

/**
 * Holds the most calls to one person on one subject in a period.
 *
 * @param per the length of the sliding period
 * @param code the pack that says so
 * @param source the law that says so
 */
public record Limit(int calls, Duration per, String code, String source) {
    public Limit {
        if (calls < 1 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException("a limit allows at least one call in a period");
        }
    }
}
