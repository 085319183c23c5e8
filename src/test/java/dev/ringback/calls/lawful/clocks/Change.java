package dev.ringback.calls.lawful.clocks;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/** Holds one change of a zone's clocks, to compare the rules of different sources. */
record Change(Instant at, ZoneOffset before, ZoneOffset after) {
    /** Returns all changes from an instant to another, which is excluded. */
    static List<Change> of(ZoneRules rules, Instant from, Instant until) {
        List<Change> changes = new ArrayList<>();
        ZoneOffsetTransition next = rules.nextTransition(from.minusSeconds(1));
        while (next != null && next.getInstant().isBefore(until)) {
            changes.add(new Change(next.getInstant(), next.getOffsetBefore(), next.getOffsetAfter()));
            next = rules.nextTransition(next.getInstant());
        }
        return changes;
    }

    @Override
    public String toString() {
        return at + " " + before + " " + after;
    }
}
