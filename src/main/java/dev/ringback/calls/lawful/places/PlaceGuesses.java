package dev.ringback.calls.lawful.places;

import dev.ringback.calls.lawful.places.PlaceReader.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the ways to understand a text that has a country and something more, such as {@code US-CA}, "California, US"
 * or "CA, US", which is also Canada with an unknown province.
 *
 * <p>Where no way is certain all are kept: "Peru, IN" is in Indiana, and may be in India or Peru.
 */
final class PlaceGuesses {
    /** The degrees of understanding, least first. */
    private enum Fit {
        COUNTRY_ALONE,
        POSSIBLE_CODE,
        KNOWN_PART,
        KNOWN;

        boolean isKnown() {
            return this == KNOWN_PART || this == KNOWN;
        }
    }

    /**
     * A way to understand the text.
     *
     * @param fitsSigns whether the country is where the signs let expect it: behind a comma, before a hyphen
     * @param places what the text then names; not empty
     * @param unknown what of the text is not understood; empty if all is
     */
    private record Guess(
            Fit fit, boolean fitsSigns, String country, int countryWords, List<String> places, String unknown) {}

    private static final int CODE = 2;

    private final PlaceNames names;
    private final PlaceText text;
    private final List<Guess> guesses = new ArrayList<>();

    PlaceGuesses(PlaceNames names, PlaceText text) {
        this.names = names;
        this.text = text;
        int size = text.words().size();
        for (int split = 1; split < size && !text.beginsWithSign(); split++) {
            PlaceText front = text.part(0, split);
            PlaceText back = text.part(split, size);
            boolean comma = text.hasCommaBefore(split);
            boolean sign = text.hasSignBefore(split);
            names.country(front.key()).ifPresent(country -> add(country, front, back, sign, !comma));
            names.country(back.key()).ifPresent(country -> add(country, back, front, sign, comma));
        }
    }

    /** Returns what the best guess gives, with the others if it is not certain; empty if there is none. */
    Optional<Result> best() {
        return guesses.stream()
                .max(Comparator.comparing(Guess::fit)
                        .thenComparing(Guess::fitsSigns)
                        .thenComparing(Guess::countryWords))
                .map(best -> best.fit().isKnown() ? known(best) : notCertain(best));
    }

    private Result known(Guess best) {
        if (best.places().contains(PlaceNames.NOWHERE)) {
            return new Result.Unknown("its place is mail of armed forces, which may be read anywhere");
        }
        Set<String> places = new LinkedHashSet<>(best.places());
        boolean isCountryAndPart = best.fitsSigns() && hasHyphen();
        if (!isCountryAndPart) {
            places.addAll(new TownAndState(names, text).statesByCode(best.country()));
        }
        return new Result.Found(List.copyOf(places), "");
    }

    private Result notCertain(Guess best) {
        List<Guess> kept = new ArrayList<>(List.of(best));
        if (hasComma()) {
            kept.addAll(guesses);
        }
        Set<String> places = new LinkedHashSet<>();
        kept.forEach(guess -> places.addAll(guess.places()));
        places.addAll(new TownAndState(names, text).states());
        String unknown = kept.stream()
                .map(Guess::unknown)
                .filter(part -> !part.isEmpty())
                .findFirst()
                .orElse("");
        return new Result.Found(List.copyOf(places), note(unknown, places));
    }

    private static String note(String unknown, Set<String> places) {
        return unknown.isEmpty()
                ? ""
                : "its part " + Shown.of(unknown) + " is not known; it is read as " + String.join(" and ", places);
    }

    private boolean hasComma() {
        return text.gaps().contains(PlaceText.COMMA);
    }

    private boolean hasHyphen() {
        return text.gaps().contains(PlaceText.HYPHEN) && !hasComma();
    }

    private void add(String country, PlaceText ofCountry, PlaceText rest, boolean sign, boolean fitsSigns) {
        int words = ofCountry.words().size();
        PlaceText part = withoutCountry(country, rest);
        List<String> known = names.subdivision(country, part.key());
        List<String> knownPart = partOf(country, part);
        if (!known.isEmpty()) {
            guesses.add(new Guess(Fit.KNOWN, fitsSigns, country, words, known, ""));
        } else if (!knownPart.isEmpty()) {
            guesses.add(new Guess(Fit.KNOWN_PART, fitsSigns, country, words, knownPart, ""));
        } else if (sign && names.mayBeCode(country, part.key())) {
            List<String> code = List.of(country + "-" + part.key());
            guesses.add(new Guess(Fit.POSSIBLE_CODE, fitsSigns, country, words, code, ""));
        } else if (sign) {
            boolean repeats = names.country(part.key()).filter(country::equals).isPresent();
            guesses.add(new Guess(
                    Fit.COUNTRY_ALONE,
                    fitsSigns,
                    country,
                    words,
                    repeats ? List.of(country) : withNamesakes(country, ofCountry),
                    repeats ? "" : part.key()));
        }
    }

    /** Returns a subdivision without a country before it: Shopify's code of Tokyo is JP-13, so JP-JP-13 is sent. */
    private static PlaceText withoutCountry(String country, PlaceText rest) {
        boolean repeats = rest.words().size() > 1 && rest.words().getFirst().equals(country);
        return repeats ? rest.part(1, rest.words().size()) : rest;
    }

    /**
     * Returns the one known subdivision among the parts of an address, such as a town with its state; or empty. Empty also
     * where another part is codes alone and ends with a country's, as in "CA-BC, US-WA": the text then names a second place.
     */
    private List<String> partOf(String country, PlaceText rest) {
        List<PlaceText> parts = rest.parts();
        if (parts.stream().anyMatch(part -> isOfSecondPlace(country, part))) {
            return List.of();
        }
        List<List<String>> known = parts.stream()
                .map(part -> names.subdivision(country, part.key()))
                .filter(places -> !places.isEmpty())
                .distinct()
                .toList();
        return known.size() == 1 ? known.getFirst() : List.of();
    }

    private boolean isOfSecondPlace(String country, PlaceText part) {
        return part.words().stream().allMatch(word -> word.length() == CODE)
                && names.subdivision(country, part.key()).isEmpty()
                && names.country(part.words().getLast()).isPresent();
    }

    /** Returns a country, and the subdivisions of others that have its name: Georgia is also a state. */
    private List<String> withNamesakes(String country, PlaceText ofCountry) {
        Set<String> places = new LinkedHashSet<>(List.of(country));
        places.addAll(names.alone(ofCountry.key()));
        return List.copyOf(places);
    }
}
