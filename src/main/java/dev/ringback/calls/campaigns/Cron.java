package dev.ringback.calls.campaigns;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Holds a cron expression in Quartz' form, and computes the local date-times that it names. Zones are the matter of
 * {@link Schedule}. The search skips months, days, hours and minutes that are not named, and it always ends.
 */
final class Cron {
    /** The longest wait: for a 29 February on a given weekday, over a century without a leap day. */
    private static final int LONGEST_WAIT_IN_YEARS = 40;

    /** The last year that an expression can name. */
    private static final int LAST_YEAR = 2099;

    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final CronDays days;
    private final BitSet months;
    private final Optional<BitSet> years; // empty: each year

    private Cron(List<String> fields) {
        seconds = CronField.SECONDS.values(fields.get(0));
        minutes = CronField.MINUTES.values(fields.get(1));
        hours = CronField.HOURS.values(fields.get(2));
        days = CronDays.read(fields.get(3), fields.get(5));
        months = CronField.MONTHS.values(fields.get(4));
        years = fields.size() == 6 || fields.get(6).equals("*")
                ? Optional.empty()
                : Optional.of(CronField.YEARS.values(fields.get(6)));
    }

    /**
     * Reads an expression. Forms that {@link CronCheck} refuses for new schedules are read as in Quartz.
     *
     * @param text six or seven fields, seconds first, in any case
     * @throws IllegalArgumentException that names the field, its text and the expected form
     */
    static Cron read(String text) {
        try {
            List<String> fields = fields(text);
            if (fields.size() < 6 || fields.size() > 7) {
                throw new IllegalArgumentException(
                        "found " + fields.size() + " fields; expected 6 or 7, separated by spaces, seconds first");
            }
            return new Cron(fields);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not a schedule; expected cron in Quartz' form, such as \"0 0 17 * * ?\": " + e.getMessage(), e);
        }
    }

    /** Returns the fields of an expression in upper case, in the order of {@link CronField}. */
    static List<String> fields(String text) {
        String stripped = text.strip();
        return stripped.isEmpty()
                ? List.of()
                : List.of(stripped.toUpperCase(Locale.ROOT).split("\\s+"));
    }

    /** Returns whether the expression names every hour of a day, as {@code *} does: it is an interval, not a time. */
    boolean isOfEveryHour() {
        return hours.cardinality() == 24;
    }

    /** Returns the first named date-time after the given one; empty if none is left. */
    Optional<LocalDateTime> after(LocalDateTime time) {
        return from(time.plusSeconds(1));
    }

    /** Returns the first named date-time that is not before the given one, whose fraction of a second is ignored. */
    Optional<LocalDateTime> from(LocalDateTime time) {
        LocalDate today = time.toLocalDate();
        Optional<LocalTime> left = date(today).filter(today::equals).flatMap(date -> time(time.toLocalTime()));
        return left.isPresent()
                ? left.map(today::atTime)
                : date(today.plusDays(1)).map(date -> date.atTime(startOf(hours.nextSetBit(0))));
    }

    private Optional<LocalDate> date(LocalDate from) {
        YearMonth last = YearMonth.of(Math.max(LAST_YEAR, from.getYear() + LONGEST_WAIT_IN_YEARS), 12);
        YearMonth month = YearMonth.from(from);
        int day = daysOf(month).nextSetBit(from.getDayOfMonth());
        while (day < 0 && month.isBefore(last)) {
            month = month.plusMonths(1);
            day = daysOf(month).nextSetBit(1);
        }
        return day < 0 ? Optional.empty() : Optional.of(month.atDay(day));
    }

    private BitSet daysOf(YearMonth month) {
        boolean isNamed = months.get(month.getMonthValue())
                && years.map(named -> named.get(month.getYear())).orElse(true);
        return isNamed ? days.of(month) : new BitSet();
    }

    private Optional<LocalTime> time(LocalTime from) {
        int hour = from.getHour();
        if (hours.get(hour)) {
            Optional<LocalTime> withinTheHour = timeOfHour(from);
            if (withinTheHour.isPresent()) {
                return withinTheHour;
            }
        }
        int later = hours.nextSetBit(hour + 1);
        return later < 0 ? Optional.empty() : Optional.of(startOf(later));
    }

    private Optional<LocalTime> timeOfHour(LocalTime from) {
        int minute = from.getMinute();
        int second = minutes.get(minute) ? seconds.nextSetBit(from.getSecond()) : -1;
        if (second >= 0) {
            return Optional.of(LocalTime.of(from.getHour(), minute, second));
        }
        int later = minutes.nextSetBit(minute + 1);
        return later < 0 ? Optional.empty() : Optional.of(LocalTime.of(from.getHour(), later, seconds.nextSetBit(0)));
    }

    private LocalTime startOf(int hour) {
        return LocalTime.of(hour, minutes.nextSetBit(0), seconds.nextSetBit(0));
    }
}
