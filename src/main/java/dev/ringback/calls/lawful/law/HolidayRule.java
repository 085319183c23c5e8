package dev.ringback.calls.lawful.law;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.MonthDay;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Computes the days of a holiday in every year.
 *
 * <p>Forms, each with days added if needed: {@code 12-25}, {@code 3 mon jan}, {@code last mon may}, {@code mon before
 * 05-25}, {@code tue from 11-02}, {@code easter -2}, {@code orthodox easter +1}. After commas: {@code even years},
 * {@code since 2021}, or a shift such as {@code us}, see {@link Shift}.
 *
 * @param text the rule in the form above
 * @param since the first year
 * @param onlyEven whether odd years have no such day
 */
record HolidayRule(String text, Anchor anchor, Shift shift, int since, boolean onlyEven) {
    private static final String DATE = "(?<date>\\d\\d-\\d\\d)";
    private static final Pattern FORM = Pattern.compile(
            "(?:" + DATE + "|(?<nth>[1-5]|last) (?<day>\\w+) (?<month>\\w+)|(?<weekday>\\w+) (?<side>before|from)"
                    + " (?<side2>\\d\\d-\\d\\d)|(?<orthodox>orthodox )?easter)(?: (?<days>[+-]\\d{1,2}))?");
    private static final Pattern SINCE = Pattern.compile("since (\\d{4})");

    /** Returns whether the holiday is kept on a day, be it its own or the one it is shifted to. */
    boolean falls(LocalDate day) {
        // A shift may cross the turn of the year.
        for (int year = day.getYear() - 1; year <= day.getYear() + 1; year++) {
            if (year >= since && (!onlyEven || year % 2 == 0) && shift.keeps(anchor.in(year), day)) {
                return true;
            }
        }
        return false;
    }

    /** Parses a rule; throws {@link IllegalArgumentException} for another form. */
    static HolidayRule parse(String text) {
        String[] parts = text.split(", ", -1);
        Shift shift = Shift.NONE;
        int since = Integer.MIN_VALUE;
        boolean onlyEven = false;
        for (String part : Arrays.copyOfRange(parts, 1, parts.length)) {
            Matcher year = SINCE.matcher(part);
            if (year.matches()) {
                since = Integer.parseInt(year.group(1));
            } else if (part.equals("even years")) {
                onlyEven = true;
            } else {
                shift = shift(part);
            }
        }
        return new HolidayRule(text, anchor(parts[0]), shift, since, onlyEven);
    }

    private static Shift shift(String text) {
        return Arrays.stream(Shift.values())
                .filter(shift -> shift.name().toLowerCase(Locale.ROOT).equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no addition to a holiday; known are "
                        + Arrays.stream(Shift.values())
                                .map(shift -> shift.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + ", even years, since 2021"));
    }

    private static Anchor anchor(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no rule of a holiday, such as 12-25 or easter -2");
        }
        Anchor anchor;
        if (form.group("date") != null) {
            anchor = new Anchor.Fixed(date(form.group("date")));
        } else if (form.group("nth") != null) {
            int nth = form.group("nth").equals("last") ? -1 : Integer.parseInt(form.group("nth"));
            anchor = new Anchor.Nth(nth, Hours.weekday(form.group("day")), month(form.group("month")));
        } else if (form.group("side") != null) {
            anchor = form.group("side").equals("from")
                    ? new Anchor.From(Hours.weekday(form.group("weekday")), date(form.group("side2")))
                    : new Anchor.Before(Hours.weekday(form.group("weekday")), date(form.group("side2")));
        } else {
            anchor = form.group("orthodox") == null ? new Anchor.Easter() : new Anchor.OrthodoxEaster();
        }
        return form.group("days") == null ? anchor : new Anchor.Days(anchor, Integer.parseInt(form.group("days")));
    }

    private static MonthDay date(String text) {
        try {
            MonthDay date = MonthDay.parse("--" + text);
            if (date.isValidYear(1)) {
                return date;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no date such as 12-25", e);
        }
        throw new IllegalArgumentException("29 February does not exist each year");
    }

    private static Month month(String text) {
        return Arrays.stream(Month.values())
                .filter(month ->
                        month.name().substring(0, 3).toLowerCase(Locale.ROOT).equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no month such as jan"));
    }
}
