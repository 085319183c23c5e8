package dev.ringback.calls.lawful.places;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.ringback.privacy.PhoneNumber;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Makes random valid numbers of fixed lines and mobiles, by libphonenumber's examples and its judgement. */
final class ValidNumbers {
    private static final int ROUNDS = 400;
    private static final int LEADING_DIGITS_KEPT = 3;
    private static final int DIGITS_CHANGED_AT_LEAST = 4;
    private static final Set<PhoneNumberType> DIALLED =
            EnumSet.of(PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE);

    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    private final Random random;

    ValidNumbers(long seed) {
        this.random = new Random(seed);
    }

    /** Holds a valid number and its country. */
    record Sample(String country, PhoneNumber number) {}

    /** Returns as many numbers as asked for, in turn a fixed line and a mobile of each country. */
    List<Sample> samples(List<String> countries, int count) {
        List<Sample> samples = new ArrayList<>(count);
        for (int i = 0; samples.size() < count; i++) {
            String country = countries.get(i % countries.size());
            boolean fixed = i / countries.size() % 2 == 0;
            random(country, fixed ? PhoneNumberType.FIXED_LINE : PhoneNumberType.MOBILE)
                    .ifPresent(samples::add);
        }
        return samples;
    }

    private Optional<Sample> random(String country, PhoneNumberType type) {
        Phonenumber.PhoneNumber example = library.getExampleNumberForType(country, type);
        String national = library.getNationalSignificantNumber(example);
        for (int round = 0; round < ROUNDS; round++) {
            // Fewer digits are left to chance as rounds pass, so that narrow plans give numbers too.
            int kept = round < ROUNDS / 2 ? round % LEADING_DIGITS_KEPT : national.length() - DIGITS_CHANGED_AT_LEAST;
            Phonenumber.PhoneNumber number = varied(example.getCountryCode(), national, Math.max(0, kept));
            if (library.isValidNumberForRegion(number, country) && DIALLED.contains(library.getNumberType(number))) {
                return Optional.of(
                        new Sample(country, new PhoneNumber(library.format(number, PhoneNumberFormat.E164))));
            }
        }
        return Optional.empty();
    }

    private Phonenumber.PhoneNumber varied(int callingCode, String national, int kept) {
        StringBuilder digits = new StringBuilder(national.substring(0, kept));
        while (digits.length() < national.length()) {
            digits.append(random.nextInt(10));
        }
        return new Phonenumber.PhoneNumber()
                .setCountryCode(callingCode)
                .setItalianLeadingZero(digits.charAt(0) == '0')
                .setNationalNumber(Long.parseLong(digits.toString()));
    }
}
