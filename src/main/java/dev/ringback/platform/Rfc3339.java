package dev.ringback.platform;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Parses times of RFC 3339, which have an offset and years of four digits. */
public final class Rfc3339 {
    private static final int LAST_YEAR = 9999;

    private Rfc3339() {}

    /** @throws DateTimeException if the text is no such time; ISO 8601 alone allows years that no database can store */
    public static Instant parse(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text);
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
            throw new DateTimeException("a year of RFC 3339 has four digits");
        }
        return time.toInstant();
    }
}
