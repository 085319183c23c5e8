package dev.ringback.rules;

import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the language tags that rules may name, such as {@code en-US}: a language of CLDR, with a region that exists. */
final class SpokenLocale {
    static final String EXPECTED = "a language tag such as \"en-US\"";

    private static final Set<String> LANGUAGES = Locale.availableLocales()
            .map(Locale::getLanguage)
            .filter(language -> !language.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> REGIONS =
            Locale.availableLocales().map(Locale::getCountry).collect(Collectors.toUnmodifiableSet());

    private static final Pattern BLANK = Pattern.compile("\\p{Zs}");
    private static final Pattern DIRECTION = Pattern.compile("[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private SpokenLocale() {}

    /** Returns the locale of a tag in any case; empty if it is ill-formed, unknown, or has variants or extensions. */
    static Optional<Locale> of(String tag) {
        try {
            Locale locale = new Locale.Builder().setLanguageTag(tag).build();
            boolean isKnown = LANGUAGES.contains(locale.getLanguage())
                    && REGIONS.contains(locale.getCountry())
                    && locale.getVariant().isEmpty()
                    && !locale.hasExtensions();
            return isKnown ? Optional.of(locale) : Optional.empty();
        } catch (IllformedLocaleException e) {
            return Optional.empty();
        }
    }

    /** @throws UnreadableArgumentException if the argument is no known locale */
    static Locale of(Argument argument) {
        return of(argument.text(EXPECTED)).orElseThrow(() -> argument.unreadable("is unknown; expected " + EXPECTED));
    }

    /** Writes text of CLDR plainly: non-breaking blanks become blanks, and invisible marks of direction are left out. */
    static String plain(String text) {
        return DIRECTION.matcher(BLANK.matcher(text).replaceAll(" ")).replaceAll("");
    }
}
