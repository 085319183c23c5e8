package dev.ringback.calls.lawful.places;

import java.util.List;
import java.util.Optional;

/**
 * Reads places as senders write them: ISO 3166 codes, the codes of Shopify, and names.
 *
 * <p>It gives codes; their zones are in the tables of countries and subdivisions. A code of two letters alone is a
 * country ({@code CA} is Canada); behind a country it is a subdivision ({@code IT-CA} is Cagliari). A locale such as
 * {@code nl-BE} is its country.
 */
public final class PlaceReader {
    private static final int LONGEST = 200;

    private final PlaceNames names;

    private PlaceReader(PlaceNames names) {
        this.names = names;
    }

    /** Reads the tables of this release. */
    public static PlaceReader ofRelease() {
        return new PlaceReader(PlaceNames.ofRelease());
    }

    /** The result of reading a place. */
    public sealed interface Result {
        /**
         * The place, or all that the text may mean.
         *
         * @param codes ISO 3166-1 alpha-2 or 3166-2 codes in capitals; not empty
         * @param note what was not understood, so that the whole country counts; empty if all was
         */
        record Found(List<String> codes, String note) implements Result {
            public Found {
                codes = List.copyOf(codes);
            }
        }

        /** The text names no place: it is blank, or a sign that joins an empty country and an empty state. */
        record Empty() implements Result {}

        /**
         * The text names a place that cannot be said.
         *
         * @param why a sentence; of the text it has at most 40 characters, its digits masked
         */
        record Unknown(String why) implements Result {}
    }

    /** Returns the place that a text names. */
    public Result read(String typed) {
        if (typed == null || typed.isBlank()) {
            return new Result.Empty();
        }
        if (typed.length() > LONGEST) {
            return unknown(typed);
        }
        PlaceText text = PlaceText.of(typed);
        if (text.words().isEmpty()) {
            return typed.matches("[\\s\\p{Z}\\p{C}\\p{Pd}_,/]*") ? new Result.Empty() : unknown(typed);
        }
        List<String> alone = alone(text);
        return alone.isEmpty()
                ? LocaleText.of(typed)
                        .flatMap(locale -> locale.read(names))
                        .or(() -> new PlaceGuesses(names, text).best())
                        .orElseGet(() -> unknown(typed))
                : new Result.Found(alone, "");
    }

    /**
     * Returns the country, ISO 3166-1 alpha-2, of a country's code or name, or of a place such as {@code US-CA}.
     *
     * @return empty for an unknown text, and for places of several countries
     */
    public Optional<String> country(String typed) {
        if (typed == null || typed.length() > LONGEST) {
            return Optional.empty();
        }
        return names.country(PlaceText.key(typed)).or(() -> countryOf(read(typed)));
    }

    private static Optional<String> countryOf(Result result) {
        if (!(result instanceof Result.Found(List<String> codes, String _))) {
            return Optional.empty();
        }
        List<String> countries =
                codes.stream().map(PlaceNames::countryOf).distinct().toList();
        return countries.size() == 1 ? Optional.of(countries.getFirst()) : Optional.empty();
    }

    /** Returns what the whole text names. Behind a sign a country is left out: there the sender had a subdivision. */
    private List<String> alone(PlaceText text) {
        List<String> places = names.alone(text.key());
        return text.beginsWithSign()
                ? places.stream().filter(place -> place.contains("-")).toList()
                : places;
    }

    private static Result unknown(String typed) {
        return new Result.Unknown("its place " + Shown.of(typed)
                + " is no country or subdivision that the tables know; an ISO 3166 code such as US-CA is");
    }
}
