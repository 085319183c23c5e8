package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.calls.lawful.law.DayRule;
import dev.ringback.calls.lawful.law.Law;
import dev.ringback.calls.lawful.law.Limit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Allows calls while the law of every spot allows them, by the clock of each of its zones. Immutable; a window stays true
 * only as long as its law is in force.
 */
public final class LawfulWindow {
    private static final int MINUTES_AN_HOUR = 60;

    /** Allows no call. */
    public static final LawfulWindow SHUT = new LawfulWindow(null, List.of());

    private final Law law;
    private final List<LocalClock> clocks; // if empty, nothing is allowed
    private final OwnHours own; // null: the law alone

    /**
     * A clock that a call must keep to.
     *
     * @param place ISO 3166-1 or 3166-2 code whose law holds; null where only the zone is known
     */
    record LocalClock(String place, Zone zone) {}

    LawfulWindow(Law law, List<LocalClock> clocks) {
        this(law, clocks, null);
    }

    private LawfulWindow(Law law, List<LocalClock> clocks, OwnHours own) {
        this.law = law;
        this.clocks = List.copyOf(clocks);
        this.own = own;
    }

    /**
     * Returns the part of this window that lies in a rule's own hours, by each clock of the person.
     *
     * @param hours null for none: this window
     */
    public LawfulWindow within(OwnHours hours) {
        return hours == null ? this : new LawfulWindow(law, clocks, hours);
    }

    /**
     * Holds an interval in which a ring is lawful.
     *
     * @param from its first instant, or the requested instant if it lies inside
     * @param until its end, exclusive
     */
    public record Opening(Instant from, Instant until) {}

    /**
     * Returns the first opening that begins at or after an instant and before a limit.
     *
     * @return empty where the spots have no hour in common before the limit
     */
    public Optional<Opening> next(Instant earliest, Instant limit) {
        if (clocks.isEmpty()) {
            return Optional.empty();
        }
        Instant candidate = earliest;
        while (candidate.isBefore(limit)) {
            Instant start = candidate;
            Instant until = Instant.MAX;
            for (LocalClock clock : clocks) {
                Opening open = next(clock, start, limit);
                if (open == null) {
                    return Optional.empty();
                }
                if (!open.from.equals(start)) {
                    start = open.from; // this clock was shut: all are asked again from here
                    until = Instant.MIN;
                }
                until = open.until.isBefore(until) ? open.until : until;
            }
            if (start.equals(candidate)) {
                return Optional.of(new Opening(candidate, until));
            }
            candidate = start;
        }
        return Optional.empty();
    }

    /** Returns the first opening of one clock at or after an instant; null if none begins before the limit. */
    private Opening next(LocalClock clock, Instant earliest, Instant limit) {
        ZoneOffset offset = clock.zone.rules().getOffset(earliest);
        LocalDateTime local = LocalDateTime.ofEpochSecond(earliest.getEpochSecond(), earliest.getNano(), offset);
        LocalDate day = local.toLocalDate();
        int minute = local.getHour() * MINUTES_AN_HOUR + local.getMinute();
        while (true) {
            boolean isOwnDay = own == null || own.days().contains(day.getDayOfWeek());
            Opening open = isOwnDay && law.on(clock.place, day) instanceof DayRule.Open hours
                    ? next(clock.zone, day, minute, hours, earliest)
                    : null;
            if (open != null) {
                return open.from.isBefore(limit) ? open : null;
            }
            day = day.plusDays(1);
            minute = -1;
            if (!day.atStartOfDay().minusDays(1).toInstant(ZoneOffset.UTC).isBefore(limit)) {
                return null; // no clock is more than a day ahead of UTC
            }
        }
    }

    /** Returns the first opening of a day at or after an instant; null if none is left. */
    private Opening next(Zone zone, LocalDate day, int minute, DayRule.Open hours, Instant earliest) {
        for (DayRule.Opening span : hours.openings()) {
            int opensAt = own == null ? span.opensAt() : Math.max(span.opensAt(), own.opensAt());
            int closesAt = own == null ? span.closesAt() : Math.min(span.closesAt(), own.closesAt());
            if (minute < closesAt && opensAt < closesAt) {
                Instant opens = minute >= opensAt ? earliest : opens(zone, day, opensAt);
                Instant from = opens.isBefore(earliest) ? earliest : opens;
                Instant until = closes(zone, day, closesAt);
                if (from.isBefore(until)) {
                    return new Opening(from, until);
                }
            }
        }
        return null;
    }

    /** Returns when a local time comes. A time that the clock skips comes at the gap's end; of a repeated one the second. */
    private static Instant opens(Zone zone, LocalDate day, int minute) {
        LocalDateTime local = day.atStartOfDay().plusMinutes(minute);
        ZoneOffsetTransition change = zone.rules().getTransition(local);
        if (change == null) {
            return local.toInstant(zone.rules().getOffset(local));
        }
        return change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetAfter());
    }

    /** Returns when a local time comes. A time that the clock skips comes at the gap's end; of a repeated one the first. */
    private static Instant closes(Zone zone, LocalDate day, int minute) {
        LocalDateTime local = day.atStartOfDay().plusMinutes(minute);
        ZoneOffsetTransition change = zone.rules().getTransition(local);
        if (change == null) {
            return local.toInstant(zone.rules().getOffset(local));
        }
        return change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetBefore());
    }

    /** Returns the most calls that the law of each spot allows to one person, on the local day of an instant. */
    public List<Limit> limits(Instant at) {
        Set<Limit> limits = new LinkedHashSet<>();
        for (LocalClock clock : clocks) {
            limits.addAll(law.limits(clock.place, localDay(clock, at)));
        }
        return new ArrayList<>(limits);
    }

    /**
     * Returns the hour of an instant, 0 to 23, by the first of the window's clocks in the order of their zones' ids; empty if
     * the window has no clock.
     */
    public OptionalInt hour(Instant at) {
        return clocks.stream()
                .map(LocalClock::zone)
                .min(Comparator.comparing(Zone::id))
                .map(zone ->
                        OptionalInt.of(at.atOffset(zone.rules().getOffset(at)).getHour()))
                .orElse(OptionalInt.empty());
    }

    static LocalDate localDay(LocalClock clock, Instant at) {
        return LocalDate.ofInstant(at, clock.zone.rules().getOffset(at));
    }

    List<LocalClock> clocks() {
        return clocks;
    }
}
