package dev.ringback.calls.lawful.law;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tells which laws and black-outs touch a place: its own, its country's, and for a country those of its parts. */
final class Jurisdictions {
    private static final int COUNTRY = 2;

    /**
     * Countries whose codes of subdivisions lie beside each other, on one level (ISO 3166-2). Elsewhere a region and its
     * provinces, or an old and a new code, may be the same ground.
     */
    private static final Set<String> ON_ONE_LEVEL =
            Set.of("AR", "AT", "AU", "BR", "CA", "CH", "DE", "JP", "MX", "RU", "SE", "US");

    /** Countries by the codes that ISO 3166-2 has for them as parts of others. */
    private static final Map<String, String> COUNTRIES_BY_PART = Map.ofEntries(
            Map.entry("CN-71", "TW"),
            Map.entry("CN-91", "HK"),
            Map.entry("CN-92", "MO"),
            Map.entry("CN-HK", "HK"),
            Map.entry("CN-MO", "MO"),
            Map.entry("CN-TW", "TW"),
            Map.entry("FI-01", "AX"),
            Map.entry("FR-971", "GP"),
            Map.entry("FR-972", "MQ"),
            Map.entry("FR-973", "GF"),
            Map.entry("FR-974", "RE"),
            Map.entry("FR-976", "YT"),
            Map.entry("FR-BL", "BL"),
            Map.entry("FR-GF", "GF"),
            Map.entry("FR-GP", "GP"),
            Map.entry("FR-MF", "MF"),
            Map.entry("FR-MQ", "MQ"),
            Map.entry("FR-NC", "NC"),
            Map.entry("FR-PF", "PF"),
            Map.entry("FR-PM", "PM"),
            Map.entry("FR-RE", "RE"),
            Map.entry("FR-TF", "TF"),
            Map.entry("FR-WF", "WF"),
            Map.entry("FR-YT", "YT"),
            Map.entry("NL-AW", "AW"),
            Map.entry("NL-BQ1", "BQ"),
            Map.entry("NL-BQ2", "BQ"),
            Map.entry("NL-BQ3", "BQ"),
            Map.entry("NL-CW", "CW"),
            Map.entry("NL-SX", "SX"),
            Map.entry("NO-21", "SJ"),
            Map.entry("NO-22", "SJ"));

    /** Places by the code of the law that is in force there beside its own place. */
    private final Map<String, Set<String>> held = new HashMap<>();

    Jurisdictions(Collection<Pack> packs) {
        packs.forEach(
                pack -> held.computeIfAbsent(pack.code(), _ -> new HashSet<>()).addAll(pack.holds()));
    }

    /** Returns the code under which a place is known here: {@code PR} for {@code US-PR}. Null stays null. */
    String known(String place) {
        if (place == null || place.length() <= COUNTRY) {
            return place;
        }
        String part = place.substring(COUNTRY + 1);
        return heldBy(country(place)).contains(part) ? part : place;
    }

    /** Returns the codes of countries as parts of others; each is a place that a black-out of either code touches. */
    static Set<String> partsThatAreCountries() {
        return COUNTRIES_BY_PART.keySet();
    }

    /** Returns the places that the laws of a code hold beside its own. */
    Set<String> heldBy(String code) {
        return held.getOrDefault(code, Set.of());
    }

    /**
     * Returns whether a law or black-out of one place touches a person at another.
     *
     * @param of an ISO 3166 code or a code of packs such as {@code EU}
     * @param place an ISO 3166 code, known; a country alone may mean any of its parts
     */
    boolean touches(String of, String place) {
        String country = country(place);
        return of.equals(place)
                || of.equals(country)
                || heldBy(of).contains(country)
                || place.length() == COUNTRY
                        && of.length() > COUNTRY
                        && country(of).equals(place);
    }

    /**
     * Returns whether a black-out of one place touches a person at another: where a law would, and wherever the two codes may
     * be of the same ground. Parameters as for {@link #touches}.
     */
    boolean isBlackedOut(String of, String place) {
        return touches(known(of), place)
                || touches(ground(of), place)
                || touches(ground(of), ground(place))
                || mayOverlap(of, place);
    }

    /** Returns the country that a code stands for as a part of another; else the code under which the place is known. */
    String ground(String place) {
        return COUNTRIES_BY_PART.getOrDefault(place, known(place));
    }

    /** Returns whether two codes are parts of one country whose parts may overlap; those of another country lie apart. */
    private static boolean mayOverlap(String one, String other) {
        return isPart(one)
                && isPart(other)
                && country(one).equals(country(other))
                && !ON_ONE_LEVEL.contains(country(one));
    }

    private static boolean isPart(String place) {
        return place.length() > COUNTRY && !COUNTRIES_BY_PART.containsKey(place);
    }

    /** Returns the country of a place. */
    static String country(String place) {
        return place.length() > COUNTRY && place.charAt(COUNTRY) == '-' ? place.substring(0, COUNTRY) : place;
    }
}
