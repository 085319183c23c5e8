package dev.ringback.calls.lawful.numbers;

import dev.ringback.privacy.PhoneNumber;
import java.util.Optional;
import java.util.Set;

/**
 * Reads texts that are E.164 already, such as +12025550123, without parsing, since nearly all texts are. Where a digit
 * might be a trunk prefix or an old form, it reads nothing and leaves the text to the parser.
 */
final class PlainNumbers {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 16;
    private static final int NORTH_AMERICAN_LENGTH = 12;

    /**
     * Calling codes of plans with a trunk or carrier prefix that does not begin with 0: Argentina, China, Luxembourg,
     * Belarus. A test compares all others with the parser.
     */
    private static final Set<Integer> OTHER_PREFIXES = Set.of(54, 86, 352, 375);

    /** Brazil's 90 begins a call that the called party pays, and no area code. */
    private static final String COLLECT_CALL = "+5590";

    private final CallingCodes codes;
    private final OldForms oldForms;

    PlainNumbers(CallingCodes codes, OldForms oldForms) {
        this.codes = codes;
        this.oldForms = oldForms;
    }

    /** Returns the number that a text in E.164 is; empty where it may hold a prefix or an old form. */
    Optional<PhoneNumber> read(String e164) {
        int length = codes.codeLength(e164, 1);
        if (length == 0) {
            return Optional.empty();
        }
        int code = Integer.parseInt(e164, 1, 1 + length, 10);
        boolean isItself = code == 1
                ? hasNorthAmericanForm(e164)
                : e164.charAt(1 + length) != '0'
                        && codes.isPossible(code, e164.length() - 1 - length)
                        && !OTHER_PREFIXES.contains(code)
                        && !e164.startsWith(COLLECT_CALL)
                        && oldForms.current(e164.substring(1)).isEmpty();
        return isItself ? Optional.of(new PhoneNumber(e164)) : Optional.empty();
    }

    /** Returns whether a text is a plus sign and 7 to 15 ASCII digits, the first not 0. */
    static boolean isE164(String typed) {
        int length = typed.length();
        if (length < SHORTEST || length > LONGEST || typed.charAt(0) != '+') {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char digit = typed.charAt(i);
            if (digit < '0' || digit > '9') {
                return false;
            }
        }
        return typed.charAt(1) != '0';
    }

    private static boolean hasNorthAmericanForm(String typed) {
        return typed.length() == NORTH_AMERICAN_LENGTH && typed.charAt(2) > '1' && typed.charAt(5) > '1';
    }
}
