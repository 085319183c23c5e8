package dev.ringback.calls.lawful.places;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Computes the states and zones of a ZIP code from the sources; more of them wherever these leave a doubt. */
final class ZipSpots {
    private final ZipSources sources;

    /** By state or territory its zones, as {@code subdivisions.tsv} has them. */
    private final Map<String, Set<String>> stateZones = new HashMap<>();

    /** By county a zone, where all ZIP codes that lie in this county alone have the same clocks. */
    private final Map<String, String> countyZones = new HashMap<>();

    ZipSpots(ZipSources sources) {
        this.sources = sources;
        TableRows.forEach("/places/subdivisions.tsv", row -> {
            if (row.column(0).startsWith("US-") && !row.column(1).equals("-")) {
                stateZones.put(row.column(0).substring(3), Set.of(row.column(1).split(",")));
            }
        });
        Map<String, Set<String>> found = new HashMap<>();
        sources.counties().forEach((zip, counties) -> {
            if (counties.size() == 1 && sources.zones().containsKey(zip)) {
                found.computeIfAbsent(counties.iterator().next(), any -> new TreeSet<>())
                        .add(sources.zones().get(zip));
            }
        });
        found.forEach((county, zones) -> {
            if (zones.stream().map(ZipSpots::clock).distinct().count() == 1) {
                countyZones.put(county, zones.iterator().next());
            }
        });
    }

    /** Returns all ZIP codes that a source knows and whose state is known. */
    Set<String> zips() {
        return sources.states().keySet();
    }

    /** Returns by place, an ISO code, the zones of a ZIP code. */
    Map<String, Set<String>> spots(String zip) {
        String home = sources.states().get(zip);
        Map<String, Set<String>> spots = new TreeMap<>();
        Set<String> zones = zones(zip, home);
        zones.forEach(zone -> add(spots, home, zone));
        for (String county : sources.counties().getOrDefault(zip, Set.of())) {
            String state = county.substring(0, 2);
            String zone = countyZones.get(county);
            if (zone != null) {
                add(spots, state, zone);
            } else if (!state.equals(home)) {
                addAll(spots, state, zones);
            }
        }
        String second = ZipDisputes.SECOND_STATES.get(zip);
        if (second != null) {
            addAll(spots, second, zones);
        }
        return spots.entrySet().stream()
                .collect(
                        Collectors.toMap(spot -> place(spot.getKey()), Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    /** Returns the ZIP code's zones: its source's and the disputed ones; those around it if no source has it. */
    private Set<String> zones(String zip, String state) {
        Set<String> zones = new TreeSet<>(ZipDisputes.ZONES.getOrDefault(zip, Set.of()));
        String zone = sources.zones().get(zip);
        if (zone == null) {
            zones.addAll(zonesAround(zip, state));
        } else if (zone.equals("America/Kentucky/Louisville") && state.equals("IN")) {
            zones.add("America/New_York"); // the same clocks; Louisville's zone reaches into Indiana in the source
        } else {
            zones.add(zone);
        }
        return zones;
    }

    /** Returns the zones of all ZIP codes of a state with the same three digits; the state's if there is none. */
    private Set<String> zonesAround(String zip, String state) {
        Set<String> zones = new HashSet<>();
        sources.zones().forEach((other, zone) -> {
            if (other.startsWith(zip.substring(0, 3))
                    && state.equals(sources.states().get(other))) {
                zones.add(zone);
            }
        });
        return zones.isEmpty() ? stateZones.get(state) : zones;
    }

    /** Adds a second state with those of the zones that it has; with all of its own if it has none of them. */
    private void addAll(Map<String, Set<String>> spots, String state, Set<String> zones) {
        Set<String> shared = new TreeSet<>(zones);
        shared.retainAll(stateZones.get(state));
        (shared.isEmpty() ? stateZones.get(state) : shared).forEach(zone -> add(spots, state, zone));
    }

    private static void add(Map<String, Set<String>> spots, String state, String zone) {
        Set<String> zones = spots.computeIfAbsent(state, any -> new TreeSet<>());
        if (zones.stream().map(ZipSpots::clock).noneMatch(clock(zone)::equals)) {
            zones.add(zone);
        }
    }

    /** Returns what a zone's clocks show in winter and summer; zones of equal clocks are one for our purpose. */
    private static String clock(String zone) {
        return LocalDate.of(2027, 1, 1)
                        .atStartOfDay(ZoneId.of(zone))
                        .getOffset()
                        .toString()
                + LocalDate.of(2027, 7, 1).atStartOfDay(ZoneId.of(zone)).getOffset();
    }

    private static String place(String state) {
        return Set.of("AS", "FM", "GU", "MH", "MP", "PR", "PW", "UM", "VI").contains(state) ? state : "US-" + state;
    }
}
