package dev.ringback.calls.lawful.numbers;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.ringback.privacy.PhoneNumber;
import java.util.Optional;

/** Parses one number without letters, national or international, into its current form. Facts: libphonenumber. */
final class DigitParser {
    private static final String ARGENTINE_MOBILE = "+549";

    /** An area code and a number (ENACOM, fundamental plan of numbering). */
    private static final int ARGENTINE_DIGITS = 10;

    private final PhoneNumberUtil numbers;
    private final CallingCodes codes;
    private final OldForms oldForms;

    DigitParser(PhoneNumberUtil numbers, CallingCodes codes, OldForms oldForms) {
        this.numbers = numbers;
        this.codes = codes;
        this.oldForms = oldForms;
    }

    /**
     * Parses a number in national form, or with the prefix that the region dials before international ones.
     *
     * @param region ISO 3166-1 alpha-2, known to the library
     */
    Reading parseNational(String digits, String region) {
        try {
            Phonenumber.PhoneNumber parsed = numbers.parse(digits, region);
            return numbers.isValidNumber(parsed)
                    ? unlessInternational(digits, region, parsed)
                    : withoutPlusSign(digits).orElseGet(() -> current(parsed));
        } catch (NumberParseException e) {
            return unreadable(e);
        }
    }

    /** Parses a number that begins with a plus sign. A number that is valid as it stands keeps all of its digits. */
    Reading parseInternational(String e164) {
        int code = codes.codeLength(e164, 1);
        boolean isItself = code > 0
                && PhoneNumber.isE164(e164)
                && numbers.getNumberType(codes.split(e164)) != PhoneNumberType.UNKNOWN;
        if (isItself) {
            return current(codes.split(e164));
        }
        try {
            return current(numbers.parse(withOnePrefix(e164), null));
        } catch (NumberParseException e) {
            return unreadable(e);
        }
    }

    /** Argentina's mobiles have a 9 from abroad and a 15 behind the area code at home. Some write both, or a 0. */
    private static String withOnePrefix(String e164) {
        if (!e164.startsWith(ARGENTINE_MOBILE)) {
            return e164;
        }
        String national = e164.substring(ARGENTINE_MOBILE.length());
        String bare = national.startsWith("0") ? national.substring(1) : national;
        return switch (bare.length()) {
            case ARGENTINE_DIGITS -> ARGENTINE_MOBILE + bare;
            case ARGENTINE_DIGITS + 2 -> "+54" + bare;
            default -> e164;
        };
    }

    private static Reading unreadable(NumberParseException e) {
        return new Reading.Unreadable(
                switch (e.getErrorType()) {
                    case INVALID_COUNTRY_CODE -> Flaw.UNKNOWN_CALLING_CODE;
                    case TOO_SHORT_NSN, TOO_SHORT_AFTER_IDD -> Flaw.TOO_SHORT;
                    case TOO_LONG -> Flaw.TOO_LONG;
                    case NOT_A_NUMBER -> Flaw.NO_NUMBER;
                });
    }

    /** Returns the number that 00 begins, which is no country's national number, where the region dials another prefix. */
    private Optional<Reading> withoutPlusSign(String digits) {
        String bare = digits.replaceAll("\\D", "");
        return bare.startsWith("00") ? valid("+" + bare.substring(2)).map(this::current) : Optional.empty();
    }

    /**
     * Spreadsheets drop both the plus sign and the trunk zero. Where numbers have no fixed length, digits that begin with
     * the region's own calling code may then be two persons' numbers. A mobile number's form is strict, so it decides.
     */
    private Reading unlessInternational(String digits, String region, Phonenumber.PhoneNumber national) {
        String bare = digits.replaceAll("\\D", "");
        String code = Integer.toString(numbers.getCountryCodeForRegion(region));
        if (!bare.startsWith(code)
                || !numbers.getNationalSignificantNumber(national).equals(bare)) {
            return current(national);
        }
        Optional<Phonenumber.PhoneNumber> other = valid("+" + bare);
        if (other.isEmpty()) {
            return current(national);
        }
        return isMobile(other.get()) && !isMobile(national)
                ? current(other.get())
                : new Reading.Unreadable(Flaw.AMBIGUOUS);
    }

    private boolean isMobile(Phonenumber.PhoneNumber number) {
        return numbers.getNumberType(number) == PhoneNumberType.MOBILE;
    }

    private Optional<Phonenumber.PhoneNumber> valid(String international) {
        try {
            return Optional.of(numbers.parse(international, null)).filter(numbers::isValidNumber);
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    private Reading current(Phonenumber.PhoneNumber parsed) {
        String digits = parsed.getCountryCode() + numbers.getNationalSignificantNumber(parsed);
        Optional<String> today = oldForms.current(digits);
        return today.isPresent()
                ? new Reading.Person(new PhoneNumber("+" + today.get()), false)
                : possible(parsed, "+" + digits);
    }

    private Reading possible(Phonenumber.PhoneNumber parsed, String e164) {
        ValidationResult result = numbers.isPossibleNumberWithReason(parsed);
        return switch (result) {
            case IS_POSSIBLE ->
                PhoneNumber.isE164(e164)
                        ? new Reading.Person(new PhoneNumber(e164), false)
                        : new Reading.Unreadable(e164.length() > 15 ? Flaw.TOO_LONG : Flaw.TOO_SHORT);
            case IS_POSSIBLE_LOCAL_ONLY -> new Reading.Unreadable(Flaw.NO_AREA_CODE);
            case INVALID_COUNTRY_CODE -> new Reading.Unreadable(Flaw.UNKNOWN_CALLING_CODE);
            case TOO_SHORT -> new Reading.Unreadable(Flaw.TOO_SHORT);
            case INVALID_LENGTH -> new Reading.Unreadable(Flaw.NO_NUMBER);
            case TOO_LONG -> new Reading.Unreadable(Flaw.TOO_LONG);
        };
    }
}
