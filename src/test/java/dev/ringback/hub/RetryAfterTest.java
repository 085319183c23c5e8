package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a Retry-After is believed: RFC 9110, 10.2.3, and our own limits. */
class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "90, 90",
        "' 90 ', 90",
        "3600, 3600",
        "0, 1",
        "3601, 3600",
        "999999, 3600",
        "99999999999999999999999999, 3600",
        "'Sat, 28 Nov 2026 12:01:30 GMT', 90",
        "'Saturday, 28-Nov-26 12:01:30 GMT', 90",
        "'Sat Nov 28 12:01:30 2026', 90",
        "'Tue, 28 Nov 2028 12:00:00 GMT', 3600",
    })
    void believesSecondsAndDatesUpToAnHour(String value, int seconds) {
        assertThat(RetryAfter.of(value, null, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "-1",
                "-999999",
                "1.5",
                "1e9",
                "soon",
                "٩٠",
                "Sat, 28 Nov 2026 12:00:00 GMT",
                "Fri, 27 Nov 2026 12:00:00 GMT",
                "Mon, 28 Nov 2026 12:01:30 GMT",
                "2026-11-28T12:01:30Z",
            })
    void believesNothingElse(String value) {
        assertThat(RetryAfter.of(value, null, NOW)).isEmpty();
    }

    @Test
    void aDateIsMeantByTheClockOfWhoeverWroteIt() {
        String answeredAt = "Sat, 28 Nov 2026 09:00:00 GMT"; // its clock is three hours behind
        String until = "Sat, 28 Nov 2026 09:00:40 GMT";
        assertThat(RetryAfter.of(until, answeredAt, NOW)).contains(Duration.ofSeconds(40));
        assertThat(RetryAfter.of(until, "no date", NOW)).isEmpty();
    }
}
