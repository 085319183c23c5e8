package dev.ringback.calls.lawful.numbers;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.ringback.calls.lawful.numbers.FreeText.Find;
import dev.ringback.privacy.PhoneNumber;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads typed numbers: it tells which person a text means, however it is written. Rules, files, opt-outs, cancels and
 * searches share it, so that one text is one person everywhere. Whether a number may be rung is {@link NumberJudge}'s.
 *
 * <p>A text that could mean two numbers means nobody. No text makes it throw.
 */
public final class NumberReader {
    /** Longer texts are no numbers; the parser's own limit is 250 too. */
    private static final int LONGEST_TEXT = 250;

    /** Two numbers with extensions have fewer; more would only keep the patterns busy. */
    private static final int MOST_DIGITS = 50;

    /** libphonenumber's code for no region: only international numbers are found. */
    private static final String NO_REGION = "ZZ";

    /** A plus sign, 54, 9 and ten digits (ENACOM, fundamental plan of numbering). */
    private static final int ARGENTINE_MOBILE = 14;

    private final Function<String, Optional<String>> regions;
    private final PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    private final OldForms oldForms = OldForms.ofRelease();
    private final PlainNumbers plain;
    private final DigitParser parser;
    private final FreeText freeText = new FreeText(numbers);

    /**
     * Makes a reader.
     *
     * @param regions from a typed region, such as "UK" or "United States", to its ISO 3166-1 alpha-2 code; empty where it
     *     knows none
     */
    public NumberReader(Function<String, Optional<String>> regions) {
        this.regions = regions;
        CallingCodes codes = CallingCodes.of(numbers);
        this.plain = new PlainNumbers(codes, oldForms);
        this.parser = new DigitParser(numbers, codes, oldForms);
    }

    /**
     * Reads a typed number.
     *
     * @param typed any text; null is as nothing typed
     * @param region of a number in national form, as typed; blank or null if unknown
     */
    public Reading read(String typed, String region) {
        if (typed == null) {
            return new Reading.Absent();
        }
        return PlainNumbers.isE164(typed) ? readE164(typed) : readText(typed, region);
    }

    /**
     * Returns the other form of a number that may be the same person's and cannot be told from it: Argentina dials a
     * mobile with a 9 from abroad and without it at home, and fixed lines without it. Opt-outs should hold for both.
     *
     * @return empty for a number with one form
     */
    public Optional<PhoneNumber> otherForm(PhoneNumber number) {
        String e164 = number.e164();
        if (e164.startsWith("+549") && e164.length() == ARGENTINE_MOBILE) {
            return Optional.of(new PhoneNumber("+54" + e164.substring(4)));
        }
        return e164.startsWith("+54") && e164.length() == ARGENTINE_MOBILE - 1
                ? Optional.of(new PhoneNumber("+549" + e164.substring(3)))
                : Optional.empty();
    }

    /** Returns a regular expression of numbers in E.164 that were replaced and are read as today's. */
    public String oldForm() {
        return oldForms.pattern();
    }

    private Reading readText(String typed, String region) {
        String stripped = typed.strip();
        if (stripped.isEmpty()) {
            return new Reading.Absent();
        }
        if (stripped.length() > LONGEST_TEXT) {
            return new Reading.Unreadable(Flaw.LONG_TEXT);
        }
        String text = CleanText.of(stripped);
        if (text.isBlank()) {
            return new Reading.Absent();
        }
        String whole = SpreadsheetNumber.whole(text);
        if (SpreadsheetNumber.isDamaged(whole)) {
            return new Reading.Unreadable(Flaw.SPREADSHEET);
        }
        return Groups.digits(text) > 0 && (MaskedNumber.isMasked(stripped) || isMaskedBehindDecimals(whole, text))
                ? new Reading.Unreadable(Flaw.MASKED)
                : readNumber(whole, region == null ? "" : region);
    }

    private static boolean isMaskedBehindDecimals(String whole, String text) {
        return !whole.equals(text) && MaskedNumber.isMasked(whole);
    }

    private Reading readNumber(String text, String region) {
        int digits = Groups.digits(text);
        if (digits == 0 || digits > MOST_DIGITS) {
            return new Reading.Unreadable(digits == 0 ? Flaw.NO_NUMBER : Flaw.TOO_LONG);
        }
        boolean areDigits = Groups.areAll(text);
        if (areDigits && !text.contains(",,")) {
            return readDigits(text, region);
        }
        var parameters = Extension.parametersOf(text);
        if (parameters.isPresent()) {
            return extended(
                    readNumber(parameters.get().number(), region),
                    parameters.get().hasExtension());
        }
        var extension = Extension.in(text);
        if (extension.isPresent()) {
            return extended(readNumber(extension.get().main(), region), true);
        }
        return areDigits ? readDigits(text, region) : readWords(text, region);
    }

    private static Reading extended(Reading reading, boolean hasExtension) {
        return reading instanceof Reading.Person(PhoneNumber number, boolean extended)
                ? new Reading.Person(number, extended || hasExtension)
                : reading;
    }

    private Reading readWords(String text, String region) {
        String known = known(region).orElse(NO_REGION);
        return switch (freeText.find(text, known)) {
            case Find.None(Flaw flaw)
            when flaw == Flaw.LETTERS && known.equals(NO_REGION) && !text.contains("+") -> unknownRegion(region);
            case Find.None(Flaw flaw) -> new Reading.Unreadable(flaw);
            case Find.One(String found, boolean hasExtension) ->
                extended(readFound(found, hasExtension, region), hasExtension);
        };
    }

    /** A found number may hold an extension in the library's words, but no other letters. */
    private Reading readFound(String found, boolean hasExtension, String region) {
        String main = hasExtension ? Extension.in(found).map(Extension::main).orElse(found) : found;
        return Groups.areAll(main) ? readDigits(main, region) : new Reading.Unreadable(Flaw.LETTERS);
    }

    private Reading readDigits(String text, String region) {
        Flaw flaw = Groups.flawOf(text);
        if (flaw != null) {
            return new Reading.Unreadable(flaw);
        }
        if (text.contains("+")) {
            return readInternational(text);
        }
        Optional<String> known = known(region);
        return known.isPresent() ? parser.parseNational(text, known.get()) : unknownRegion(region);
    }

    private Reading readInternational(String text) {
        String bare = text.replaceAll("[^\\d+]", "").replaceFirst("^\\+00(?=[1-9])", "+");
        return PlainNumbers.isE164(bare) ? readE164(bare) : parser.parseInternational(bare);
    }

    private Reading readE164(String e164) {
        Optional<PhoneNumber> number = plain.read(e164);
        return number.isPresent() ? new Reading.Person(number.get(), false) : parser.parseInternational(e164);
    }

    private static Reading unknownRegion(String region) {
        return new Reading.Unreadable(region.isBlank() ? Flaw.NO_REGION : Flaw.UNKNOWN_REGION);
    }

    private Optional<String> known(String region) {
        return region.isBlank()
                ? Optional.empty()
                : regions.apply(region).filter(numbers.getSupportedRegions()::contains);
    }
}
