package dev.ringback.rules;

import dev.ringback.rules.RuleEvaluator.SkipReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the decisions of a trial, and the calls that would ring, by rule. Used by one thread. */
final class TrialTallies {
    static final int HOURS = 24;
    private static final long HOUR = 3_600_000_000L; // microseconds

    private final List<Tally> tallies = new ArrayList<>();

    TrialTallies(int rules) {
        for (int i = 0; i < rules; i++) {
            tallies.add(new Tally());
        }
    }

    /** The figures of one rule. */
    static final class Tally {
        private long calls;
        private long refreshes;
        private long cancels;
        private long noHour;
        private final long[] skips = new long[SkipReason.values().length];
        private final long[] byLocalHour = new long[HOURS];
        private final Map<Long, long[]> byHour = new HashMap<>(); // one number each, by hours since 1970

        long calls() {
            return calls;
        }

        long refreshes() {
            return refreshes;
        }

        /** The events that ended waiting calls. */
        long cancels() {
            return cancels;
        }

        /** The calls and refreshes that were refused, since no lawful hour was left. */
        long noHour() {
            return noHour;
        }

        long skips(SkipReason reason) {
            return skips[reason.ordinal()];
        }

        /** The calls that would ring, by the hour of the person's day. */
        long ringsAt(int localHour) {
            return byLocalHour[localHour];
        }

        /** The calls that would ring, by hours since 1970. */
        SortedMap<Long, Long> ringsByHour() {
            SortedMap<Long, Long> rings = new TreeMap<>();
            byHour.forEach((hour, count) -> {
                if (count[0] > 0) {
                    rings.put(hour, count[0]);
                }
            });
            return rings;
        }
    }

    Tally of(TrialRule rule) {
        return tallies.get(rule.index());
    }

    void count(TrialDecision decision) {
        Tally tally = of(decision.rule());
        switch (decision.verdict()) {
            case CALL -> tally.calls++;
            case REFRESH -> tally.refreshes++;
            case SKIP -> tally.skips[decision.reason().ordinal()]++;
            case CANCEL -> tally.cancels += decision.ended() > 0 ? 1 : 0;
        }
    }

    void noHour(TrialRule rule) {
        of(rule).noHour++;
    }

    /** @param due in microseconds */
    void addRing(TrialRule rule, long due, int localHour) {
        move(rule, due, localHour, 1);
    }

    void removeRing(TrialRule rule, long due, int localHour) {
        move(rule, due, localHour, -1);
    }

    private void move(TrialRule rule, long due, int localHour, int by) {
        Tally tally = of(rule);
        tally.byLocalHour[localHour] += by;
        tally.byHour.computeIfAbsent(Math.floorDiv(due, HOUR), hour -> new long[1])[0] += by;
    }
}
