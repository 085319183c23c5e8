package dev.ringback.calls.lawful.places;

import dev.ringback.calls.lawful.places.PlaceReader.Result;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds a locale, a language with a country as browsers and shops send it: {@code nl-BE}, {@code pt_BR.UTF-8},
 * {@code zh-Hant-TW} (RFC 5646).
 *
 * <p>Many languages of ISO 639 have the code of a country that does not speak them: {@code sv} is Swedish, SV El
 * Salvador. So {@code es-AR} may be Spanish of Argentina, or Aragon in Spain.
 *
 * @param language ISO 639-1 code, or the 639-2 code of the same language, in capitals
 * @param region ISO 3166-1 code in capitals, or an area of three digits (UN M49); null for a language without one
 * @param isCased whether the language is in lower case and the region in capitals, as locales are written
 */
record LocaleText(String language, String region, boolean isCased) {
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}]");
    private static final Pattern FORM = Pattern.compile(
            ("(?<language>[A-Za-z]{2,3})(?:~(?<script>[A-Za-z]{4}))?(?:~(?<region>[A-Za-z]{2}|[0-9]{3}))?"
                            + "(?<rest>[-_.@,;].*)?")
                    .replace("~", "[\\s/_\\p{Pd}]+"),
            Pattern.DOTALL);

    /** Languages withdrawn and still sent; and those whose three letters are a country's, such as Syriac. */
    private static final String MORE_LANGUAGES = "IN IW JI MO SH AUS BIH BRA CHN MAC MUS NIC PER SYR TKL UGA";

    private static final Set<String> LANGUAGES = Stream.concat(
                    Stream.of(MORE_LANGUAGES.split(" ")),
                    Arrays.stream(Locale.getISOLanguages())
                            .flatMap(code -> Stream.of(code, Locale.of(code).getISO3Language())))
            .map(code -> code.toUpperCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> REGIONS = Stream.concat(Stream.of("XK"), Arrays.stream(Locale.getISOCountries()))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> SCRIPTS = Set.of(
            ("ADLM ARAB ARMN BENG CYRL DEVA ETHI GEOR GREK GUJR GURU HANI HANS HANT HEBR JPAN KHMR KNDA KORE LAOO LATN "
                            + "MLYM MONG MYMR NKOO OLCK ORYA SINH TAML TELU TFNG THAI TIBT VAII")
                    .split(" "));
    private static final String LATIN_AMERICA = "419";

    /** Returns the locale that a text has the form of; empty for another text. */
    static Optional<LocaleText> of(String typed) {
        String plain = INVISIBLE
                .matcher(Normalizer.normalize(typed, Normalizer.Form.NFKC))
                .replaceAll("")
                .strip();
        Matcher form = FORM.matcher(plain);
        if (!form.matches()) {
            return Optional.empty();
        }
        String language = form.group("language");
        String script = form.group("script");
        String region = form.group("region");
        String rest = form.group("rest");
        boolean isCased = language.equals(language.toLowerCase(Locale.ROOT))
                && (region == null || region.equals(region.toUpperCase(Locale.ROOT)));
        boolean isLocale = LANGUAGES.contains(language.toUpperCase(Locale.ROOT))
                && (script == null || isScript(script, isCased && region != null))
                && (region != null || script != null || (rest != null && rest.contains(";q="))) // of Accept-Language
                && (rest == null || isCased);
        return isLocale ? Optional.of(of(language, region, isCased)) : Optional.empty();
    }

    /** Returns whether a text is a script that is known or, between a language and a country, has the form of one. */
    private static boolean isScript(String text, boolean isBetween) {
        return SCRIPTS.contains(text.toUpperCase(Locale.ROOT)) || (isBetween && text.matches("[A-Z][a-z]{3}"));
    }

    private static LocaleText of(String language, String region, boolean isCased) {
        return new LocaleText(
                language.toUpperCase(Locale.ROOT), region == null ? null : region.toUpperCase(Locale.ROOT), isCased);
    }

    /**
     * Returns what the locale says of the place; empty if the text is a place and no locale.
     *
     * <p>By its case {@code nl-BE} is Belgium, {@code DE-BE} Berlin, and {@code de-BE} may be both. {@code pt-br} and
     * {@code PT-BR} are unknown: Portugal has no such part, and their writer did not mean it.
     */
    Optional<Result> read(PlaceNames names) {
        Optional<String> namesake = names.country(language);
        if (region == null || Character.isDigit(region.charAt(0))) {
            boolean isPlace = namesake.isEmpty() || !(isCased || LATIN_AMERICA.equals(region));
            return isPlace ? Optional.empty() : Optional.of(unknown());
        }
        if (!REGIONS.contains(region)) {
            return Optional.empty();
        }
        List<String> parts =
                namesake.map(country -> names.subdivision(country, region)).orElse(List.of());
        boolean isPart =
                !parts.isEmpty() || !names.subdivision(region, language).isEmpty(); // "DE-US", Delaware
        if (isPart && !isCased) {
            return Optional.empty();
        }
        boolean isCertain = isCased || namesake.isEmpty() || namesake.get().equals(region);
        return Optional.of(isCertain ? found(parts) : unknown());
    }

    private Result found(List<String> parts) {
        Set<String> places = new LinkedHashSet<>(parts);
        places.remove(PlaceNames.NOWHERE);
        places.add(region);
        return new Result.Found(List.copyOf(places), "");
    }

    private static Result unknown() {
        return new Result.Unknown(
                "its place looks like a language and not like a country; an ISO 3166 code such as US-CA is understood");
    }
}
