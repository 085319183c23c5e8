package dev.ringback.calls.lawful.clocks;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransitionRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Holds the changes of each year for ever, as the JDK expresses them.
 *
 * @param rules in the order of the year; empty if the clocks stay
 */
record LastRules(List<ZoneOffsetTransitionRule> rules) {
    private static final int SECONDS_A_DAY = (int) Duration.ofDays(1).toSeconds();
    private static final int DAYS_A_WEEK = 7;
    /** The JDK takes a day that each February has. */
    private static final int LAST_COMMON_DAY = 28;
    /** The JDK takes no more rules. */
    private static final int MOST_RULES = 16;

    /**
     * Returns the changes for ever of a zone's last line.
     *
     * @param year a year in which only endless lines hold
     * @return empty if the JDK cannot express one of them
     */
    static Optional<LastRules> of(ZoneLine line, int year) {
        List<RuleLine> endless = line.rules().stream()
                .filter(RuleLine::isEndless)
                .sorted(Comparator.comparingLong(rule -> rule.time().instant(year, line.standard(), 0)))
                .toList();
        List<ZoneOffsetTransitionRule> rules = new ArrayList<>();
        for (int i = 0; i < endless.size(); i++) {
            RuleLine rule = endless.get(i);
            int before = endless.get((i + endless.size() - 1) % endless.size()).save();
            Optional<Day> day = Day.of(rule.time());
            if (day.isEmpty()) {
                return Optional.empty();
            }
            if (before != rule.save()) {
                rules.add(day.get().rule(rule, line.standard(), before));
            }
        }
        return Optional.of(new LastRules(List.copyOf(rules)))
                .filter(last -> last.rules().size() <= MOST_RULES);
    }

    /**
     * Holds a day as the JDK expresses it.
     *
     * @param day of the month; with a weekday, the first such day on or after it, and -1 the last of the month; 0 for a
     *     day that may lie in the month before, which the JDK cannot express
     * @param seconds from 0 to 24 hours
     */
    private record Day(Month month, int day, DayOfWeek weekday, int seconds) {
        static Optional<Day> of(YearlyTime time) {
            Day day = switch (time.day()) {
                case DayInMonth.Numbered(int number) -> new Day(time.month(), number, null, time.seconds());
                case DayInMonth.Last(DayOfWeek weekday) -> new Day(time.month(), -1, weekday, time.seconds());
                case DayInMonth.OnOrAfter(DayOfWeek weekday, int number) ->
                    new Day(time.month(), number, weekday, time.seconds());
                case DayInMonth.OnOrBefore(DayOfWeek weekday, int number) ->
                    new Day(time.month(), Math.max(0, number - DAYS_A_WEEK + 1), weekday, time.seconds());
            };
            return day.withinOneDay();
        }

        /** Moves a time below 0:00 or above 24:00 to the day where it lies. */
        private Optional<Day> withinOneDay() {
            if (seconds >= 0 && seconds <= SECONDS_A_DAY) {
                return Optional.of(this).filter(Day::isExpressible);
            }
            int days = Math.floorDiv(seconds, SECONDS_A_DAY);
            Day moved = new Day(
                    month,
                    day + days,
                    weekday == null ? null : weekday.plus(days),
                    Math.floorMod(seconds, SECONDS_A_DAY));
            return Optional.of(moved).filter(it -> day > 0 && it.day > 0 && it.isExpressible());
        }

        private boolean isExpressible() {
            return day == -1 || (day >= 1 && day <= (month == Month.FEBRUARY ? LAST_COMMON_DAY : month.minLength()));
        }

        ZoneOffsetTransitionRule rule(RuleLine rule, int standard, int before) {
            boolean isEndOfDay = seconds == SECONDS_A_DAY;
            return ZoneOffsetTransitionRule.of(
                    month,
                    day,
                    weekday,
                    isEndOfDay ? LocalTime.MIDNIGHT : LocalTime.ofSecondOfDay(seconds),
                    isEndOfDay,
                    rule.time().clock().definition(),
                    ZoneOffset.ofTotalSeconds(standard),
                    ZoneOffset.ofTotalSeconds(standard + before),
                    ZoneOffset.ofTotalSeconds(standard + rule.save()));
        }
    }
}
