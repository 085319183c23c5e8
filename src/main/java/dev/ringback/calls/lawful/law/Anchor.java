package dev.ringback.calls.lawful.law;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.MonthDay;
import java.time.temporal.TemporalAdjusters;

/** Finds the day of a holiday in a year, before any shift. */
sealed interface Anchor {
    /** Returns the day of the Gregorian calendar. */
    LocalDate in(int year);

    /** Finds the same date each year; never 29 February. */
    record Fixed(MonthDay date) implements Anchor {
        @Override
        public LocalDate in(int year) {
            return date.atYear(year);
        }
    }

    /** @param nth 1 to 5, or −1 for the last of the month */
    record Nth(int nth, DayOfWeek weekday, Month month) implements Anchor {
        @Override
        public LocalDate in(int year) {
            return LocalDate.of(year, month, 1).with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday));
        }
    }

    /** Finds the first such weekday on or after a date. */
    record From(DayOfWeek weekday, MonthDay date) implements Anchor {
        @Override
        public LocalDate in(int year) {
            return date.atYear(year).with(TemporalAdjusters.nextOrSame(weekday));
        }
    }

    /** Finds the last such weekday before a date. */
    record Before(DayOfWeek weekday, MonthDay date) implements Anchor {
        @Override
        public LocalDate in(int year) {
            return date.atYear(year).with(TemporalAdjusters.previous(weekday));
        }
    }

    /** Easter Sunday of the western churches: the anonymous Gregorian computus as Meeus gives it. */
    record Easter() implements Anchor {
        @Override
        public LocalDate in(int year) {
            int golden = year % 19;
            int century = year / 100;
            int moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
            int sunday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - moon - year % 4) % 7;
            int late = (golden + 11 * moon + 22 * sunday) / 451;
            int days = moon + sunday - 7 * late + 114;
            return LocalDate.of(year, days / 31, days % 31 + 1);
        }
    }

    /** Easter Sunday of the orthodox churches: the Julian computus, as a Gregorian date. */
    record OrthodoxEaster() implements Anchor {
        @Override
        public LocalDate in(int year) {
            int moon = (19 * (year % 19) + 15) % 30;
            int sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
            int days = moon + sunday + 114;
            int behind = year / 100 - year / 400 - 2; // days by which the Julian calendar is behind
            return LocalDate.of(year, days / 31, days % 31 + 1).plusDays(behind);
        }
    }

    /** Finds the day that lies a number of days after, or before, another anchor. */
    record Days(Anchor anchor, int days) implements Anchor {
        @Override
        public LocalDate in(int year) {
            return anchor.in(year).plusDays(days);
        }
    }
}
