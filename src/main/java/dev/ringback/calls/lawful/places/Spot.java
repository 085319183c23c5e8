package dev.ringback.calls.lawful.places;

import java.util.Set;

/**
 * Holds a place where a person may be, with its time zones.
 *
 * @param place ISO 3166-1 alpha-2 or ISO 3166-2 code, such as {@code GB} or {@code US-CA}; null where only a zone is known
 * @param zones IANA ids; not empty
 */
public record Spot(String place, Set<String> zones, Origin from) {
    public Spot {
        zones = Set.copyOf(zones);
        if (zones.isEmpty()) {
            throw new IllegalArgumentException("a spot has a zone");
        }
    }
}
