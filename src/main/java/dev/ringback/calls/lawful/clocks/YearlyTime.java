package dev.ringback.calls.lawful.clocks;

import java.time.Duration;
import java.time.Month;
import java.time.YearMonth;

/**
 * Holds a month, a day and a time on one of the clocks, which name one instant of each year.
 *
 * @param seconds from the day's 00:00; below zero is the day before, from 24:00 on the next day
 */
record YearlyTime(Month month, DayInMonth day, int seconds, Clock clock) {
    private static final long SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

    /**
     * Returns the instant of a year in seconds from 1970-01-01T00:00Z.
     *
     * @param standard seconds of standard time east of UTC
     * @param save seconds by which the wall clock is ahead of standard time just before
     */
    long instant(int year, int standard, int save) {
        return clock.instant(day.date(year, month).toEpochDay() * SECONDS_A_DAY + seconds, standard, save);
    }

    /** Returns whether the day exists in a year. */
    boolean exists(int year) {
        return day.exists(YearMonth.of(year, month));
    }
}
