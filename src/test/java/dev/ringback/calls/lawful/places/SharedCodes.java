package dev.ringback.calls.lawful.places;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the ISO 3166-2 codes that look like a locale, such as DE-BE, from the npm package iso-3166-2 1.0.0 (MIT).
 *
 * <p>Some are withdrawn, and harmless: a locale that may be a subdivision is read as both.
 */
final class SharedCodes {
    private static final Pattern CODE = Pattern.compile("\"([A-Z]{2})-([A-Z]{2})\":\\{");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final List<String> LANGUAGES = Arrays.asList(Locale.getISOLanguages());

    /** Codes that are younger than the package. */
    private static final List<String> YOUNGER = List.of("IN-LA", "IN-TS");

    private SharedCodes() {}

    /** Returns by country the second halves that are countries too. */
    static Map<String, Set<String>> read(PublicPackages packages) {
        Map<String, Set<String>> codes = new TreeMap<>();
        CODE.matcher(packages.text("iso-3166-2", "1.0.0", "iso3166.min.js"))
                .results()
                .forEach(found -> add(codes, found.group(1), found.group(2)));
        YOUNGER.forEach(code -> add(codes, code.substring(0, 2), code.substring(3)));
        return codes;
    }

    private static void add(Map<String, Set<String>> codes, String country, String part) {
        if (COUNTRIES.contains(part)
                && !part.equals(country)
                && (country.equals("ID") || LANGUAGES.contains(country.toLowerCase(Locale.ROOT)))) {
            codes.computeIfAbsent(country, any -> new TreeSet<>()).add(part);
        }
    }
}
