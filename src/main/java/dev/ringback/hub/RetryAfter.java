package dev.ringback.hub;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the {@code Retry-After} header of an answer, whatever its status. The wait is limited to one second up to one
 * hour. A longer wait would delay stops and deletes by someone's mistake; no wait would cause a storm of requests.
 */
final class RetryAfter {
    /** The longest accepted wait. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int MOST_DIGITS = 9; // more than an hour in any case, and a long can hold it

    /** The date formats. RFC 9110, 5.6.7: recipients accept all three. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US).withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /**
     * Parses a header value.
     *
     * @param value seconds or a date; null if the answer has none
     * @param answeredAt the answer's {@code Date} header, whose clock applies to a date; null if the answer has none
     * @param now used if the answer has no readable {@code Date}
     * @return empty if no wait can be read: no value, a negative number, a date in the past, any other text
     */
    static Optional<Duration> of(String value, String answeredAt, Instant now) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (text.matches("\\d+")) {
            return Optional.of(
                    believed(text.length() > MOST_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(text))));
        }
        Instant from = date(answeredAt).orElse(now);
        return date(text).filter(until -> until.isAfter(from)).map(until -> believed(Duration.between(from, until)));
    }

    private static Duration believed(Duration wait) {
        if (wait.compareTo(LONGEST) > 0) {
            return LONGEST;
        }
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
    }

    private static Optional<Instant> date(String text) {
        if (text == null) {
            return Optional.empty();
        }
        for (DateTimeFormatter form : DATES) {
            try {
                return Optional.of(form.parse(text.strip(), ZonedDateTime::from).toInstant());
            } catch (DateTimeException e) {
                // try the next format
            }
        }
        return Optional.empty();
    }
}
