package dev.ringback.calls.lawful.places;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Determines places and zones by the postal codes of the United States, Canada and Australia.
 *
 * <p>The tables are the files {@code places/zips.tsv}, {@code fsas.tsv} and {@code au-postcodes.tsv}; each tells its
 * sources. Where they are not sure, they have more places and zones, never fewer.
 */
public final class PostalCodes {
    private static final Where NO_TABLE = new Where.NoTable();

    /** Longer texts are no postal codes, and normalising them would cost time. */
    private static final int LONGEST = 40;

    private static final int ZIP_DIGITS = 5;
    private static final int AUSTRALIAN_DIGITS = 4;
    private static final int AREA_CHARACTERS = 3;

    private static final Pattern CANADIAN = Pattern.compile("[A-Z][0-9][A-Z]([0-9][A-Z][0-9])?");

    /** Signs that spreadsheets put around digits to keep leading zeros, as in {@code ="02101"}. */
    private static final String QUOTES = "'\"=`";

    /** Countries that have a code of their own in ISO 3166 but a postal code of another country's post. */
    private static final Map<String, String> POST_OF = Map.ofEntries(
            Map.entry("US", "US"),
            Map.entry("AS", "US"),
            Map.entry("FM", "US"),
            Map.entry("GU", "US"),
            Map.entry("MH", "US"),
            Map.entry("MP", "US"),
            Map.entry("PR", "US"),
            Map.entry("PW", "US"),
            Map.entry("UM", "US"),
            Map.entry("VI", "US"),
            Map.entry("CA", "CA"),
            Map.entry("AU", "AU"),
            Map.entry("CC", "AU"),
            Map.entry("CX", "AU"),
            Map.entry("NF", "AU"));

    /** A postal code behind its country. No code of Canada begins with two letters. */
    private static final Pattern PREFIXED = Pattern.compile(
            "(?<country>%s)(?:(?<=US)A|(?<=CA)N|(?<=AU)S)?(?<code>(?<!CAN?)[0-9].*|(?<=CAN?)[A-Z][0-9].*)"
                    .formatted(String.join("|", POST_OF.keySet())));

    private final PostalNumbers zips;
    private final PostalNumbers australian;
    private final SortationAreas canadian;

    private PostalCodes(PostalNumbers zips, PostalNumbers australian, SortationAreas canadian) {
        this.zips = zips;
        this.australian = australian;
        this.canadian = canadian;
    }

    /** Reads the tables of this release. */
    public static PostalCodes ofRelease() {
        return new PostalCodes(
                PostalNumbers.ofResource("/places/zips.tsv", ZIP_DIGITS),
                PostalNumbers.ofResource("/places/au-postcodes.tsv", AUSTRALIAN_DIGITS),
                SortationAreas.ofResource("/places/fsas.tsv"));
    }

    /** The result of reading a postal code. */
    public sealed interface Where {
        /** The places that the postal code may be in; not empty. Two states where an area crosses their border. */
        record In(List<Spot> spots) implements Where {
            public In {
                spots = List.copyOf(spots);
            }
        }

        /** There is no postal code, or no table for the country: the postal code narrows nothing. */
        record NoTable() implements Where {}

        /**
         * The postal code is malformed or says no place: it narrows nothing.
         *
         * @param why a sentence without the typed text
         */
        record Unknown(String why) implements Where {}
    }

    /**
     * Returns where a postal code is.
     *
     * @param country ISO 3166-1 alpha-2 code in any case, of a state or a territory; null if unknown
     * @param typed the code as typed, or as digits of a JSON number, which lack leading zeros; null if there is none
     */
    public Where read(String country, String typed) {
        String post = country == null ? null : POST_OF.get(country.strip().toUpperCase(Locale.ROOT));
        String code = typed == null ? "" : withoutCountry(post, folded(typed));
        if (post == null || code.isEmpty()) {
            return NO_TABLE;
        }
        return switch (post) {
            case "US" -> number(zip(code), zips, "no ZIP code of five digits, or of nine");
            case "AU" ->
                number(padded(code, 3, AUSTRALIAN_DIGITS), australian, "no Australian postcode of four digits");
            default -> area(code);
        };
    }

    /** Returns a text in plain capitals and digits, without blanks, hyphens, quotes and the decimals of spreadsheets. */
    private static String folded(String typed) {
        if (typed.length() > LONGEST) {
            return "too long";
        }
        StringBuilder folded = new StringBuilder();
        Normalizer.normalize(typed, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .codePoints()
                .filter(character -> !isIgnored(character))
                .map(PostalCodes::plainDigit)
                .forEach(folded::appendCodePoint);
        int point = folded.indexOf(".");
        boolean isWhole = point > 0 && folded.chars().skip(point + 1L).allMatch(digit -> digit == '0');
        return isWhole ? folded.substring(0, point) : folded.toString();
    }

    private static boolean isIgnored(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.DASH_PUNCTUATION, Character.SPACE_SEPARATOR -> true;
            case Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> true;
            default -> QUOTES.indexOf(character) >= 0;
        };
    }

    /** Returns a digit of any script, such as an Arabic one, as a digit of ASCII; another character as it is. */
    private static int plainDigit(int character) {
        return Character.isDigit(character) ? '0' + Character.digit(character, 10) : character;
    }

    /** Returns a code without the country that letters to abroad have before it: {@code US-90210}, {@code AU-2000}. */
    private static String withoutCountry(String post, String code) {
        Matcher prefixed = PREFIXED.matcher(code);
        return prefixed.matches() && POST_OF.get(prefixed.group("country")).equals(post)
                ? prefixed.group("code")
                : code;
    }

    /** Returns the five digits of a ZIP or ZIP+4 code; empty for another text. */
    private static Optional<String> zip(String code) {
        return padded(code, 3, ZIP_DIGITS).or(() -> padded(code, 7, 9).map(nine -> nine.substring(0, ZIP_DIGITS)));
    }

    /** Returns digits with the leading zeros that a number loses; empty for another length or other characters. */
    private static Optional<String> padded(String code, int fewest, int most) {
        boolean fits = code.length() >= fewest
                && code.length() <= most
                && code.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return fits ? Optional.of("0".repeat(most - code.length()) + code) : Optional.empty();
    }

    private static Where number(Optional<String> digits, PostalNumbers table, String malformed) {
        return digits.isEmpty()
                ? new Where.Unknown("the postal code is " + malformed)
                : where(table.spots(Integer.parseInt(digits.get())));
    }

    private Where area(String code) {
        return CANADIAN.matcher(code).matches()
                ? where(canadian.spots(code.substring(0, AREA_CHARACTERS)))
                : new Where.Unknown("the postal code is no Canadian one, such as K1A 0B1, or the first half of one");
    }

    private static Where where(Optional<List<Spot>> found) {
        if (found.isEmpty()) {
            return new Where.Unknown("the postal code is in no area that its post has");
        }
        return found.get().isEmpty()
                ? new Where.Unknown("the postal code is of armed forces or of no address: it says no place")
                : new Where.In(found.get());
    }
}
