package dev.ringback.calls.lawful.law;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tells which laws and black-outs touch a place: its own, its country's, and for a country those of its parts. */
final class Jurisdictions {
    private static final int COUNTRY = 2;

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

    /** Returns the country of a place. */
    static String country(String place) {
        return place.length() > COUNTRY && place.charAt(COUNTRY) == '-' ? place.substring(0, COUNTRY) : place;
    }
}
