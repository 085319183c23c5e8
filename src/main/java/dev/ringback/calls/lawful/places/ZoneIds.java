package dev.ringback.calls.lawful.places;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the zones in a column of a table. */
final class ZoneIds {
    private static final Pattern ZONE = Pattern.compile("[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){1,2}");

    private ZoneIds() {}

    /**
     * Returns the zones of a comma-separated list. Whether a zone exists is for the tests to check.
     *
     * @throws IllegalArgumentException if an entry has not the form of an IANA id, or stands twice
     */
    static Set<String> of(String list) {
        List<String> zones = List.of(list.split(",", -1));
        for (String zone : zones) {
            if (!ZONE.matcher(zone).matches()) {
                throw new IllegalArgumentException("no zone's id: '" + zone + "'");
            }
        }
        Set<String> all = Set.copyOf(zones);
        if (all.size() != zones.size()) {
            throw new IllegalArgumentException("a zone stands twice");
        }
        return all;
    }
}
