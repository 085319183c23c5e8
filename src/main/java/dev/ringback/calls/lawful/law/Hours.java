package dev.ringback.calls.lawful.law;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds the hours of each weekday.
 *
 * @param week the spans of Monday to Sunday; an empty list for a day without calls
 */
public record Hours(List<List<Span>> week) {
    private static final int DAYS = 7;

    public Hours {
        week = week.stream().map(List::copyOf).toList();
        if (week.size() != DAYS) {
            throw new IllegalArgumentException("hours are given for seven days");
        }
    }

    /** Returns the spans of a weekday; empty where no call is allowed. */
    public List<Span> on(DayOfWeek day) {
        return week.get(day.ordinal());
    }

    /**
     * Parses hours by weekday.
     *
     * @param days keys such as {@code mon} or {@code mon-fri}, which name each day once; values as for
     *     {@link Span#parseDay}
     * @throws IllegalArgumentException where a day is missing, given twice or not understood
     */
    static Hours parse(Map<String, String> days) {
        List<List<Span>> week = new ArrayList<>(Collections.nCopies(DAYS, null));
        days.forEach((range, spans) -> {
            String[] ends = range.split("-", -1);
            int first = weekday(ends[0]).ordinal();
            int last = ends.length > 2 ? -1 : weekday(ends[ends.length - 1]).ordinal();
            if (last < first) {
                throw new IllegalArgumentException("'" + range + "' is not a range of days such as mon-fri");
            }
            for (int day = first; day <= last; day++) {
                if (week.set(day, Span.parseDay(spans)) != null) {
                    throw new IllegalArgumentException("a day has hours twice: " + DayOfWeek.of(day + 1));
                }
            }
        });
        if (week.contains(null)) {
            throw new IllegalArgumentException("a day lacks hours: " + DayOfWeek.of(week.indexOf(null) + 1));
        }
        return new Hours(week);
    }

    /** Parses a weekday's first three letters. */
    static DayOfWeek weekday(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().substring(0, 3).toLowerCase(Locale.ROOT).equals(text)) {
                return day;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a weekday such as mon");
    }

    /** Returns the hours that these and others have in common. */
    Hours and(Hours others) {
        List<List<Span>> common = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            common.add(common(on(day), others.on(day)));
        }
        return new Hours(common);
    }

    private static List<Span> common(List<Span> some, List<Span> others) {
        List<Span> common = new ArrayList<>();
        for (Span one : some) {
            for (Span other : others) {
                int opens = Math.max(one.opensAt(), other.opensAt());
                int closes = Math.min(one.closesAt(), other.closesAt());
                if (opens < closes) {
                    common.add(new Span(opens, closes));
                }
            }
        }
        return common;
    }
}
