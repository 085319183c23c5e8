package dev.ringback.calls.lawful.numbers;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Recognizes two numbers, or a number and a note, whose digits would be a third person's number if joined. The text
 * holds digits, blanks and punctuation only.
 */
final class JoinedNumbers {
    /**
     * A dash or point with blanks on both sides, as also a bullet is cleaned to a point; the only point; and the first
     * blank of an international number.
     */
    private static final Pattern APART =
            Pattern.compile("\\s+[.-]+\\s+|\\.(?<=^[^.]{1,99}\\.)(?=[^.]*$)|\\s(?<=^(?:\\+|00)\\d{1,15}\\s)");

    private static final Pattern NO_DIGITS = Pattern.compile("\\D+");
    private static final Pattern BRACKET = Pattern.compile("\\(([^()]*)(?:\\)|$)");
    private static final Pattern FOOTNOTE = Pattern.compile("[^(]*\\d\\s+\\d{1,2}\\)\\s*");

    /** The place in a list, such as 1. or (1) or 1 alone, in front of a number. */
    private static final Pattern PLACE_IN_LIST = Pattern.compile(
            "\\s*(?:[1-9]\\d?[.)]+\\s|(?:\\(?\\d[\\s.)-]*|[1-9]\\d\\s+-+|\\([1-9]\\d\\))\\s+\\(?0[1-9]\\d).*",
            Pattern.DOTALL);

    /** Hours of the day or a postal code in front of a trunk prefix. */
    private static final Pattern OTHER_IN_FRONT =
            Pattern.compile("\\s*(?:\\d{1,2}\\s*-+\\s*[1-9]\\d?|[1-9]\\d{4})\\s+\\(?0[1-9]\\d.{5,}", Pattern.DOTALL);

    /** Hours of the day behind a number, or a date. */
    private static final Pattern HOURS = Pattern.compile("(.*\\d)\\s+\\d\\s*-+\\s*\\d{1,2}\\s*", Pattern.DOTALL);

    private static final Pattern DATE = Pattern.compile("([^.]*\\d)\\s+\\d{1,2}\\.\\d{1,2}[.\\s]*", Pattern.DOTALL);

    /** Two endings of a number, or the first and the last of a range. */
    private static final Pattern ENDINGS =
            Pattern.compile("(.*\\d)\\s*-\\d{1,4}\\s+-+\\s*\\d{1,4}\\s*", Pattern.DOTALL);

    /** Prefixes of international numbers in most countries, North America, Australia, Japan and Russia. */
    private static final Pattern INTERNATIONAL = Pattern.compile("^[\\s(]*(?:\\+|0011|011|010|00|8\\s*~\\s*10)");

    /** A tilde is the second dial tone of Russia's 8; elsewhere it is a range. */
    private static final Pattern TONE = Pattern.compile("^[\\s(]*8\\s*~");

    /** A trunk or international prefix with the code behind it. */
    private static final Pattern CODE = Pattern.compile("0{1,2}[1-9]\\d{1,3}");

    private static final int CALLING_CODE = 2;
    private static final int LONGEST_CALLING_CODE = 3;

    /** The digits in front of an area code in brackets: a calling code and a prefix of mobiles, or a carrier's. */
    private static final int MOST_IN_FRONT = 4;

    /** The shortest local numbers of cities, with their area code, and alone. */
    private static final int SHORTEST_NUMBER = 6;

    private static final int SHORTEST_WITH_TRUNK = 7;
    private static final int SHORTEST_LOCAL = 5;
    private static final int SHORTEST_END = 4;
    private static final int LONGER_THAN_PAIRS = 4;

    private JoinedNumbers() {}

    /** Returns what is wrong; null where the text may be one number. */
    static Flaw flawOf(String text) {
        boolean isRange =
                text.indexOf('~') >= 0 && TONE.matcher(text).replaceFirst("").indexOf('~') >= 0;
        if (isRange || isApart(text) || hasEndings(text) || hasSecondStart(text)) {
            return Flaw.TWO_NUMBERS;
        }
        boolean hasNote = PLACE_IN_LIST.matcher(text).matches()
                || OTHER_IN_FRONT.matcher(text).matches()
                || text.indexOf('-') >= 0 && isBehindNumber(HOURS, text)
                || text.indexOf('.') >= 0 && isBehindNumber(DATE, text)
                || text.indexOf(')') >= 0 && FOOTNOTE.matcher(text).matches()
                || text.indexOf('(') >= 0
                        && BRACKET.matcher(text).results().anyMatch(bracket -> !isCode(bracket, text));
        return hasNote ? Flaw.AMBIGUOUS : null;
    }

    private static boolean hasEndings(String text) {
        return text.indexOf('-') >= 0 && isBehindNumber(ENDINGS, text);
    }

    private static boolean isBehindNumber(Pattern addition, String text) {
        var match = addition.matcher(text);
        return match.matches() && Groups.digits(match.group(1)) >= SHORTEST_NUMBER;
    }

    /** Returns whether a separator has a whole number in front of it, with its area code, and a local one behind it. */
    private static boolean isApart(String text) {
        int prefix = Math.max(0, prefixLength(text) - 1);
        return APART.matcher(text)
                .results()
                .anyMatch(separator ->
                        Groups.digits(text.substring(0, separator.start())) - prefix >= SHORTEST_WITH_TRUNK
                                && Groups.digits(text.substring(separator.end())) >= SHORTEST_LOCAL);
    }

    /** Returns whether brackets hold an area code or a trunk prefix, which stand in front of the other digits. */
    private static boolean isCode(MatchResult bracket, String text) {
        String before = text.substring(0, bracket.start());
        String national = INTERNATIONAL.matcher(before).replaceFirst("");
        boolean isInternational = national.length() < before.length();
        int digits = Groups.digits(national);
        if (digits == 0 || Groups.digits(bracket.group(1)) == 0) {
            return true;
        }
        if (bracket.group(1).matches("[\\s0]+")) {
            return digits <= LONGEST_CALLING_CODE && (isInternational || !before.startsWith("0"));
        }
        return Groups.digits(text.substring(bracket.end())) == 0
                ? digits <= (isInternational ? LONGEST_CALLING_CODE : 1)
                : digits <= MOST_IN_FRONT;
    }

    /** Returns whether an area code, a trunk prefix or a calling code begins a second number behind the first. */
    private static boolean hasSecondStart(String text) {
        List<String> groups =
                NO_DIGITS.splitAsStream(text).filter(group -> !group.isEmpty()).toList();
        int before = -prefixLength(text);
        int after = Groups.digits(text);
        int longest = 0;
        for (int at = 0; at < groups.size(); at++) {
            String group = groups.get(at);
            after -= group.length();
            boolean isNew = before >= SHORTEST_NUMBER
                    && after >= SHORTEST_END
                    && CODE.matcher(group).matches();
            if (isNew || longest >= LONGER_THAN_PAIRS && isAgain(group, after, groups, text)) {
                return true;
            }
            before += group.length();
            longest = at > 0 ? Math.max(longest, group.length()) : 0;
        }
        return false;
    }

    private static boolean isAgain(String group, int after, List<String> groups, String text) {
        boolean isInternational = text.contains("+");
        String area = groups.get(isInternational ? 1 : 0);
        boolean isArea = group.equals(area) && area.startsWith("0") && after >= LONGEST_CALLING_CODE;
        boolean isCallingCode = group.equals(groups.getFirst())
                && (isInternational && group.length() >= CALLING_CODE && after >= SHORTEST_LOCAL
                        || group.length() >= SHORTEST_END && after >= LONGEST_CALLING_CODE);
        return isArea || isCallingCode;
    }

    private static int prefixLength(String text) {
        if (text.contains("+")) {
            return CALLING_CODE;
        }
        return text.startsWith("00") ? CALLING_CODE + 2 : 0;
    }
}
