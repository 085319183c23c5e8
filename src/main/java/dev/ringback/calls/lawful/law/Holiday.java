package dev.ringback.calls.lawful.law;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Holds a holiday that returns each year, as a law names it.
 *
 * @param rule computes its days
 */
record Holiday(String name, HolidayRule rule) {
    /** Returns the name of the first of some holidays that is kept on a day. */
    static Optional<String> on(LocalDate day, List<Holiday> holidays) {
        for (Holiday holiday : holidays) {
            if (holiday.rule.falls(day)) {
                return Optional.of(holiday.name);
            }
        }
        return Optional.empty();
    }
}
