package dev.ringback.calls.lawful.law;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Answers for one place and remembers the decision of each day. Threads that meet an undecided day may each decide it;
 * their decisions are equal.
 */
final class PlaceLaw {
    private static final int FIRST_YEAR = 2020;
    private static final int YEARS = 64; // days outside are decided anew each time
    private static final int MONTHS = 12;
    private static final int MONTH = 31;

    /** Holds the decision of a day. */
    record Day(DayRule rule, List<Limit> limits) {}

    private final Packs packs;
    private final List<Pack> touching;
    private final List<Pack> strict;
    private final boolean withBills;
    private final List<Blackout> blackouts;
    private final AtomicReferenceArray<AtomicReferenceArray<Day>> years = new AtomicReferenceArray<>(YEARS);
    /** Decisions by themselves: equal days share one instance, since most days of a place are alike. */
    private final Map<Day, Day> answers = new ConcurrentHashMap<>();

    /**
     * @param touching all versions of the packs that may hold here
     * @param strict the preset's packs; empty for {@link Preset#LAWFUL}
     */
    PlaceLaw(Packs packs, List<Pack> touching, List<Pack> strict, boolean withBills, List<Blackout> blackouts) {
        this.packs = packs;
        this.touching = touching;
        this.strict = strict;
        this.withBills = withBills;
        this.blackouts = blackouts;
    }

    Day on(LocalDate day) {
        int year = day.getYear() - FIRST_YEAR;
        if (year < 0 || year >= YEARS) {
            return decide(day);
        }
        AtomicReferenceArray<Day> days = years.get(year);
        if (days == null) {
            years.compareAndSet(year, null, new AtomicReferenceArray<>(MONTHS * MONTH));
            days = years.get(year);
        }
        int slot = (day.getMonthValue() - 1) * MONTH + day.getDayOfMonth() - 1;
        Day known = days.get(slot);
        if (known == null) {
            known = answers.computeIfAbsent(decide(day), decided -> decided);
            days.set(slot, known);
        }
        return known;
    }

    /** Returns the packs that hold on a day, those of the preset among them. */
    List<Pack> packs(LocalDate day) {
        List<Pack> holding = packs.inForce(touching, day, withBills);
        holding.addAll(strict);
        return holding;
    }

    private Day decide(LocalDate day) {
        List<Pack> holding = packs(day);
        LinkedHashSet<Limit> limits = new LinkedHashSet<>();
        holding.forEach(pack -> limits.addAll(pack.limits()));
        DayRule rule = Decision.on(day, holding, blackouts, !strict.isEmpty());
        return new Day(rule, List.copyOf(new ArrayList<>(limits)));
    }
}
