package dev.ringback.calls.campaigns;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names the fields of a cron expression in Quartz' form, in the order of writing, and reads the values of one field. */
enum CronField {
    SECONDS("seconds", 0, 59, List.of()),
    MINUTES("minutes", 0, 59, List.of()),
    HOURS("hours", 0, 23, List.of()),
    DAYS_OF_MONTH("days of the month", 1, 31, List.of()),
    MONTHS(
            "months",
            1,
            12,
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    DAYS_OF_WEEK("days of the week", 1, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")),
    YEARS("years", 1970, 2099, List.of());

    private static final String VALUE = "([0-9]{1,4}|[A-Z]{3})";
    private static final Pattern ITEM = Pattern.compile("(?:(\\*)|" + VALUE + "(?:-" + VALUE + ")?)?(/[0-9]{1,4})?");

    private final String words;
    private final int least;
    private final int greatest;
    private final List<String> names;

    /** @param names the names of the values, from the least one on; empty if values have only numbers */
    CronField(String words, int least, int greatest, List<String> names) {
        this.words = words;
        this.least = least;
        this.greatest = greatest;
        this.names = names;
    }

    /** Holds one item of a list: every {@code step}th value of a range. A range with {@code from > to} wraps. */
    private record Item(int from, int to, int step, Matcher written) {
        private boolean isBackwards() {
            return from > to;
        }
    }

    /**
     * Reads a field: a list of values, ranges and steps. A range that runs backwards wraps, as in Quartz; only years
     * cannot wrap.
     *
     * @param text upper case
     * @throws IllegalArgumentException that names the item, the field and the expected form
     */
    BitSet values(String text) {
        BitSet values = new BitSet();
        for (String each : items(text)) {
            Item item = item(each);
            if (item.isBackwards() && this == YEARS) {
                throw backwards(each, item);
            }
            int count = greatest - least + 1;
            int last = item.isBackwards() ? item.to + count : item.to;
            for (int value = item.from; value <= last; value += item.step) {
                values.set(least + (value - least) % count);
            }
        }
        return values;
    }

    /** Returns the items of a list; an empty one stands for a comma too many. */
    static List<String> items(String text) {
        return List.of(text.split(",", -1));
    }

    /**
     * Refuses ranges that run backwards, such as {@code 22-2} for the hours over midnight. Passes over items that are no
     * range, such as {@code ?} and {@code LW}.
     *
     * @throws IllegalArgumentException that names the range, the field and the two ranges to write instead
     */
    void refuseBackwards(String text) {
        for (String each : items(text)) {
            boolean isRange = each.contains("-") && ITEM.matcher(each).matches();
            if (isRange && item(each).isBackwards()) {
                throw backwards(each, item(each));
            }
        }
    }

    private Item item(String text) {
        Matcher matcher = ITEM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw unreadable(text);
        }
        String first = matcher.group(2);
        String last = matcher.group(3);
        String step = matcher.group(4);
        int from = first == null ? least : value(first, text);
        boolean isOpen = first == null || last == null && step != null; // "*", and "5/15": from 5 on
        int to = isOpen ? greatest : value(last == null ? first : last, text);
        return new Item(from, to, step == null ? 1 : step(step.substring(1), text), matcher);
    }

    private int step(String digits, String item) {
        int step = Integer.parseInt(digits);
        if (step < 1 || step > greatest) {
            throw new IllegalArgumentException(
                    "the step of '" + item + "' of the " + words + " is out of range; expected 1 to " + greatest);
        }
        return step;
    }

    /** Returns the number of one value, written as a number or a name. */
    int value(String written, String item) {
        int number = names.contains(written) ? least + names.indexOf(written) : -1;
        if (written.matches("[0-9]{1,4}")) {
            number = Integer.parseInt(written);
        }
        if (number < least || number > greatest) {
            throw unreadable(item);
        }
        return number;
    }

    IllegalArgumentException unreadable(String item) {
        String named = names.isEmpty() ? "" : " or names from " + names.getFirst() + " to " + names.getLast();
        return new IllegalArgumentException("'" + item + "' of the " + words + " cannot be read; expected numbers from "
                + least + " to " + greatest + named + forms());
    }

    private String forms() {
        return switch (this) {
            case SECONDS, MINUTES, HOURS, MONTHS, YEARS -> "; or a list, a range, a step, '*'";
            case DAYS_OF_MONTH -> "; or a list, a range, a step, '*', 'L', 'LW', '15W', or '?' for no condition";
            case DAYS_OF_WEEK -> "; or a list, a range, a step, '*', '2#1', '6L', or '?' for no condition";
        };
    }

    private IllegalArgumentException backwards(String text, Item item) {
        String first = item.written.group(2);
        String last = item.written.group(3);
        return new IllegalArgumentException("the range '" + text + "' of the " + words
                + " runs backwards; expected two ranges, such as "
                + range(item.from, greatest, first) + "," + range(least, item.to, last));
    }

    private String range(int from, int to, String like) {
        return from == to ? written(from, like) : written(from, like) + "-" + written(to, like);
    }

    private String written(int number, String like) {
        return Character.isDigit(like.charAt(0)) ? String.valueOf(number) : names.get(number - least);
    }
}
