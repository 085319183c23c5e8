package dev.ringback.calls.lawful.places;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the clocks of zones through 2025.
 *
 * <p>In that year every tz data in use agrees on all zones of the plan; for 2026 they do not, see Canada.
 */
final class NumberPlanClocks {
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);

    /** Offsets at noon UTC of each day, by the zone's id. */
    private final Map<String, List<ZoneOffset>> offsets = new HashMap<>();

    /** Returns whether two zones, by their IANA ids, show the same time on each day of 2025. */
    boolean areAlike(String one, String other) {
        return offsets(one).equals(offsets(other));
    }

    private List<ZoneOffset> offsets(String zone) {
        return offsets.computeIfAbsent(
                zone,
                id -> FIRST_DAY
                        .datesUntil(FIRST_DAY.plusYears(1))
                        .map(day -> day.atTime(12, 0).toInstant(ZoneOffset.UTC))
                        .map(ZoneId.of(id).getRules()::getOffset)
                        .toList());
    }
}
