package dev.ringback.platform;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times as RFC 3339 writes them: with an offset, and years of four digits. */
public final class Rfc3339 {
    private static final int LAST_YEAR = 9999;

    private Rfc3339() {}

    /** @throws DateTimeException if it is no such time; ISO 8601 alone lets years grow beyond what a database holds */
    public static Instant parse(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text);
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
            throw new DateTimeException("a year of RFC 3339 has four digits");
        }
        return time.toInstant();
    }
}
