package dev.ringback.calls.lawful.clocks;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;

/** Chooses one day of a month in each year. */
sealed interface DayInMonth {
    /** Chooses the day by its number, such as {@code 21}. */
    record Numbered(int day) implements DayInMonth {}

    /** Chooses the last such weekday of the month: {@code lastSu}. */
    record Last(DayOfWeek weekday) implements DayInMonth {}

    /** Chooses the first such weekday on or after a day, {@code Su>=8}. It may lie in the next month. */
    record OnOrAfter(DayOfWeek weekday, int day) implements DayInMonth {}

    /** Chooses the last such weekday on or before a day, {@code Sa<=30}. It may lie in the previous month. */
    record OnOrBefore(DayOfWeek weekday, int day) implements DayInMonth {}

    /** Returns the chosen date of a year. */
    default LocalDate date(int year, Month month) {
        LocalDate first = LocalDate.of(year, month, 1);
        return switch (this) {
            case Numbered(int day) -> first.plusDays(day - 1L);
            case Last(DayOfWeek weekday) -> first.with(TemporalAdjusters.lastInMonth(weekday));
            case OnOrAfter(DayOfWeek weekday, int day) ->
                first.plusDays(day - 1L).with(TemporalAdjusters.nextOrSame(weekday));
            case OnOrBefore(DayOfWeek weekday, int day) ->
                first.plusDays(day - 1L).with(TemporalAdjusters.previousOrSame(weekday));
        };
    }

    /** Returns whether the day that is written exists in a month: 30 February does not. */
    default boolean exists(YearMonth month) {
        return switch (this) {
            case Numbered(int day) -> month.isValidDay(day);
            case Last(DayOfWeek _) -> true;
            case OnOrAfter(DayOfWeek _, int day) ->
                day >= 1 && day <= month.getMonth().maxLength();
            case OnOrBefore(DayOfWeek _, int day) ->
                day >= 1 && day <= month.getMonth().maxLength();
        };
    }
}
