package dev.ringback.calls.lawful.places;

import java.util.List;

/**
 * Reads the state at the end of "Peru, IN", "Atlanta, Georgia" or "Regina, SK", as post in North America and Australia
 * writes it. Each of its words may be a country too.
 */
final class TownAndState {
    /** Countries whose people write a town with the code of its state, and leave the country out. */
    private static final List<String> WRITING_CODES = List.of("US", "CA", "AU");

    private static final int LONGEST_CODE = 3;

    private final PlaceNames names;
    private final PlaceText text;

    TownAndState(PlaceNames names, PlaceText text) {
        this.names = names;
        int size = text.words().size();
        while (size > 1 && isNumber(text.words().get(size - 1))) {
            size--; // a postal code
        }
        this.text = text.part(0, size);
    }

    private static boolean isNumber(String word) {
        return word.chars().allMatch(Character::isDigit);
    }

    /** Returns the states that the end of the text may be, by code or by name; empty if there is no town before it. */
    List<String> states() {
        for (int split = 1; split < text.words().size(); split++) {
            List<String> states = states(text.part(split, text.words().size()).key());
            if (!states.isEmpty() && !isCountryCode(text.part(0, split))) {
                return states;
            }
        }
        return List.of();
    }

    /**
     * Returns the states whose code the text ends with; empty if what stands before it makes the code a country's: another
     * code, as in "ON, CA", or a town with its province, as in "Mumbai, Maharashtra, IN".
     */
    List<String> statesByCode(String country) {
        boolean isCode = text.words().getLast().length() <= LONGEST_CODE;
        return isCode && !isCountryBehind(country) ? states() : List.of();
    }

    private boolean isCountryBehind(String country) {
        List<PlaceText> parts = text.parts();
        if (parts.size() < 2) {
            return false;
        }
        String before = parts.get(parts.size() - 2).key();
        boolean isKnown = !names.subdivision(country, before).isEmpty();
        return before.length() < LONGEST_CODE
                || (isKnown && before.length() == LONGEST_CODE)
                || (isKnown && parts.size() > 2 && !isStreet(parts.getFirst()));
    }

    private static boolean isStreet(PlaceText part) {
        return part.words().stream().anyMatch(TownAndState::isNumber);
    }

    private List<String> states(String key) {
        return key.length() > LONGEST_CODE
                ? names.alone(key).stream().filter(place -> place.contains("-")).toList()
                : WRITING_CODES.stream()
                        .flatMap(country -> names.subdivision(country, key).stream())
                        .filter(place -> !place.equals(PlaceNames.NOWHERE))
                        .toList();
    }

    /** Returns whether a text is a country's code, or repeats one: "UY-UY" of Shopify. */
    private boolean isCountryCode(PlaceText front) {
        return front.words().stream()
                .allMatch(word ->
                        word.length() <= LONGEST_CODE && names.country(word).isPresent());
    }
}
