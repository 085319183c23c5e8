package dev.ringback.calls.campaigns;

import java.time.Month;
import java.util.List;

/**
 * Refuses forms of new schedules whose dates their writers seldom mean: ranges that run backwards, {@code L} or
 * {@code W} in a list of days, and a working day near to a day that some of the months do not have. Cron libraries
 * disagree on them.
 */
final class CronCheck {
    private CronCheck() {}

    /**
     * Checks each range of each field, also in lists and before a step, and the days of the month.
     *
     * @param cron an expression that {@link Cron#read} has read
     * @throws IllegalArgumentException that names the range, the list or the day, and the expected form
     */
    static void check(String cron) {
        List<String> fields = Cron.fields(cron);
        for (int i = 0; i < fields.size(); i++) {
            CronField.values()[i].refuseBackwards(fields.get(i));
        }
        String days = fields.get(CronField.DAYS_OF_MONTH.ordinal());
        if (days.matches(".*[LW].*,.*|.*,.*[LW].*")) {
            throw new IllegalArgumentException("'L' and 'W' cannot stand in a list of days of the month, as in '" + days
                    + "'; expected one of them alone, or days as numbers");
        }
        if (days.matches("[0-9]+W")) {
            checkNearest(days, fields.get(CronField.MONTHS.ordinal()));
        }
    }

    /** A leap day counts as missing, because most years have none. */
    private static void checkNearest(String working, String months) {
        int day = Integer.parseInt(working.substring(0, working.length() - 1));
        boolean isMissing = CronField.MONTHS.values(months).stream()
                .anyMatch(month -> Month.of(month).minLength() < day);
        if (isMissing) {
            throw new IllegalArgumentException("'" + working + "' of the days of the month cannot be computed in months"
                    + " that end before; expected days that every month has, such as 28W, or LW for the last one");
        }
    }
}
