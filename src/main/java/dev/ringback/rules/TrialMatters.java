package dev.ringback.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * Keeps the calls of a trial about one matter to one at a time, as {@link dev.ringback.calls.Matters} does. It forgets a
 * matter once no rule can look back at it any more, so its memory follows the calls that wait, not all events.
 */
final class TrialMatters {
    private static final int LEAST_TO_FORGET = 10_000;

    /** A thing in a matter. */
    static final class Entry {
        private long firstAsOf;
        private long firstTie;
        private long lastAsOf;
        private long lastTie;
        private TrialFact newest;
        private boolean hasCall; // the thing's call, if it has one, is about this matter
        private boolean isBlocked; // another thing's call has kept this one's from being made

        private Entry(TrialFact fact) {
            firstAsOf = fact.asOf();
            firstTie = fact.tie();
            lastAsOf = fact.asOf();
            lastTie = fact.tie();
            newest = fact;
        }

        TrialFact newest() {
            return newest;
        }

        private void add(TrialFact fact) {
            if (fact.asOf() < firstAsOf || fact.asOf() == firstAsOf && fact.tie() < firstTie) {
                firstAsOf = fact.asOf();
                firstTie = fact.tie();
            }
            if (fact.asOf() > lastAsOf || fact.asOf() == lastAsOf && fact.tie() >= lastTie) {
                lastAsOf = fact.asOf();
                lastTie = fact.tie();
                newest = fact;
            }
        }
    }

    private static final Comparator<Entry> RANK = Comparator.<Entry>comparingLong(entry -> entry.firstAsOf)
            .thenComparingLong(entry -> entry.firstTie)
            .thenComparing(entry -> entry.newest.rule().name());

    /** Finds the state of a call. */
    interface States {
        TrialThings.Holder of(TrialRule rule, long sender, long thing, long now);

        /** When the thing's call was due. */
        long due(long thing);
    }

    private final States states;
    private final Map<Long, List<Entry>> matters = new HashMap<>();
    private final Map<Long, Long> matterOfCall = new HashMap<>(); // by thing
    private final Queue<Entry> due = new PriorityQueue<>(RANK);
    private final Set<Long> decidedAgain = new HashSet<>(); // within one event
    private int forgetAt = LEAST_TO_FORGET;

    TrialMatters(States states) {
        this.states = states;
    }

    /** Begins an event: each thing is decided again at most once for it. */
    void begin() {
        decidedAgain.clear();
    }

    void remember(TrialFact fact, long now) {
        List<Entry> entries = matters.computeIfAbsent(fact.matter(), matter -> new ArrayList<>(2));
        entry(entries, fact.thing()).ifPresentOrElse(known -> known.add(fact), () -> entries.add(new Entry(fact)));
        if (matters.size() > forgetAt) {
            forget(now);
        }
    }

    private static Optional<Entry> entry(List<Entry> entries, long thing) {
        return entries.stream().filter(each -> each.newest.thing() == thing).findFirst();
    }

    /** Returns another thing with a call about the fact's matter: one that waits, or rang less than the fact's expire ago. */
    Optional<Entry> callOf(TrialFact fact, long now) {
        Entry waiting = null;
        for (Entry entry : matters.getOrDefault(fact.matter(), List.of())) {
            TrialFact other = entry.newest;
            if (!entry.hasCall || other.thing() == fact.thing()) {
                continue;
            }
            switch (states.of(other.rule(), other.sender(), other.thing(), now)) {
                case PLACED -> {
                    if (states.due(other.thing()) > now - (fact.expiresAt() - fact.asOf())) {
                        return Optional.of(entry);
                    }
                }
                case WAITING -> waiting = entry;
                case NONE, CANCELLED, GATHERED_ANEW -> { // no call to respect
                }
            }
        }
        return Optional.ofNullable(waiting);
    }

    /** Whether the fact's thing goes before another thing of the same matter. */
    boolean goesBefore(TrialFact fact, Entry other) {
        return entry(matters.get(fact.matter()), fact.thing())
                .map(mine -> RANK.compare(mine, other) < 0)
                .orElse(false);
    }

    /** Stores the matter of a thing's call. */
    void setCall(TrialFact fact) {
        Long before =
                fact.matter() == 0 ? matterOfCall.remove(fact.thing()) : matterOfCall.put(fact.thing(), fact.matter());
        if (before != null && before != fact.matter()) {
            entry(matters.getOrDefault(before, List.of()), fact.thing()).ifPresent(entry -> entry.hasCall = false);
        }
        if (fact.matter() != 0) {
            entry(matters.get(fact.matter()), fact.thing()).ifPresent(entry -> entry.hasCall = true);
        }
    }

    /** Notes that another thing's call keeps this one's from being made. */
    void block(long matter, long thing) {
        entry(matters.get(matter), thing).ifPresent(entry -> entry.isBlocked = true);
    }

    /** Has the things decided again that a thing's call has kept from theirs, since it ended without a ring. */
    void isFree(long thing) {
        Long matter = matterOfCall.get(thing);
        if (matter != null) {
            matters.getOrDefault(matter, List.of()).stream()
                    .filter(entry -> entry.newest.thing() != thing && entry.isBlocked)
                    .forEach(entry -> {
                        entry.isBlocked = false;
                        decideAgain(entry);
                    });
        }
    }

    /** Has a fact's thing decided again, by its newest fact. */
    void decideAgain(TrialFact fact) {
        entry(matters.get(fact.matter()), fact.thing()).ifPresent(this::decideAgain);
    }

    private void decideAgain(Entry entry) {
        if (!due.contains(entry)) {
            due.add(entry);
        }
    }

    /** Takes the next thing to decide again; empty if there is none. */
    Optional<TrialFact> nextDue() {
        while (!due.isEmpty()) {
            TrialFact fact = due.poll().newest;
            if (decidedAgain.add(fact.thing())) {
                return Optional.of(fact);
            }
        }
        return Optional.empty();
    }

    /** Forgets matters without a waiting call, whose calls rang longer ago than any fact of theirs looks back. */
    private void forget(long now) {
        matters.values().removeIf(entries -> {
            boolean isOver = entries.stream().allMatch(entry -> isOver(entry, now));
            if (isOver) {
                entries.forEach(entry -> matterOfCall.remove(entry.newest.thing()));
            }
            return isOver;
        });
        forgetAt = Math.max(LEAST_TO_FORGET, 2 * matters.size());
    }

    private boolean isOver(Entry entry, long now) {
        TrialFact fact = entry.newest;
        TrialThings.Holder holder = states.of(fact.rule(), fact.sender(), fact.thing(), now);
        return holder != TrialThings.Holder.WAITING
                && Math.max(fact.expiresAt(), states.due(fact.thing()) + fact.expiresAt() - fact.asOf()) < now;
    }
}
