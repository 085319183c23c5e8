package dev.ringback.calls.lawful.law;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Holds all black-outs. */
public final class Blackouts {
    private static final Blackouts NONE = new Blackouts(List.of());

    private final List<Blackout> all;

    private Blackouts(Collection<Blackout> all) {
        this.all = all.stream()
                .distinct()
                .sorted(Comparator.comparing(Blackout::place)
                        .thenComparing(Blackout::from)
                        .thenComparing(Blackout::until)
                        .thenComparing(Blackout::reason))
                .toList();
    }

    /** Returns no black-outs. */
    public static Blackouts none() {
        return NONE;
    }

    /** Returns black-outs in any order; equal ones count once. */
    public static Blackouts of(Collection<Blackout> all) {
        return new Blackouts(all);
    }

    /** Returns all, by place and day. */
    public List<Blackout> all() {
        return all;
    }

    /**
     * Returns those that touch a person at a place.
     *
     * @param place a known ISO 3166 code; null if unknown: only those of everywhere touch it then
     */
    List<Blackout> touching(String place, Jurisdictions jurisdictions) {
        return all.stream()
                .filter(one -> one.place().equals(Blackout.EVERYWHERE)
                        || place != null && jurisdictions.isBlackedOut(one.place(), place))
                .toList();
    }
}
