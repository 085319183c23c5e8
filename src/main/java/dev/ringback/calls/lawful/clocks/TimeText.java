package dev.ringback.calls.lawful.clocks;

import java.util.OptionalInt;

/** Reads numbers, and hours with minutes and seconds. No regular expression is used, for the sake of the start's time. */
final class TimeText {
    private static final int UNITS = 60;
    private static final int HOUR = UNITS * UNITS;
    private static final int MOST_DIGITS = 3;

    private TimeText() {}

    /**
     * Reads a time such as {@code 2}, {@code -2:30} or {@code 0:19:32.5}; a hyphen alone is 0. Parts of a second, which only
     * offsets before 1940 have, are cut.
     *
     * @return seconds; empty if the text is no time
     */
    static OptionalInt seconds(String text) {
        if (text.equals("-")) {
            return OptionalInt.of(0);
        }
        int start = text.startsWith("-") ? 1 : 0;
        int point = text.indexOf('.');
        String rest = text.substring(start, point < start ? text.length() : point);
        int seconds = 0;
        for (int unit = HOUR; unit > 0; unit /= UNITS) {
            int colon = rest.indexOf(':');
            int number = number(colon < 0 ? rest : rest.substring(0, colon), MOST_DIGITS);
            if (number < 0 || (unit < HOUR && number >= UNITS)) {
                return OptionalInt.empty();
            }
            seconds += number * unit;
            if (colon < 0) {
                return OptionalInt.of(start == 0 ? seconds : -seconds);
            }
            rest = rest.substring(colon + 1);
        }
        return OptionalInt.empty();
    }

    /** Returns a number of at most so many digits, or -1 where the text is none. */
    static int number(String text, int mostDigits) {
        if (text.isEmpty() || text.length() > mostDigits) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }
}
