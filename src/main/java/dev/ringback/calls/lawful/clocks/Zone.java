package dev.ringback.calls.lawful.clocks;

import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Holds a time zone with its rules from {@link ZoneData}, never the JDK's, or a fixed offset.
 *
 * @param id its IANA id, as the data spell it, or its offset
 */
public record Zone(String id, ZoneRules rules) {
    private static final Pattern PREFIX = Pattern.compile("^(?:UTC|GMT|UT)(?=[+-])");

    /**
     * Returns the zone of a fixed offset, whose rules need no data.
     *
     * @param id an offset as {@link ZoneOffset#of} reads it, such as {@code +05:30}, also behind UTC, GMT or UT; not null
     * @return empty for any other text
     */
    public static Optional<Zone> ofOffset(String id) {
        try {
            ZoneOffset offset = ZoneOffset.of(PREFIX.matcher(id).replaceFirst(""));
            return Optional.of(new Zone(id, offset.getRules()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
