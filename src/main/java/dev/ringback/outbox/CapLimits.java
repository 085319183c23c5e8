package dev.ringback.outbox;

import dev.ringback.hub.RequestBudget.Urgency;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A reading of the tenant's caps. A cap is null if the Hub shows no number, or before the first reading. A cap of 0 blocks
 * the calls that it limits.
 */
public record CapLimits(Integer concurrentMax, Integer callsPerMinute, Integer dailyCallsMax, Integer dailyMinutesMax) {
    private static final List<String> NAMES =
            List.of("concurrent_max", "calls_per_minute", "daily_calls_max", "daily_minutes_max");

    private List<Integer> values() {
        return Arrays.asList(concurrentMax, callsPerMinute, dailyCallsMax, dailyMinutesMax);
    }

    /** Returns the name of the first cap that is 0 or less; empty if there is none. */
    Optional<String> stoppedBy() {
        List<Integer> values = values();
        return IntStream.range(0, NAMES.size())
                .filter(i -> values.get(i) != null && values.get(i) <= 0)
                .mapToObj(NAMES::get)
                .findFirst();
    }

    /** Returns this reading, with each missing cap taken from another reading. */
    CapLimits orElse(CapLimits other) {
        return new CapLimits(
                known(concurrentMax, other.concurrentMax),
                known(callsPerMinute, other.callsPerMinute),
                known(dailyCallsMax, other.dailyCallsMax),
                known(dailyMinutesMax, other.dailyMinutesMax));
    }

    private static Integer known(Integer one, Integer other) {
        return one == null ? other : one;
    }

    /** Returns whether any cap allows more than it did at another reading. */
    boolean isAbove(CapLimits before) {
        List<Integer> now = values();
        List<Integer> then = before.values();
        return IntStream.range(0, NAMES.size())
                .anyMatch(i -> then.get(i) != null && (now.get(i) == null || now.get(i) > then.get(i)));
    }

    /** Returns whether the day's calls are used up. */
    boolean isUsedUp(Dials.Count used) {
        return dailyCallsMax != null && dailyCallsMax <= used.today();
    }

    /** Returns how many more calls fit: {@code Integer.MAX_VALUE} if no cap is known, never below 0. */
    int free(Dials.Count used, Urgency urgency) {
        if (stoppedBy().isPresent()) {
            return 0;
        }
        List<Integer> values = values();
        return (int) IntStream.range(0, NAMES.size())
                .filter(i -> values.get(i) != null)
                .mapToLong(i -> Quota.ceilingForDials(values.get(i), urgency)
                        - usedOf(used).get(i))
                .map(left -> Math.max(0, left))
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** Returns the name of the first cap that is used up; empty if there is none. */
    Optional<String> reachedBy(Dials.Count used) {
        List<Integer> values = values();
        return IntStream.range(0, NAMES.size())
                .filter(i ->
                        values.get(i) != null && values.get(i) <= usedOf(used).get(i))
                .mapToObj(NAMES::get)
                .findFirst();
    }

    /**
     * Returns the use of each cap, in the order of the caps. Used minutes are unknown and count as 0, so a cap of minutes
     * acts only as 0 or by its 429.
     */
    private static List<Long> usedOf(Dials.Count used) {
        return List.of(used.atOnce(), used.lastMinute(), used.today(), 0L);
    }
}
