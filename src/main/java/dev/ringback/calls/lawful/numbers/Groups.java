package dev.ringback.calls.lawful.numbers;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Judges how the digits of a text are grouped: as one number, or as two that must not be joined into a third. The text
 * holds digits, blanks and punctuation only.
 */
final class Groups {
    /** Digits, and the signs that people write within one number. */
    private static final Pattern ONE_NUMBER = Pattern.compile("[\\d\\s()+./~-]*");

    private static final Pattern DIGITS_AND_SIGNS = Pattern.compile("[\\d\\s()+./~,;|&-]*");
    private static final Pattern LIST = Pattern.compile("[,;|&\n]");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern SEPARATORS = Pattern.compile("[\\s./-]+");
    private static final Pattern DATE =
            Pattern.compile("(?:19|20)\\d{2}-\\d{1,2}-\\d{1,2}|\\d{1,2}([./-])\\d{1,2}\\1(?:19|20)\\d{2}");

    private static final Pattern AREA_CODE = Pattern.compile("\\(?0[1-9]\\d+\\)?");
    private static final Pattern BRACKETED_AREA = Pattern.compile("\\(0?[1-9]\\d+\\)");

    /** The shortest run of digits that is a number by itself in a list. */
    private static final int SHORTEST_IN_A_LIST = 4;

    /** Two groups of so many digits are two numbers: no country writes one that way. */
    private static final int NUMBER_BY_ITSELF = 7;

    /** Area codes have up to five digits without their trunk zero (Germany, Austria, Japan). */
    private static final int LONGEST_AREA_CODE = 5;

    private static final int LONGEST_CALLING_CODE = 3;

    private Groups() {}

    /** Returns whether a text holds nothing but digits and punctuation. */
    static boolean areAll(String text) {
        return DIGITS_AND_SIGNS.matcher(text).matches();
    }

    /** Returns what is wrong with the groups; null where they are one number. */
    static Flaw flawOf(String text) {
        if (DATE.matcher(text).matches()) {
            return Flaw.NO_NUMBER;
        }
        if (LIST.matcher(text).find()) {
            return parts(LIST, text, SHORTEST_IN_A_LIST) > 1 ? Flaw.TWO_NUMBERS : Flaw.NO_NUMBER;
        }
        if (!ONE_NUMBER.matcher(text).matches()) {
            return Flaw.NO_NUMBER;
        }
        int plus = text.lastIndexOf('+');
        if (plus > 0 && !text.substring(0, plus).replaceAll("[\\s(]", "").isEmpty()) {
            return digits(text.substring(0, plus)) >= SHORTEST_IN_A_LIST ? Flaw.TWO_NUMBERS : Flaw.NO_NUMBER;
        }
        return isJoined(text) || hasSlashBetweenNumbers(text) ? Flaw.TWO_NUMBERS : JoinedNumbers.flawOf(text);
    }

    private static boolean isJoined(String text) {
        if (parts(BLANKS, text, NUMBER_BY_ITSELF) > 1) {
            return true;
        }
        if (text.indexOf('0') < 0) {
            return false;
        }
        List<String> groups = Arrays.asList(SEPARATORS.split(text.strip()));
        boolean areaCodeAgain = groups.size() > 2
                && AREA_CODE.matcher(groups.getFirst()).matches()
                && groups.subList(2, groups.size()).contains(groups.getFirst());
        return areaCodeAgain || BRACKETED_AREA.matcher(text).results().count() > 1;
    }

    /** A slash stands behind an area code, as in 030/123456, or between two numbers. */
    private static boolean hasSlashBetweenNumbers(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String area = text.substring(0, slash).strip();
        return !isAreaCode(area) || rest(text.substring(slash + 1));
    }

    /** Returns whether more slashes part the rest into anything but short groups, as in 02/123/45/67. */
    private static boolean rest(String text) {
        return text.contains("/")
                && Arrays.stream(text.split("/", -1)).anyMatch(group -> digits(group) < 2 || digits(group) > 4);
    }

    private static boolean isAreaCode(String text) {
        boolean international = text.startsWith("+") || text.startsWith("00");
        String national = international ? text.replaceFirst("^(?:\\+|00)", "") : text;
        String bare =
                national.replaceAll("\\(0+\\)", " ").replaceAll("[()]", " ").strip();
        String[] groups = BLANKS.split(bare.replaceAll("[.-]", " "));
        String last = groups[groups.length - 1].replaceFirst("^0+", "");
        return international
                ? groups.length == 1 && last.length() <= LONGEST_AREA_CODE + LONGEST_CALLING_CODE
                        || groups.length == 2
                                && groups[0].length() <= LONGEST_CALLING_CODE
                                && last.length() <= LONGEST_AREA_CODE
                : groups.length == 1 && last.length() <= LONGEST_AREA_CODE;
    }

    private static long parts(Pattern separator, String text, int fewest) {
        return Arrays.stream(separator.split(text))
                .filter(part -> digits(part) >= fewest)
                .count();
    }

    static int digits(String text) {
        return (int) text.chars()
                .filter(character -> character >= '0' && character <= '9')
                .count();
    }
}
