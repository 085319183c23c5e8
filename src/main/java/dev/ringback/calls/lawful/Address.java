package dev.ringback.calls.lawful;

import java.util.List;

/**
 * Holds where a payload says the person is, as written. Nothing of it is checked yet; see {@link Whereabouts}.
 *
 * @param places codes or names of countries and subdivisions; empty if the payload names none
 * @param postal the country, a blank and the postal code, such as {@code US 90210}; null for none
 * @param zone an IANA zone; null for none
 */
public record Address(List<String> places, String postal, String zone) {
    /** The address of a payload that says nothing of the place. */
    public static final Address NONE = new Address(List.of(), null, null);

    public Address {
        places = List.copyOf(places);
    }
}
