package dev.ringback.calls.lawful.places;

import dev.ringback.privacy.PhoneNumber;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows the area codes of the North American Numbering Plan, calling code +1: what each is for, where it is used and
 * since when. Immutable and safe for any number of threads.
 */
public final class NumberPlan {
    private static final int LENGTH = 12;
    private static final int AFTER_THE_CALLING_CODE = 2;
    private static final int AFTER_THE_AREA_CODE = 5;
    private static final int THREE_DIGITS = 1000;

    /** Area codes at their own number. An array, since each number that is read asks it. */
    private final AreaCode[] byNumber = new AreaCode[THREE_DIGITS];

    private final List<AreaCode> codes;

    /**
     * Makes a plan of some area codes.
     *
     * @param codes area codes by their three digits
     * @throws IllegalArgumentException if a key is not the area code's own, or cannot be an area code
     */
    public NumberPlan(Map<String, AreaCode> codes) {
        codes.forEach((digits, code) -> {
            if (!digits.equals(code.code()) || !digits.matches("[0-9]{3}") || !isAreaCode(digits, 0)) {
                throw new IllegalArgumentException(digits + " is no area code, or not the one it stands for");
            }
            byNumber[threeDigits(digits, 0)] = code;
        });
        this.codes = codes.values().stream()
                .sorted(Comparator.comparing(AreaCode::code))
                .toList();
    }

    /**
     * Reads the table of this release, {@code places/nanp.tsv}.
     *
     * @throws IllegalStateException if a line of the table is wrong; the message has the file and the line
     */
    public static NumberPlan ofRelease() {
        return new NumberPlan(NumberPlanFile.ofRelease());
    }

    /**
     * Returns the area code of a number.
     *
     * <p>Empty for a number of another calling code, one that the plan's form excludes, and an area code that is not in
     * the table: then the code is unassigned, or has no known date of service.
     */
    public Optional<AreaCode> areaCode(PhoneNumber number) {
        return hasForm(number)
                ? Optional.ofNullable(byNumber[threeDigits(number.e164(), AFTER_THE_CALLING_CODE)])
                : Optional.empty();
    }

    /**
     * Returns whether a number has the form of the plan: +1, area code, exchange and four digits.
     *
     * <p>An area code is three digits, the first 2 to 9. It is not N11 (a short number, as 911), N9X (kept for longer
     * numbers), 37X or 96X (kept by the industry). An exchange is three digits, the first 2 to 9, and not N11. Source:
     * the plan's report on area codes and its guidelines on exchanges.
     */
    public boolean hasForm(PhoneNumber number) {
        String e164 = number.e164();
        return e164.length() == LENGTH
                && e164.charAt(1) == '1'
                && isAreaCode(e164, AFTER_THE_CALLING_CODE)
                && isExchange(e164, AFTER_THE_AREA_CODE);
    }

    /** Returns all area codes of the table, in ascending order. */
    public List<AreaCode> codes() {
        return codes;
    }

    private static boolean isAreaCode(String digits, int at) {
        char first = digits.charAt(at);
        char second = digits.charAt(at + 1);
        boolean keptByTheIndustry = (first == '3' && second == '7') || (first == '9' && second == '6');
        return isExchange(digits, at) && second != '9' && !keptByTheIndustry;
    }

    private static boolean isExchange(String digits, int at) {
        boolean isShortNumber = digits.charAt(at + 1) == '1' && digits.charAt(at + 2) == '1';
        return digits.charAt(at) >= '2' && !isShortNumber;
    }

    private static int threeDigits(String digits, int at) {
        return (digits.charAt(at) - '0') * 100 + (digits.charAt(at + 1) - '0') * 10 + digits.charAt(at + 2) - '0';
    }
}
