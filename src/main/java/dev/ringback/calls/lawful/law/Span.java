package dev.ringback.calls.lawful.law;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds a part of a local day in which calls are allowed.
 *
 * @param opensAt minutes after local midnight, inclusive
 * @param closesAt minutes after local midnight, exclusive; 1440 is the end of the day
 */
public record Span(int opensAt, int closesAt) {
    /** The end of the day. */
    public static final int END_OF_DAY = 24 * 60;

    private static final Pattern FORM = Pattern.compile("(\\d\\d):([0-5]\\d)-(\\d\\d):([0-5]\\d)");

    public Span {
        if (opensAt < 0 || opensAt >= closesAt || closesAt > END_OF_DAY) {
            throw new IllegalArgumentException("hours must lie between 00:00 and 24:00, the first before the second");
        }
    }

    /**
     * Parses the spans of a day, such as {@code 10:00-13:00, 14:00-20:00}, or {@code closed}.
     *
     * @return in order; empty for {@code closed}
     * @throws IllegalArgumentException for another form, an empty span or overlapping spans
     */
    static List<Span> parseDay(String text) {
        List<Span> spans = new ArrayList<>();
        if (text.equals("closed")) {
            return List.of();
        }
        for (String part : text.split(",", -1)) {
            Span span = parse(part.strip());
            if (!spans.isEmpty() && spans.getLast().closesAt >= span.opensAt) {
                throw new IllegalArgumentException("the hours of a day must be in order and must not touch");
            }
            spans.add(span);
        }
        return List.copyOf(spans);
    }

    private static Span parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not of the form 09:00-20:00, and not 'closed'");
        }
        return new Span(
                Integer.parseInt(form.group(1)) * 60 + Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)) * 60 + Integer.parseInt(form.group(4)));
    }

    /** Returns a minute of a day as {@code 09:00}. */
    static String clock(int minute) {
        return "%02d:%02d".formatted(minute / 60, minute % 60);
    }

    @Override
    public String toString() {
        return clock(opensAt) + "-" + clock(closesAt);
    }
}
