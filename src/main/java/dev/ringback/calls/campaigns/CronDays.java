package dev.ringback.calls.campaigns;

import java.time.YearMonth;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Selects the days of a month: by their numbers, by their weekdays, or by their distance from the month's end. */
sealed interface CronDays {
    int SUNDAY = 1;
    int SATURDAY = 7;

    /** Returns the selected days of a month; empty if it has none. */
    BitSet of(YearMonth month);

    /** Selects days by their numbers; a month that ends before a day has no such day. */
    record Numbered(BitSet days) implements CronDays {
        @Override
        public BitSet of(YearMonth month) {
            return days.get(0, month.lengthOfMonth() + 1);
        }
    }

    /** Selects the last day, or a day {@code before} it. */
    record FromLast(int before) implements CronDays {
        @Override
        public BitSet of(YearMonth month) {
            return only(month.lengthOfMonth() - before);
        }
    }

    /** Selects the working day, Monday to Friday, nearest to a day within its month. A month without the day has none. */
    record NearestWorkingDay(int day) implements CronDays {
        @Override
        public BitSet of(YearMonth month) {
            int last = month.lengthOfMonth();
            if (day > last) {
                return new BitSet();
            }
            return only(
                    switch (weekdayOf(month, day)) {
                        case SATURDAY -> day == 1 ? 3 : day - 1;
                        case SUNDAY -> day == last ? day - 2 : day + 1;
                        default -> day;
                    });
        }
    }

    /** Selects the last working day, Monday to Friday. */
    record LastWorkingDay() implements CronDays {
        @Override
        public BitSet of(YearMonth month) {
            return new NearestWorkingDay(month.lengthOfMonth()).of(month);
        }
    }

    /** Selects each day of some weekdays; 1 is Sunday. */
    record Weekdays(BitSet weekdays) implements CronDays {
        @Override
        public BitSet of(YearMonth month) {
            BitSet days = new BitSet();
            for (int day = 1; day <= month.lengthOfMonth(); day++) {
                days.set(day, weekdays.get(weekdayOf(month, day)));
            }
            return days;
        }
    }

    /** Selects the first, second, … day of one weekday in the month. No month has a sixth. */
    record NthWeekday(int weekday, int nth) implements CronDays {
        @Override
        public BitSet of(YearMonth month) {
            int day = 1 + Math.floorMod(weekday - weekdayOf(month, 1), 7) + 7 * (nth - 1);
            return only(day <= month.lengthOfMonth() ? day : 0);
        }
    }

    /** Selects the last day of one weekday in the month. */
    record LastWeekday(int weekday) implements CronDays {
        @Override
        public BitSet of(YearMonth month) {
            int last = month.lengthOfMonth();
            return only(last - Math.floorMod(weekdayOf(month, last) - weekday, 7));
        }
    }

    /** Selects the days that any of its parts selects. */
    record Any(List<CronDays> parts) implements CronDays {
        @Override
        public BitSet of(YearMonth month) {
            BitSet days = new BitSet();
            parts.forEach(part -> days.or(part.of(month)));
            return days;
        }
    }

    /**
     * Reads the two fields of days; one of them is {@code ?}.
     *
     * @throws IllegalArgumentException that names the item, the field and the expected form
     */
    static CronDays read(String ofMonth, String ofWeek) {
        if (ofMonth.equals("?") == ofWeek.equals("?")) {
            throw new IllegalArgumentException("the days of the month are '" + ofMonth + "' and the days of the week '"
                    + ofWeek + "'; expected '?' for one of the two, and days for the other");
        }
        return ofWeek.equals("?") ? list(ofMonth, CronDays::ofMonth) : list(ofWeek, CronDays::ofWeek);
    }

    private static CronDays list(String text, Function<String, CronDays> read) {
        return new Any(CronField.items(text).stream().map(read).toList());
    }

    private static CronDays ofMonth(String item) {
        Matcher matcher =
                Pattern.compile("(LW)|L(?:-([0-9]{1,2}))?|([0-9]{1,2})W").matcher(item);
        if (!matcher.matches()) {
            return new Numbered(CronField.DAYS_OF_MONTH.values(item));
        }
        if (matcher.group(1) != null) {
            return new LastWorkingDay();
        }
        if (matcher.group(3) != null) {
            return new NearestWorkingDay(CronField.DAYS_OF_MONTH.value(matcher.group(3), item));
        }
        return new FromLast(matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)));
    }

    private static CronDays ofWeek(String item) {
        if (item.equals("L")) {
            return new Weekdays(CronField.DAYS_OF_WEEK.values("SAT")); // the week's last day, as in Quartz
        }
        Matcher matcher = Pattern.compile("([0-9]|[A-Z]{3})(?:L|#([1-7]))").matcher(item);
        if (!matcher.matches()) {
            return new Weekdays(CronField.DAYS_OF_WEEK.values(item));
        }
        int weekday = CronField.DAYS_OF_WEEK.value(matcher.group(1), item);
        return matcher.group(2) == null
                ? new LastWeekday(weekday)
                : new NthWeekday(weekday, Integer.parseInt(matcher.group(2)));
    }

    private static BitSet only(int day) {
        BitSet days = new BitSet();
        if (day >= 1) {
            days.set(day);
        }
        return days;
    }

    private static int weekdayOf(YearMonth month, int day) {
        return month.atDay(day).getDayOfWeek().getValue() % 7 + 1;
    }
}
