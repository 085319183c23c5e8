package dev.ringback.calls.lawful.places;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Knows the time zones of countries and of those subdivisions that have other clocks than their country.
 *
 * <p>Sources and dates: the headers of {@code places/countries.tsv} and {@code places/subdivisions.tsv}. Immutable.
 */
public final class Countries {
    private static final String COUNTRIES = "/places/countries.tsv";
    private static final String SUBDIVISIONS = "/places/subdivisions.tsv";
    private static final int COLUMNS = 2;
    private static final String NOWHERE = "-";
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final Pattern SUBDIVISION = Pattern.compile("([A-Z]{2})-[A-Z0-9]{1,3}");

    private final Map<String, Set<String>> countries;
    private final Map<String, Set<String>> subdivisions;
    private final Map<String, Set<String>> subdivisionsByCountry;

    private Countries(Map<String, Set<String>> countries, Map<String, Set<String>> subdivisions) {
        this.countries = Map.copyOf(countries);
        this.subdivisions = Map.copyOf(subdivisions);
        Map<String, Set<String>> byCountry = new HashMap<>();
        for (String code : subdivisions.keySet()) {
            byCountry
                    .computeIfAbsent(countryOf(code), country -> new TreeSet<>())
                    .add(code);
        }
        byCountry.replaceAll((country, codes) -> Set.copyOf(codes));
        this.subdivisionsByCountry = Map.copyOf(byCountry);
    }

    /**
     * Reads the tables of this release.
     *
     * @throws IllegalStateException with the file and the line, if a table is wrong
     */
    public static Countries ofRelease() {
        return read(COUNTRIES, SUBDIVISIONS);
    }

    static Countries read(String countriesResource, String subdivisionsResource) {
        Map<String, Set<String>> countries = new TreeMap<>();
        TableRows.forEach(countriesResource, row -> add(countries, COUNTRY, row));
        Map<String, Set<String>> subdivisions = new TreeMap<>();
        TableRows.forEach(subdivisionsResource, row -> {
            String code = add(subdivisions, SUBDIVISION, row);
            if (!countries.containsKey(countryOf(code))) {
                throw new IllegalArgumentException("a subdivision of an unknown country");
            }
        });
        return new Countries(countries, subdivisions);
    }

    /** Adds a row's place; returns its code. */
    private static String add(Map<String, Set<String>> places, Pattern form, TableRows.Row row) {
        List<String> columns = row.exactly(COLUMNS);
        String code = columns.getFirst();
        String zones = columns.getLast();
        if (!form.matcher(code).matches()) {
            throw new IllegalArgumentException("no code of ISO 3166: '" + code + "'");
        }
        boolean nowhere = form == SUBDIVISION && zones.equals(NOWHERE);
        if (places.put(code, nowhere ? Set.of() : ZoneIds.of(zones)) != null) {
            throw new IllegalArgumentException(code + " stands twice");
        }
        return code;
    }

    /**
     * Returns every zone of a country.
     *
     * @param country ISO 3166-1 alpha-2, or XK for Kosovo
     * @return IANA ids; empty for an unknown code, null, and for BV and HM, where nobody lives
     */
    public Set<String> zones(String country) {
        return country == null ? Set.of() : countries.getOrDefault(country, Set.of());
    }

    /**
     * Returns every zone of a subdivision.
     *
     * @param code ISO 3166-2, or a territory's code behind its state's as post and shops write it, such as {@code US-PR}
     * @return IANA ids; an empty set where the code exists but names no one location, such as {@code US-AE};
     *     an empty result where the table lacks the code or it is null: all zones of the country are then to be held
     */
    public Optional<Set<String>> subdivisionZones(String code) {
        return code == null ? Optional.empty() : Optional.ofNullable(subdivisions.get(code));
    }

    /** Returns the ISO 3166-2 codes that the table lists for a country; empty where it lists none. */
    public Set<String> subdivisionsOf(String country) {
        return country == null ? Set.of() : subdivisionsByCountry.getOrDefault(country, Set.of());
    }

    /** Returns the ISO 3166-1 alpha-2 codes of all countries that have a zone, and XK. */
    public Set<String> codes() {
        return countries.keySet();
    }

    private static String countryOf(String subdivision) {
        return subdivision.substring(0, 2);
    }
}
