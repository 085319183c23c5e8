package dev.ringback.calls.lawful.law;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Holds the days and hours of a pack.
 *
 * @param hours hours of any sales call; null if the law states none
 * @param automated hours of automated and artificial voices; null if the law states none of their own
 * @param holidays days on which the law allows no call, or other hours
 * @param holidayHours the hours of those holidays; empty where no call is allowed
 * @param publicHolidays public holidays on which the law allows calls; {@link Preset#STRICT} closes them
 */
record CallingDays(
        Hours hours, Hours automated, List<Holiday> holidays, List<Span> holidayHours, List<Holiday> publicHolidays) {
    CallingDays {
        holidays = List.copyOf(holidays);
        holidayHours = List.copyOf(holidayHours);
        publicHolidays = List.copyOf(publicHolidays);
    }

    /** Returns whether the law states hours at all. */
    boolean stateHours() {
        return hours != null || automated != null;
    }

    /** Returns the hours that hold for our calls, all of which are artificial voices; null if none are stated. */
    Hours ours() {
        if (hours == null || automated == null) {
            return hours == null ? automated : hours;
        }
        return hours.and(automated);
    }

    /** Returns the name of the holiday of a day that the law keeps. */
    Optional<String> holiday(LocalDate day) {
        return Holiday.on(day, holidays);
    }
}
