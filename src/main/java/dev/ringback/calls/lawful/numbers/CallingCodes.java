package dev.ringback.calls.lawful.numbers;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;

/**
 * Splits digits into a calling code and a national number, and knows how long national numbers may be. Facts:
 * libphonenumber, asked once for each code and length, since asking it for each number is slow.
 */
final class CallingCodes {
    /** Calling codes have one to three digits (ITU-T E.164). */
    private static final int LONGEST_CODE = 3;

    private static final int CODES = 1000;
    private static final int LONGEST_NUMBER = 17;

    private final boolean[] known = new boolean[CODES];
    private final int[] lengths = new int[CODES];

    private CallingCodes() {}

    /** Returns the codes of the library on the class path. */
    static CallingCodes of(PhoneNumberUtil numbers) {
        CallingCodes codes = new CallingCodes();
        for (int code : numbers.getSupportedCallingCodes()) {
            codes.known[code] = true;
            codes.lengths[code] = possibleLengths(numbers, code);
        }
        return codes;
    }

    private static int possibleLengths(PhoneNumberUtil numbers, int code) {
        int bits = 0;
        for (int length = 2; length <= LONGEST_NUMBER; length++) {
            Phonenumber.PhoneNumber number = number(code, "2".repeat(length));
            if (numbers.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE) {
                bits |= 1 << length;
            }
        }
        return bits;
    }

    /** Returns how many digits from a position on are the calling code; 0 if no code begins there. */
    int codeLength(String digits, int from) {
        int code = 0;
        for (int length = 1; length <= LONGEST_CODE && from + length <= digits.length(); length++) {
            code = code * 10 + digits.charAt(from + length - 1) - '0';
            if (known[code]) {
                return length;
            }
        }
        return 0;
    }

    /** Returns whether national numbers of a calling code may have so many digits. */
    boolean isPossible(int code, int length) {
        return length <= LONGEST_NUMBER && (lengths[code] & 1 << length) != 0;
    }

    /** Splits a number in E.164, such as +12025550123; its calling code must be known. */
    Phonenumber.PhoneNumber split(String e164) {
        int length = codeLength(e164, 1);
        return number(Integer.parseInt(e164, 1, 1 + length, 10), e164.substring(1 + length));
    }

    /** Returns the library's form of a number, without parsing: zeros at the start are part of the number. */
    static Phonenumber.PhoneNumber number(int code, String national) {
        int zeros = 0;
        while (zeros < national.length() - 1 && national.charAt(zeros) == '0') {
            zeros++;
        }
        Phonenumber.PhoneNumber number =
                new Phonenumber.PhoneNumber().setCountryCode(code).setNationalNumber(Long.parseLong(national));
        if (zeros > 0) {
            number.setItalianLeadingZero(true);
        }
        return zeros > 1 ? number.setNumberOfLeadingZeros(zeros) : number;
    }
}
