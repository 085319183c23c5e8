package dev.ringback.calls.campaigns;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rejects cron expressions that the library accepts but misreads. The library keeps only the first value of a backward
 * range, such as {@code 22-2} for the hours over midnight. In a list of days, it drops an {@code L} and reads {@code 15W}
 * as the 15th.
 */
final class CronCheck {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,4}|[A-Z]{3})-([0-9]{1,4}|[A-Z]{3})(/.*)?");
    private static final List<String> NO_NAMES = List.of();
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /** The index of the days of the month among the fields. */
    private static final int DAYS_OF_MONTH = 3;

    /** The fields in the order in which they are written. */
    private static final List<Field> FIELDS = List.of(
            new Field("seconds", 0, 59, NO_NAMES),
            new Field("minutes", 0, 59, NO_NAMES),
            new Field("hours", 0, 23, NO_NAMES),
            new Field("days of the month", 1, 31, NO_NAMES),
            new Field("months", 1, 12, MONTHS),
            new Field("days of the week", 1, 7, DAYS),
            new Field("years", 1970, 2099, NO_NAMES));

    private CronCheck() {}

    /**
     * A field of the expression, with the range of its values.
     *
     * @param names the names of its values, from the least value on; empty if values have only numbers
     */
    private record Field(String name, int least, int greatest, List<String> names) {
        /** Returns the number of a value; -1 for an unknown name, which the library will refuse. */
        private int number(String value) {
            if (Character.isDigit(value.charAt(0))) {
                return Integer.parseInt(value);
            }
            return names.contains(value) ? least + names.indexOf(value) : -1;
        }

        private String written(int number, String like) {
            return Character.isDigit(like.charAt(0)) ? String.valueOf(number) : names.get(number - least);
        }

        private String range(int from, int to, String like) {
            return from == to ? written(from, like) : written(from, like) + "-" + written(to, like);
        }

        private void check(String range) {
            Matcher matcher = RANGE.matcher(range);
            if (!matcher.matches()) {
                return;
            }
            String first = matcher.group(1);
            String last = matcher.group(2);
            int from = number(first);
            int to = number(last);
            if (from > to && to >= least && from <= greatest) {
                throw new IllegalArgumentException("the range '" + range + "' of the " + name
                        + " runs backwards; expected two ranges, such as "
                        + range(from, greatest, first) + "," + range(least, to, last));
            }
        }
    }

    /**
     * Checks each range of each field, also in lists and before a step, and the lists of days. Other mistakes are left to
     * the cron library.
     *
     * @throws IllegalArgumentException that names the range or the list and the expected form
     */
    static void check(String cron) {
        String[] fields = cron.strip().toUpperCase(Locale.ROOT).split("\\s+");
        for (int i = 0; i < Math.min(fields.length, FIELDS.size()); i++) {
            for (String item : fields[i].split(",")) {
                FIELDS.get(i).check(item);
            }
        }
        if (fields.length > DAYS_OF_MONTH && fields[DAYS_OF_MONTH].matches(".*[LW].*,.*|.*,.*[LW].*")) {
            throw new IllegalArgumentException("'L' and 'W' cannot stand in a list of days of the month, as in '"
                    + fields[DAYS_OF_MONTH] + "'; expected one of them alone, or days as numbers");
        }
    }
}
