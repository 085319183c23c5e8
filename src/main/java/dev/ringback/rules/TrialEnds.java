package dev.ringback.rules;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Holds the ends of a trial that concern persons or whole rules. Ends of things stand with the things. */
final class TrialEnds {
    /** Stands for all senders. */
    static final long ANY = 0;

    private static final int AS_OF = 1;
    private static final long MINUTE = 60_000_000L; // microseconds

    private final TrialKeys keys;
    private final TrialTable persons = new TrialTable(AS_OF);
    private final Map<Long, Failures> failed = new HashMap<>();

    TrialEnds(TrialKeys keys) {
        this.keys = keys;
    }

    /** Stores that a rule's calls to a person end whose facts are not later. */
    void endTo(TrialRule rule, long sender, long person, long asOf) {
        long place = persons.add(key(rule, sender, person));
        persons.set(place, AS_OF, Math.max(persons.get(place, AS_OF), asOf));
    }

    /** Whether calls to a person ended no earlier than a fact. */
    boolean isEndedTo(TrialRule rule, long sender, long person, long asOf) {
        return isStored(key(rule, sender, person), asOf) || isStored(key(rule, ANY, person), asOf);
    }

    private boolean isStored(long key, long asOf) {
        long place = persons.find(key);
        return place != TrialTable.NONE && persons.get(place, AS_OF) >= asOf;
    }

    private long key(TrialRule rule, long sender, long person) {
        return keys.of(keys.of(rule.key(), sender), person);
    }

    /** Stores that an event ends calls of a rule, and nobody can read which. */
    void fail(TrialRule rule, long sender, long now, long asOf) {
        failed.computeIfAbsent(keys.of(rule.key(), sender), key -> new Failures())
                .add(now, asOf);
    }

    /** Whether an unreadable end holds a call of a fact that was to be rung at an instant. */
    boolean isHeld(TrialRule rule, long sender, long asOf, long due) {
        return !failed.isEmpty()
                && (isHeld(keys.of(rule.key(), sender), asOf, due) || isHeld(keys.of(rule.key(), ANY), asOf, due));
    }

    private boolean isHeld(long key, long asOf, long due) {
        Failures failures = failed.get(key);
        return failures != null && failures.latestUntil(due) >= asOf;
    }

    /** The latest fact that unreadable ends may mean, over time. Steps within one minute are one, from its first on. */
    private static final class Failures {
        private static final int FIRST = 8;
        private long[] times = new long[FIRST];
        private long[] latest = new long[FIRST];
        private int count;

        void add(long now, long asOf) {
            if (count > 0 && latest[count - 1] >= asOf) {
                return;
            }
            if (count > 0 && now - times[count - 1] < MINUTE) {
                latest[count - 1] = asOf;
                return;
            }
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
                latest = Arrays.copyOf(latest, 2 * count);
            }
            times[count] = count == 0 ? now : Math.max(now, times[count - 1]);
            latest[count++] = asOf;
        }

        /** Returns the latest fact that the ends until an instant may mean. */
        long latestUntil(long at) {
            int found = Arrays.binarySearch(times, 0, count, at);
            int last = found >= 0 ? found : -found - 2;
            while (last + 1 < count && times[last + 1] == at) {
                last++;
            }
            return last < 0 ? Long.MIN_VALUE : latest[last];
        }
    }
}
