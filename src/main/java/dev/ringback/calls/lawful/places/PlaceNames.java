package dev.ringback.calls.lawful.places;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows the names and codes of countries and of their subdivisions, by the keys of {@link PlaceText}.
 *
 * <p>The tables are the files {@code places/names.tsv} and {@code provinces.tsv}; each tells its sources.
 */
final class PlaceNames {
    /** The place of mail of armed forces in {@code provinces.tsv}; such mail may be read anywhere. */
    static final String NOWHERE = "-";

    /** Countries whose names of subdivisions are read without the country's name. */
    private static final Set<String> READ_ALONE = Set.of("AU", "BR", "CA", "GB", "MX", "US");

    /** Countries of which {@code provinces.tsv} has each code, so another code is a mistake. */
    private static final Set<String> COMPLETE = Set.of("AU", "BR", "CA", "MX", "US");

    /** Shorter spellings are codes: alone they are a country's. */
    private static final int SHORTEST_NAME = 4;

    /** Australia's codes of three letters, which people write as names; none is a country's. */
    private static final Set<String> CODES_AS_NAMES = Set.of("ACT", "NSW", "QLD", "TAS", "VIC");

    private final Map<String, List<String>> countries = new HashMap<>();
    private final Map<String, Map<String, List<String>>> subdivisions = new HashMap<>();
    private final Map<String, List<String>> alone = new HashMap<>();

    private PlaceNames() {}

    /** Reads the tables of this release. */
    static PlaceNames ofRelease() {
        PlaceNames names = new PlaceNames();
        TableRows.forEach("/places/names.tsv", names::addCountry);
        TableRows.forEach("/places/provinces.tsv", names::addSubdivision);
        return names;
    }

    private void addCountry(TableRows.Row row) {
        String code = row.column(0);
        if (!code.matches("[A-Z]{2}")) {
            throw new IllegalArgumentException("not an ISO 3166-1 alpha-2 code: " + code);
        }
        row.columns().forEach(name -> add(countries, PlaceText.key(name), code));
    }

    private void addSubdivision(TableRows.Row row) {
        String country = row.column(0);
        String place = row.column(1);
        if (!place.equals(NOWHERE) && !place.matches("[A-Z]{2}(-[A-Z0-9]{1,3})?")) {
            throw new IllegalArgumentException("not an ISO 3166 code: " + place);
        }
        for (String spelling : row.from(2)) {
            String key = PlaceText.key(spelling);
            add(subdivisions.computeIfAbsent(country, any -> new HashMap<>()), key, place);
            if (key.length() >= SHORTEST_NAME || (country.equals("AU") && CODES_AS_NAMES.contains(key))) {
                add(alone, key, place);
            }
        }
    }

    private static void add(Map<String, List<String>> table, String key, String code) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a name without letters");
        }
        List<String> codes = table.computeIfAbsent(key, any -> new ArrayList<>(1));
        if (!codes.contains(code)) {
            codes.add(code);
        }
    }

    /** Returns the one country of a code or name; empty if no country or several have it. */
    Optional<String> country(String key) {
        List<String> codes = countries.getOrDefault(key, List.of());
        return codes.size() == 1 ? Optional.of(codes.getFirst()) : Optional.empty();
    }

    /** Returns the places of a country's subdivision by name or code; {@link #NOWHERE} for armed forces; or empty. */
    List<String> subdivision(String country, String key) {
        return subdivisions.getOrDefault(country, Map.of()).getOrDefault(key, List.of());
    }

    /**
     * Returns all places that a name without a country may mean: countries, and subdivisions of other countries.
     *
     * <p>A subdivision with the name of its own country, such as Mexico's, is left out: the country includes it.
     */
    List<String> alone(String key) {
        List<String> places = new ArrayList<>(countries.getOrDefault(key, List.of()));
        List<String> named = alone.getOrDefault(key, List.of());
        if (named.stream().anyMatch(place -> READ_ALONE.contains(countryOf(place)))) {
            named.stream().filter(place -> !places.contains(countryOf(place))).forEach(places::add);
        }
        return places;
    }

    /** Returns whether a text has the form of an ISO 3166-2 code's second half and the table cannot rule it out. */
    boolean mayBeCode(String country, String key) {
        return !COMPLETE.contains(country) && key.matches("[A-Z0-9]{1,3}");
    }

    /** Returns the country of an ISO 3166-1 or 3166-2 code. */
    static String countryOf(String place) {
        return place.split("-", 2)[0];
    }
}
