package dev.ringback.calls.lawful.clocks;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the steps of a zone's clocks and makes the JDK's rules of them.
 *
 * <p>Only steps from 1970 on are kept, since the tz data promise no more; before, a zone has its offset of 1970-01-01. It
 * halves the memory.
 */
final class Steps {
    private static final long KEPT_FROM = Instant.EPOCH.getEpochSecond();

    private final List<Step> steps = new ArrayList<>();

    /**
     * Holds what the clocks show from an instant on.
     *
     * @param at seconds from 1970-01-01T00:00Z
     * @param standard seconds of standard time east of UTC
     * @param wall seconds of the wall clock east of UTC
     */
    private record Step(long at, int standard, int wall) {}

    /**
     * Adds a step after those before.
     *
     * <p>Where a zone's line and its rule change at one reading of the wall clock, as when Argentina moved west on the night
     * on which summer time began, people changed their clocks once: the second step replaces the first, as in zic.
     */
    void add(long at, int standard, int save) {
        int count = steps.size();
        long replaced = at;
        if (count > 1) {
            Step last = steps.getLast();
            if (at <= last.at()
                    || at + last.wall() <= last.at() + steps.get(count - 2).wall()) {
                replaced = last.at();
                steps.removeLast();
            }
        }
        steps.add(new Step(replaced, standard, standard + save));
    }

    /** Returns the rules of the collected steps, and of others for the years after them. */
    ZoneRules rules(List<ZoneOffsetTransitionRule> lastRules) {
        Step base = steps.getFirst();
        List<ZoneOffsetTransition> standard = new ArrayList<>();
        List<ZoneOffsetTransition> wall = new ArrayList<>();
        Step before = base;
        for (Step step : steps) {
            if (step.at() < KEPT_FROM) {
                base = step;
            } else {
                change(standard, step.at(), before.standard(), step.standard());
                change(wall, step.at(), before.wall(), step.wall());
            }
            before = step;
        }
        return ZoneRules.of(offset(base.standard()), offset(base.wall()), standard, wall, lastRules);
    }

    private static void change(List<ZoneOffsetTransition> changes, long at, int before, int after) {
        if (before != after) {
            LocalDateTime local = LocalDateTime.ofEpochSecond(at, 0, offset(before));
            changes.add(ZoneOffsetTransition.of(local, offset(before), offset(after)));
        }
    }

    private static ZoneOffset offset(int seconds) {
        return ZoneOffset.ofTotalSeconds(seconds);
    }

    /** Returns the year of an instant in UTC; 1970 for earlier ones. */
    static int yearOf(long at) {
        return Instant.ofEpochSecond(Math.max(at, KEPT_FROM))
                .atOffset(ZoneOffset.UTC)
                .getYear();
    }
}
