package dev.ringback.calls.lawful.numbers;

import java.util.regex.Pattern;

/**
 * Recognizes what spreadsheets and data frames do to telephone numbers, whatever stands around them: an exponent cuts
 * digits off, a decimal point adds some. {@code 3012345.0} would be another person's number where numbers have no fixed
 * length.
 */
final class SpreadsheetNumber {
    private static final Pattern EXPONENT = Pattern.compile("\\d\\s*[.,]?\\s*[eE]\\s*[-+]?\\s*\\d{1,3}(?![\\d\\p{L}])");
    private static final Pattern ERROR = Pattern.compile("#+|#(?:N/A|REF!?|VALUE!?|NAME\\??|NUM!?|NULL!?|DIV/0!?)");

    /** A difference: the spreadsheet took the dashes of a number for minus signs. */
    private static final Pattern NEGATIVE = Pattern.compile("^\\(?-\\d+(?:[.,]\\d+)?(?![\\d]|[ ./-]+\\d)");

    /** A whole number with the one decimal that adds nothing; no other digits are in front. */
    private static final Pattern WHOLE = Pattern.compile("^(\\D*)(\\d{5,})[.,]0(?!\\d|[\\s().,/-]*\\d)");

    /** Seven digits are a number already, so what follows the point is no group of it: 202.5550123 is one. */
    private static final Pattern FRACTION = Pattern.compile("\\d{7,}(?:\\s*\\.+\\s*|,)\\d");

    /** No country writes a last group of one digit, or of noughts, behind a point. */
    private static final Pattern LAST_DIGIT = Pattern.compile("\\d\\s*(?:\\.+|(?<!,),(?!,))\\s*\\d(?![\\s().,/-]*\\d)");

    private static final Pattern NOUGHTS = Pattern.compile(
            "\\d{5,}\\s*\\.+\\s*0+(?!\\d)|\\d{4}\\.0+(?![\\s().,/-]*\\d)|(?<!\\d)\\d{1,3}(?: \\d{3}){2,}[.,]0+(?!\\d)");

    private static final Pattern THOUSANDS = Pattern.compile("^(\\D*)(\\d{1,3}(?:,\\d{3}){2,})(?:\\.0)?(?![\\d,.])");

    private SpreadsheetNumber() {}

    /**
     * Returns whether digits of the number are lost or added, so that nobody can tell which number it was.
     *
     * @param text without the decimals that {@link #whole} takes off
     */
    static boolean isDamaged(String text) {
        return isSuspect(text)
                && (EXPONENT.matcher(text).find()
                        || ERROR.matcher(text).matches()
                        || NEGATIVE.matcher(text).find()
                        || FRACTION.matcher(text).find()
                        || LAST_DIGIT.matcher(text).find()
                        || NOUGHTS.matcher(text).find());
    }

    /**
     * Returns the text with the number as it was before a spreadsheet wrote it as {@code 3012345.0} or
     * {@code 2,025,550,123}; any other text as it is.
     */
    static String whole(String text) {
        if (text.indexOf('.') < 0 && text.indexOf(',') < 0) {
            return text;
        }
        var thousands = THOUSANDS.matcher(text);
        if (thousands.find()) {
            return thousands.group(1) + thousands.group(2).replace(",", "") + text.substring(thousands.end());
        }
        return WHOLE.matcher(text).replaceFirst("$1$2");
    }

    /** Spares the patterns where no sign of damage is in the text: a point, a comma, an exponent, a sign in front. */
    private static boolean isSuspect(String text) {
        return text.startsWith("-")
                || text.startsWith("(-")
                || text.startsWith("#")
                || text.chars().anyMatch(sign -> sign == '.' || sign == ',' || sign == 'e' || sign == 'E');
    }
}
