package dev.ringback.calls.lawful.numbers;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the one number in a text with words. Letters are digits in toll-free vanity numbers of the North American plan
 * only: libphonenumber reads the letters of a name behind a German number as more digits, which is another person.
 */
final class FreeText {
    private static final String NO_REGION = "ZZ";
    private static final int MOST_TRIES = 20;
    private static final int FEWEST_LETTERS = 3;
    private static final int RUSSIA = 7;

    /** Toll-free area codes in service (North American Numbering Plan Administrator). */
    private static final Pattern VANITY = Pattern.compile(
            "(\\+?1)?[-. ]*\\(?(8(?:00|33|44|55|66|77|88))\\)?[-. ]*((?:[A-Za-z0-9][-. ]?){6}[A-Za-z0-9])");

    /** A letter beside a digit may stand for a digit, such as O for 0. Scripts that write no blanks are exempt. */
    private static final Pattern LETTER_BESIDE_DIGIT =
            Pattern.compile("\\d[\\p{L}&&[^\\p{Lo}]]|[\\p{L}&&[^\\p{Lo}]]\\d");

    /** Hours, sums of money, one digit before a word as in 2. Stock, and Chinese digits, which would be lost. */
    private static final Pattern OTHER_DIGITS = Pattern.compile(
            "\\d\\s*(?:uhr|hrs?|hours?|o'?clock|[ap]\\.?m\\.?|heures?|horas?|ore|uur|h|час\\p{L}*|ч)(?![\\p{L}\\d])"
                    + "|\\d\\s*[%\\p{Sc}]|\\p{Sc}\\s*\\d|\\d\\s+\\d\\.?\\s+\\p{L}"
                    + "|\\d[\\s-]*[\\x{96F6}\\x{4E00}\\x{4E8C}\\x{4E09}\\x{56DB}"
                    + "\\x{4E94}\\x{516D}\\x{4E03}\\x{516B}\\x{4E5D}\\x{5341}]",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** The second telephone of somebody. A 1, 7 or 8 may begin a number where the calling code is 1 or 7. */
    private static final Pattern COUNTED = Pattern.compile("\\p{L}\\.?\\s+(\\d)\\s+\\(?\\d");

    private static final Pattern LONE_LETTER = Pattern.compile("(?<![\\p{L}\\p{M}.])[OoОоΟοIlІ](?![\\p{L}\\p{M}.])");

    /** Addresses of mail and the web hold digits that are no telephone numbers. */
    private static final Pattern ADDRESS = Pattern.compile("@|://|\\p{L}\\.\\p{L}|%[0-9A-Fa-f]{2}");

    private final PhoneNumberUtil numbers;

    FreeText(PhoneNumberUtil numbers) {
        this.numbers = numbers;
    }

    /** Tells what a text with words holds. */
    sealed interface Find {
        /** @param text the part of the text that is a number */
        record One(String text, boolean hasExtension) implements Find {}

        record None(Flaw flaw) implements Find {}
    }

    /**
     * Finds the one number.
     *
     * @param region ISO 3166-1 alpha-2; ZZ where only international numbers can be found
     */
    Find find(String text, String region) {
        var vanity = VANITY.matcher(text);
        if (vanity.matches() && isSpelled(vanity.group(3))) {
            boolean north = vanity.group(1) != null && vanity.group(1).startsWith("+")
                    || !region.equals(NO_REGION) && numbers.getCountryCodeForRegion(region) == 1;
            String digits = PhoneNumberUtil.convertAlphaCharactersInNumber(vanity.group(3));
            return north
                    ? new Find.One("+1" + vanity.group(2) + digits.replaceAll("\\D", ""), false)
                    : new Find.None(Flaw.LETTERS);
        }
        if (ADDRESS.matcher(text).find()) {
            return new Find.None(Flaw.NO_NUMBER);
        }
        if (LETTER_BESIDE_DIGIT.matcher(text).find()
                || OTHER_DIGITS.matcher(text).find()
                || isCounted(text, region)
                || LONE_LETTER.matcher(text).find()) {
            return new Find.None(Flaw.LETTERS);
        }
        return only(text, region);
    }

    private boolean isCounted(String text, String region) {
        var match = COUNTED.matcher(text);
        if (!match.find()) {
            return false;
        }
        int code = region.equals(NO_REGION) ? 0 : numbers.getCountryCodeForRegion(region);
        String first = match.group(1);
        return !(code == 1 && first.equals("1") || code == RUSSIA && (first.equals("7") || first.equals("8")));
    }

    /** Three letters spell a word (libphonenumber's rule too); an O among zeros does not. */
    private static boolean isSpelled(String subscriber) {
        return subscriber.chars().filter(Character::isLetter).count() >= FEWEST_LETTERS
                && subscriber.chars().anyMatch(letter -> Character.isLetter(letter) && "OoIl".indexOf(letter) < 0);
    }

    private Find only(String text, String region) {
        List<PhoneNumberMatch> found = matches(text, region, Leniency.VALID);
        if (found.isEmpty()) {
            found = matches(text, region, Leniency.POSSIBLE);
        }
        if (found.size() > 1) {
            return new Find.None(Flaw.TWO_NUMBERS);
        }
        if (found.isEmpty()) {
            return new Find.None(Flaw.LETTERS);
        }
        PhoneNumberMatch match = found.getFirst();
        String around = text.substring(0, match.start()) + text.substring(match.end());
        return Groups.digits(around) > 0 || around.contains("+")
                ? new Find.None(Flaw.LETTERS)
                : new Find.One(match.rawString(), match.number().hasExtension());
    }

    private List<PhoneNumberMatch> matches(String text, String region, Leniency leniency) {
        List<PhoneNumberMatch> found = new ArrayList<>();
        numbers.findNumbers(text, region, leniency, MOST_TRIES).forEach(found::add);
        return found;
    }
}
