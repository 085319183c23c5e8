package dev.ringback.rules;

import com.google.common.primitives.UnsignedLong;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.platform.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Writes dates as people of a locale say them: day, month as a word and year, which is CLDR's long form. */
final class SpokenDate {
    /** Stands for no zone. No IANA zone has such an id. */
    static final String OWN = "*";

    static final String EXPECTED_ZONE = "an IANA time zone such as \"America/New_York\"";

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final String EXPECTED =
            "a timestamp, an RFC 3339 text, a date such as \"2026-11-28\", or whole Unix seconds";
    private static final int LAST_YEAR = 9999;

    private SpokenDate() {}

    /**
     * Writes a date.
     *
     * @param zone where the date of a point in time is read; {@link #OWN}: by the text's own offset, otherwise in UTC
     * @param zones finds a zone by its id; empty if there is none
     * @throws UnreadableArgumentException if an argument cannot be read
     */
    static String written(Argument value, Argument locale, Argument zone, Function<String, Optional<Zone>> zones) {
        String id = zone.text(EXPECTED_ZONE);
        Zone place = id.equals(OWN)
                ? null
                : zones.apply(id).orElseThrow(() -> zone.unreadable("is unknown; expected " + EXPECTED_ZONE));
        Locale language = SpokenLocale.of(locale);
        LocalDate date = date(value, place);
        return SpokenLocale.plain(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(language)
                .format(date));
    }

    /** @param zone null: by the text's own offset, otherwise in UTC */
    private static LocalDate date(Argument value, Zone zone) {
        try {
            return switch (value.value()) {
                case String text when DATE.matcher(text).matches() -> LocalDate.parse(text);
                case String text ->
                    zone == null
                            ? dateAt(OffsetDateTime.parse(text).getOffset(), Rfc3339.parse(text))
                            : dateIn(zone, Rfc3339.parse(text));
                case Instant time -> dateIn(zone, time);
                case Long seconds -> dateIn(zone, Instant.ofEpochSecond(seconds));
                case UnsignedLong seconds -> dateIn(zone, Instant.ofEpochSecond(seconds.longValue()));
                default -> throw value.unexpected(EXPECTED);
            };
        } catch (DateTimeException e) {
            throw value.unreadable("is no date; expected " + EXPECTED);
        }
    }

    private static LocalDate dateIn(Zone zone, Instant time) {
        return dateAt(zone == null ? ZoneOffset.UTC : zone.rules().getOffset(time), time);
    }

    private static LocalDate dateAt(ZoneOffset offset, Instant time) {
        LocalDate date = LocalDate.ofInstant(time, offset);
        if (date.getYear() < 1 || date.getYear() > LAST_YEAR) { // milliseconds taken for seconds, for one
            throw new DateTimeException("the year has no four digits");
        }
        return date;
    }
}
