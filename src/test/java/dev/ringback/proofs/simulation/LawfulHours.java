package dev.ringback.proofs.simulation;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** The lawful hours of simulated persons, told minute by minute: slow, and made otherwise than the service's. */
final class LawfulHours {
    private static final String NUMBERS = "America/New_York"; // where all simulated numbers are
    /** 47 CFR 64.1200(c)(1): on each day, at the called party's place. */
    private static final LocalTime FEDERAL_OPEN = LocalTime.of(8, 0);

    private static final LocalTime FEDERAL_CLOSE = LocalTime.of(21, 0);

    /** In zones alone, where no law speaks: Monday to Saturday. */
    private static final LocalTime OPEN = LocalTime.of(9, 0);

    private static final LocalTime CLOSE = LocalTime.of(20, 0);
    private static final Duration LONGEST_LOOK = Duration.ofHours(14);

    private LawfulHours() {}

    /** @param zone as the fact names it; null if it names none */
    static boolean allow(Instant time, String zone) {
        return isOpenInNewYork(time) && (zone == null || zone.equals(NUMBERS) || isOpen(time, zone));
    }

    private static boolean isOpenInNewYork(Instant time) {
        LocalTime clock = time.atZone(ZoneId.of(NUMBERS)).toLocalTime();
        return !clock.isBefore(FEDERAL_OPEN) && clock.isBefore(FEDERAL_CLOSE);
    }

    private static boolean isOpen(Instant time, String zone) {
        ZonedDateTime there = time.atZone(ZoneId.of(zone));
        LocalTime clock = there.toLocalTime();
        return there.getDayOfWeek() != DayOfWeek.SUNDAY && !clock.isBefore(OPEN) && clock.isBefore(CLOSE);
    }

    /** The first minute after now that is lawful no more; empty if none is lawful now, or all are for long. */
    static Optional<Instant> endAfter(Instant now, String zone) {
        Instant time = now;
        while (allow(time, zone)) {
            time = time.plusSeconds(60);
            if (Duration.between(now, time).compareTo(LONGEST_LOOK) > 0) {
                return Optional.empty();
            }
        }
        return Optional.of(time).filter(end -> end.isAfter(now));
    }
}
