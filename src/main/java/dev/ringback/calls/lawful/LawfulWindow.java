package dev.ringback.calls.lawful;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Allows calls Monday to Saturday, 9:00 to 20:00, in every zone the person may be in at once. This is the default of
 * docs/PROTOCOL.md, G6; no country has its own hours yet.
 *
 * @param zones all zones the person may be in; if empty, nothing is allowed
 */
public record LawfulWindow(Set<ZoneId> zones) {
    private static final LocalTime OPENS = LocalTime.of(9, 0);
    private static final LocalTime CLOSES = LocalTime.of(20, 0);

    /**
     * Holds an interval in which a ring is lawful.
     *
     * @param from its first instant, or the requested instant if it lies inside
     * @param until its end, exclusive
     */
    public record Opening(Instant from, Instant until) {}

    public LawfulWindow {
        zones = Set.copyOf(zones);
    }

    /** Returns the hours in common with other zones. A window without zones stays without. */
    public LawfulWindow and(Set<ZoneId> others) {
        Set<ZoneId> all = new HashSet<>(others);
        all.addAll(zones);
        return zones.isEmpty() ? this : new LawfulWindow(all);
    }

    /**
     * Returns the first opening that begins at or after an instant and before a limit.
     *
     * @return empty where no zone is known, or the zones have no hour in common before the limit
     */
    public Optional<Opening> next(Instant earliest, Instant limit) {
        if (zones.isEmpty()) {
            return Optional.empty();
        }
        Instant candidate = earliest;
        while (candidate.isBefore(limit)) {
            Instant latestStart = candidate;
            for (ZoneId zone : zones) {
                Instant start = opensAtOrAfter(candidate.atZone(zone)).toInstant();
                latestStart = start.isAfter(latestStart) ? start : latestStart;
            }
            if (latestStart.equals(candidate)) {
                return Optional.of(new Opening(candidate, closesAfter(candidate)));
            }
            candidate = latestStart; // some zone was closed: check all zones again from here
        }
        return Optional.empty();
    }

    private static ZonedDateTime opensAtOrAfter(ZonedDateTime local) {
        LocalDate day = local.toLocalDate();
        if (isRingingDay(day) && local.toLocalTime().isBefore(CLOSES)) {
            ZonedDateTime opening = day.atTime(OPENS).atZone(local.getZone());
            return opening.isAfter(local) ? opening : local;
        }
        do {
            day = day.plusDays(1);
        } while (!isRingingDay(day));
        return day.atTime(OPENS).atZone(local.getZone());
    }

    private static boolean isRingingDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    private Instant closesAfter(Instant open) {
        return zones.stream()
                .map(zone -> open.atZone(zone)
                        .toLocalDate()
                        .atTime(CLOSES)
                        .atZone(zone)
                        .toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
