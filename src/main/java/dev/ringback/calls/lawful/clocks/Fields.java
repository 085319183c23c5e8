package dev.ringback.calls.lawful.clocks;

import java.time.DayOfWeek;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.StringTokenizer;

/**
 * Reads the fields of one line in the language of the tz compiler, as its manual zic(8) has it.
 *
 * <p>Words are read in any case and may be cut as long as they stay unambiguous. Each method throws a
 * {@link BadLineException} that tells what was expected.
 *
 * @param line the number of the line, from 1
 */
record Fields(int line, List<String> texts) {
    private static final int SECONDS_AN_HOUR = 3600;
    /** The longest time that zic takes, in hours. */
    private static final int LONGEST_TIME = 168;
    /**
     * The largest standard time in hours: Manila's local mean time was 15:56 behind. With {@link #LARGEST_SAVE} it is the
     * JDK's largest offset.
     */
    private static final int LARGEST_STANDARD = 16;

    private static final int LARGEST_SAVE = 2;
    private static final int FIRST_YEAR = 1000;
    private static final int LAST_YEAR = 2999;
    private static final List<Month> MONTHS = List.of(Month.values());
    private static final List<DayOfWeek> WEEKDAYS = List.of(DayOfWeek.values());

    /** Splits a line at its blanks; a comment is left out. */
    static Fields of(int line, String text) {
        int comment = text.indexOf('#');
        StringTokenizer tokens = new StringTokenizer(comment < 0 ? text : text.substring(0, comment));
        List<String> texts = new ArrayList<>();
        while (tokens.hasMoreTokens()) {
            texts.add(tokens.nextToken());
        }
        return new Fields(line, texts);
    }

    int size() {
        return texts.size();
    }

    String text(int index) {
        return texts.get(index);
    }

    /** Returns all fields from one on. */
    Fields from(int index) {
        return new Fields(line, texts.subList(index, size()));
    }

    BadLineException bad(String why) {
        return new BadLineException(line, why);
    }

    /** Returns whether a field is a word or its beginning. */
    boolean isWord(int index, String word) {
        return word.startsWith(text(index).toLowerCase(Locale.ROOT));
    }

    int year(int index) {
        int year = TimeText.number(text(index), 4);
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw bad("a year from " + FIRST_YEAR + " to " + LAST_YEAR + " is expected");
        }
        return year;
    }

    /** Reads the last year of a rule: a year, {@code only} or {@code maximum}. */
    int lastYear(int index, int from) {
        if (isWord(index, "only")) {
            return from;
        }
        if (isWord(index, "maximum") && text(index).length() > 1) { // "m" may be "minimum" too
            return RuleLine.FOREVER;
        }
        int to = year(index);
        if (to < from) {
            throw bad("the last year is before the first");
        }
        return to;
    }

    Month month(int index) {
        return word(text(index), MONTHS, "a month is expected");
    }

    DayInMonth day(int index) {
        String text = text(index);
        int comparison = text.indexOf('=') - 1;
        if (comparison > 0) {
            DayOfWeek weekday = weekday(text.substring(0, comparison));
            int day = TimeText.number(text.substring(comparison + 2), 2);
            return switch (text.charAt(comparison)) {
                case '>' -> new DayInMonth.OnOrAfter(weekday, day);
                case '<' -> new DayInMonth.OnOrBefore(weekday, day);
                default -> throw bad("a day of the month is expected");
            };
        }
        return Character.isDigit(text.charAt(0))
                ? new DayInMonth.Numbered(TimeText.number(text, 2))
                : new DayInMonth.Last(weekday(afterLast(text)));
    }

    /** Returns the weekday of {@code lastSu}, {@code last-Sunday} or {@code lSu}. */
    private String afterLast(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String prefix : List.of("last-", "last", "l")) {
            if (lower.startsWith(prefix)) {
                return text.substring(prefix.length());
            }
        }
        throw bad("a day of the month is expected");
    }

    /** Reads a time of day with the letter of its clock: {@code w}, {@code s}, or {@code u}, {@code g}, {@code z}. */
    YearlyTime time(int index, Month month, DayInMonth day) {
        String text = text(index);
        Clock clock = switch (text.charAt(text.length() - 1)) {
            case 's', 'S' -> Clock.STANDARD;
            case 'u', 'U', 'g', 'G', 'z', 'Z' -> Clock.UTC;
            default -> Clock.WALL;
        };
        return new YearlyTime(month, day, seconds(without("wsugz", text), LONGEST_TIME), clock);
    }

    /** Reads standard time, in seconds east of UTC. */
    int standard(int index) {
        return seconds(text(index), LARGEST_STANDARD);
    }

    /** Reads by how many seconds the wall clock is ahead. The letters that call it summer or standard time are ignored. */
    int save(int index) {
        return seconds(without("sd", text(index)), LARGEST_SAVE);
    }

    private static String without(String letters, String text) {
        int last = text.length() - 1;
        return letters.indexOf(Character.toLowerCase(text.charAt(last))) < 0 ? text : text.substring(0, last);
    }

    private int seconds(String text, int mostHours) {
        OptionalInt seconds = TimeText.seconds(text);
        if (seconds.isEmpty() || Math.abs(seconds.getAsInt()) > mostHours * SECONDS_AN_HOUR) {
            throw bad("a time such as 2 or 2:30, of at most " + mostHours + " hours, is expected");
        }
        return seconds.getAsInt();
    }

    private DayOfWeek weekday(String text) {
        return word(text, WEEKDAYS, "a day of the week is expected");
    }

    private <E extends Enum<E>> E word(String text, List<E> words, String expected) {
        String start = text.toUpperCase(Locale.ROOT);
        E found = null;
        for (E word : words) {
            if (!start.isEmpty() && word.name().startsWith(start)) {
                if (found != null) {
                    throw bad(expected);
                }
                found = word;
            }
        }
        if (found == null) {
            throw bad(expected);
        }
        return found;
    }
}
