package dev.ringback.calls.lawful.clocks;

import java.time.zone.ZoneRules;

/**
 * Holds a time zone with its rules from {@link ZoneData}, never the JDK's.
 *
 * @param id its IANA id, as the data spell it
 */
public record Zone(String id, ZoneRules rules) {
    @Override
    public String toString() {
        return id;
    }
}
