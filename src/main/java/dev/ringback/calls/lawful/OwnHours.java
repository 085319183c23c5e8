package dev.ringback.calls.lawful;

import java.time.DayOfWeek;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hours that a rule sets for its own calls, by the person's clock. They narrow the lawful hours and never widen them.
 *
 * @param days the local weekdays with calls; not empty
 * @param opensAt minutes after local midnight, inclusive
 * @param closesAt minutes after local midnight, exclusive; at most 1440
 */
public record OwnHours(Set<DayOfWeek> days, int opensAt, int closesAt) {
    private static final int MINUTES_AN_HOUR = 60;
    private static final int END_OF_DAY = 24 * MINUTES_AN_HOUR;
    private static final int LETTERS_OF_A_DAY = 3;
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-4]):([0-5]\\d)");
    private static final Pattern TEXT = Pattern.compile("([a-z]{3}(?:,[a-z]{3})*) (\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");

    /** @throws IllegalArgumentException if there is no day, or the hours are empty or reach past the day */
    public OwnHours {
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a window needs at least one day");
        }
        if (opensAt < 0 || opensAt >= closesAt || closesAt > END_OF_DAY) {
            throw new IllegalArgumentException("a window opens before it closes, on the same day");
        }
        days = Set.copyOf(days);
    }

    /** Returns the day of a word such as {@code mon}; empty for another word. */
    public static Optional<DayOfWeek> day(String word) {
        return EnumSet.allOf(DayOfWeek.class).stream()
                .filter(day -> word(day).equals(word))
                .findFirst();
    }

    /** Returns the minute of a time such as {@code 09:30}, at most {@code 24:00}; empty for another form. */
    public static Optional<Integer> minute(String time) {
        Matcher form = TIME.matcher(time);
        return form.matches()
                ? Optional.of(Integer.parseInt(form.group(1)) * MINUTES_AN_HOUR + Integer.parseInt(form.group(2)))
                        .filter(minute -> minute <= END_OF_DAY)
                : Optional.empty();
    }

    /**
     * Parses the stored form, such as {@code mon,tue 09:30-18:00}.
     *
     * @param text null for none, as is the result
     * @throws IllegalArgumentException for another form
     */
    public static OwnHours parse(String text) {
        if (text == null) {
            return null;
        }
        Matcher form = TEXT.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a stored window has another form");
        }
        Collection<DayOfWeek> days = Set.of(form.group(1).split(",")).stream()
                .map(word -> day(word).orElseThrow(() -> new IllegalArgumentException("no weekday: " + word)))
                .toList();
        return new OwnHours(
                EnumSet.copyOf(days),
                minute(form.group(2)).orElseThrow(),
                minute(form.group(3)).orElseThrow());
    }

    /** Returns the stored form, with the days in the week's order. */
    public String text() {
        return days.stream().sorted().map(OwnHours::word).collect(Collectors.joining(",")) + " " + clock(opensAt) + "-"
                + clock(closesAt);
    }

    private static String word(DayOfWeek day) {
        return day.name().substring(0, LETTERS_OF_A_DAY).toLowerCase(Locale.ROOT);
    }

    private static String clock(int minute) {
        return "%02d:%02d".formatted(minute / MINUTES_AN_HOUR, minute % MINUTES_AN_HOUR);
    }
}
