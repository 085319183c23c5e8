package dev.ringback.calls.lawful.places;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes the rows of {@code places/countries.tsv} from {@code zone.tab} of a release of the IANA time zone database.
 *
 * <p>{@code zone.tab} and not {@code zone1970.tab}: it names each country by a zone of its own, so that a later law of
 * one country does not move the clocks of another.
 */
final class CountryTable {
    /**
     * Zones that {@code zone1970.tab} of 2026f gives a country and {@code zone.tab} does not, since it names one country
     * a zone: Crimea, the Eyre Bird Observatory, the Crozet Islands. Kosovo has no code there; Serbia's zone holds it.
     */
    private static final Map<String, String> ADDED =
            Map.of("RU", "Europe/Simferopol", "AU", "Asia/Tokyo", "TF", "Asia/Dubai", "XK", "Europe/Belgrade");

    private CountryTable() {}

    /** Returns zones by country, both in alphabetical order. */
    static Map<String, Set<String>> zonesByCountry(String zoneTab) {
        Map<String, Set<String>> zones = new TreeMap<>();
        zoneTab.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .forEach(row -> zones.computeIfAbsent(row[0], country -> new TreeSet<>())
                        .add(row[2]));
        ADDED.forEach((country, zone) ->
                zones.computeIfAbsent(country, added -> new TreeSet<>()).add(zone));
        return zones;
    }

    /** Prints the rows. Argument: the folder of {@code zone.tab}. */
    public static void main(String[] arguments) throws IOException {
        System.out.println(zonesByCountry(Files.readString(Path.of(arguments[0], "zone.tab"))).entrySet().stream()
                .map(country -> country.getKey() + "\t" + String.join(",", country.getValue()))
                .collect(Collectors.joining("\n")));
    }
}
