package dev.ringback.calls.lawful.numbers;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Recognizes numbers that somebody has masked or cut, such as {@code 030 1234***}, {@code 030 12345...} or
 * {@code 202-555-XXXX}. What is left may be a stranger's number, above all where numbers have no fixed length.
 */
final class MaskedNumber {
    private static final String PLAIN = "0123456789 ()+-./";
    private static final String DIGIT = "\\p{Nd}";

    /** Signs that nobody writes in a number or beside it for another reason: stars, underscores, circles, blocks. */
    private static final Pattern MARK = Pattern.compile("[*_\\x{2217}\\x{229B}\\x{2500}-\\x{25FF}\\x{2605}\\x{2606}"
            + "\\x{2720}-\\x{274B}\\x{26AA}\\x{26AB}\\x{2B1B}\\x{2B1C}\\x{2B50}\\x{3007}]");

    /** A dash or points behind digits, which are missing then. One point may end a sentence. */
    private static final Pattern CUT = Pattern.compile(DIGIT + "[\\s()]*(?:\\.\\s?){2}|\\.{2,}" + DIGIT + "|\\?" + DIGIT
            + "|" + DIGIT + "[\\s)]*[\\p{Pd}~\\x{2212}][\\s\\p{Pd}~\\x{2212})]*$|\\p{Pd}{3}");

    /** A question mark behind a digit, or the same sign again. Pauses and brackets are not among them. */
    private static final Pattern BEHIND_DIGIT = Pattern.compile(
            "[?\\x{BF}\\x{61F}\\x{FFFD}\\x{22EF}]" + "|([^\\p{L}\\p{M}\\p{N}\\p{Z}\\p{C}()'\"<>,;:/|&+=-])\\1");

    private static final Pattern BULLETS = Pattern.compile("\\x{2022}\\s*\\x{2022}|\\x{2022}\\s*$");

    private static final String X = "[xX\\x{445}\\x{425}\\x{D7}\\x{2715}\\x{2716}]";

    /** X for a digit, of any script. One alone may be a name's or stand before an extension. */
    private static final Pattern LETTER_X = Pattern.compile("(?<!\\p{L})" + X + "{2,}(?!\\p{L})|" + DIGIT + "[\\s().-]*"
            + X + "(?![\\s.:=#-]*" + DIGIT + ")(?!\\p{L})|[\\x{D7}\\x{2715}\\x{2716}]");

    /** A letter again and again behind the digits, such as NN or ff, or one as the ending. */
    private static final Pattern LETTERS = Pattern.compile(
            DIGIT + "\\p{Pd}\\p{L}(?!\\p{L})|" + DIGIT + "[\\s().-]*(\\p{L})(?:\\s?\\1)+(?!\\p{L})",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** A hash behind digits that begins no extension, or one that counts numbers in front of one. */
    private static final Pattern HASH = Pattern.compile("#\\s*" + DIGIT + "{1,2}(?!" + DIGIT + ").*" + DIGIT + "{3}|"
            + DIGIT + "[^#]*#(?!\\s*" + DIGIT + "{1,6}(?!" + DIGIT + "))");

    private MaskedNumber() {}

    /** Returns whether digits are hidden or missing in a text that has some. */
    static boolean isMasked(String typed) {
        if (CUT.matcher(typed).find()) {
            return true;
        }
        return !isPlain(typed) && hasMask(Normalizer.normalize(typed, Normalizer.Form.NFKC));
    }

    private static boolean hasMask(String text) {
        int digit = 0;
        while (digit < text.length() && !Character.isDigit(text.charAt(digit))) {
            digit++;
        }
        return MARK.matcher(text).find()
                || CUT.matcher(text).find()
                || BEHIND_DIGIT.matcher(text).region(digit, text.length()).find()
                || BULLETS.matcher(text).find()
                || LETTER_X.matcher(text).find()
                || LETTERS.matcher(text).find()
                || HASH.matcher(text).find();
    }

    /** Returns whether a text has only the signs of {@link #PLAIN}, which mask nothing. Nearly all texts do. */
    private static boolean isPlain(String text) {
        return text.chars().allMatch(character -> PLAIN.indexOf(character) >= 0);
    }
}
