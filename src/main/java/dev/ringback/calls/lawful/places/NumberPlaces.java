package dev.ringback.calls.lawful.places;

import dev.ringback.privacy.PhoneNumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Determines where a number may be, by its prefix alone.
 *
 * <p>Numbers of +1 are placed by the North American plan, others by {@code places/prefixes.tsv}. A number that neither
 * knows has all zones of its country, and its spot says so. Immutable.
 */
public final class NumberPlaces {
    private static final String PREFIXES = "/places/prefixes.tsv";
    private static final int AFTER_THE_CALLING_CODE = 2;
    private static final int AFTER_THE_AREA_CODE = 5;
    private static final int AREA_CODES = 1000;
    private static final Set<String> SHARE_UNKNOWN_AREA_CODES = Set.of("US", "CA");

    private final PrefixTable prefixes;
    private final Map<String, List<Spot>> wholeCountries;
    /** The plan's answers by area code; empty for an area code that it lacks. */
    private final List<Optional<List<Spot>>> areaCodes;

    private final List<Spot> unknownAreaCode;

    NumberPlaces(NumberPlan plan, Countries countries, PrefixTable prefixes) {
        this.prefixes = prefixes;
        this.wholeCountries = wholeCountries(countries);
        this.areaCodes = areaCodes(plan);
        this.unknownAreaCode = List.of(
                new Spot("US", countries.zones("US"), Origin.COUNTRY),
                new Spot("CA", countries.zones("CA"), Origin.COUNTRY));
    }

    /**
     * Reads the prefixes of this release.
     *
     * @throws IllegalStateException with the file and the line, if the table is wrong
     */
    public static NumberPlaces ofRelease(NumberPlan plan, Countries countries) {
        return new NumberPlaces(plan, countries, PrefixTable.read(PREFIXES, countries));
    }

    /**
     * Returns every place where a number may be.
     *
     * @param country the number's country, ISO 3166-1 alpha-2; null or another text where it has none
     * @return empty if nobody knows where such a number is: codes of no country, toll-free and other codes of +1
     */
    public List<Spot> spots(PhoneNumber number, String country) {
        String e164 = number.e164();
        if (e164.charAt(1) == '1') {
            return northAmerican(e164, country);
        }
        List<Spot> found = prefixes.longestMatch(e164);
        return found == null ? whole(country) : found;
    }

    private List<Spot> northAmerican(String e164, String country) {
        int code = Integer.parseInt(e164, AFTER_THE_CALLING_CODE, AFTER_THE_AREA_CODE, 10);
        return areaCodes.get(code).orElseGet(() -> unknown(country));
    }

    /** Returns a Caribbean or Pacific country whole, if the number is known to be of one; else both large countries. */
    private List<Spot> unknown(String country) {
        List<Spot> whole = whole(country);
        return whole.isEmpty() || SHARE_UNKNOWN_AREA_CODES.contains(country) ? unknownAreaCode : whole;
    }

    private List<Spot> whole(String country) {
        return country == null ? List.of() : wholeCountries.getOrDefault(country, List.of());
    }

    /** In a country with one zone the number's country says all; elsewhere the spot says that no table knows more. */
    private static Map<String, List<Spot>> wholeCountries(Countries countries) {
        Map<String, List<Spot>> whole = new HashMap<>();
        for (String country : countries.codes()) {
            Set<String> zones = countries.zones(country);
            Origin from = zones.size() == 1 ? Origin.NUMBER : Origin.COUNTRY;
            whole.put(country, List.of(new Spot(country, zones, from)));
        }
        return Map.copyOf(whole);
    }

    private static List<Optional<List<Spot>>> areaCodes(NumberPlan plan) {
        List<Optional<List<Spot>>> answers = new ArrayList<>(AREA_CODES);
        for (int code = 0; code < AREA_CODES; code++) {
            // Any subscriber of the area code: the plan answers by the area code alone.
            PhoneNumber any = new PhoneNumber("+1%03d2342345".formatted(code));
            answers.add(plan.areaCode(any).map(NumberPlaces::ordered));
        }
        return List.copyOf(answers);
    }

    private static List<Spot> ordered(AreaCode code) {
        return code.spots().stream()
                .sorted(Comparator.comparing(Spot::place, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }
}
