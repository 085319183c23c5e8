package dev.ringback.calls.lawful.clocks;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds what a file of zone data says.
 *
 * @param version of the tz release, such as {@code 2026f}
 * @param released the release's date; empty if the file does not tell it
 * @param zones the lines of each zone, by its id
 * @param links the id of the zone that each other id stands for; a zone of the same id is hidden by it
 */
record ZoneFile(
        String version, Optional<LocalDate> released, Map<String, List<ZoneLine>> zones, Map<String, String> links) {
    ZoneFile {
        zones = Map.copyOf(zones);
        links = Map.copyOf(links);
    }
}
