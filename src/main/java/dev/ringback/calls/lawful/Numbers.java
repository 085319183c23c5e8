package dev.ringback.calls.lawful;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.ringback.outbox.NumberCheck;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Parses typed numbers into numbers that may be rung, and finds their countries and zones. Facts: libphonenumber. */
@ApplicationScoped
public class Numbers implements NumberCheck {
    private static final String NO_COUNTRY = "ZZ"; // libphonenumber's code for none
    /** Types that may be a person's. Toll-free numbers pass too, but no hour is lawful for them (docs/PROTOCOL.md, G6). */
    private static final Set<PhoneNumberType> RINGABLE = Set.of(
            PhoneNumberType.FIXED_LINE,
            PhoneNumberType.MOBILE,
            PhoneNumberType.FIXED_LINE_OR_MOBILE,
            PhoneNumberType.TOLL_FREE);

    private final PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    private final PhoneNumberToTimeZonesMapper zones = PhoneNumberToTimeZonesMapper.getInstance();
    private final Optional<Set<String>> allowedCountries;

    Numbers(@ConfigProperty(name = "ringback.allowed-countries") Optional<Set<String>> allowedCountries) {
        this.allowedCountries = allowedCountries;
    }

    /** The result of parsing a typed number. */
    public sealed interface Parsed {
        /** @param country ISO 3166-1 alpha-2 */
        record Usable(PhoneNumber number, String country) implements Parsed {}

        /** Nothing was typed. */
        record Absent() implements Parsed {}

        /** @param why in words, without the number */
        record Bad(String why) implements Parsed {}

        record CountryNotAllowed(String country) implements Parsed {}
    }

    /**
     * Parses a number to ring.
     *
     * @param typed in any form
     * @param region ISO 3166-1 alpha-2 country of a number in national form; if unknown or empty, such a number is bad
     */
    public Parsed parse(String typed, String region) {
        if (typed.isBlank()) {
            return new Parsed.Absent();
        }
        boolean international = typed.strip().startsWith("+");
        String country = region.strip().toUpperCase(Locale.ROOT);
        if (!international && !numbers.getSupportedRegions().contains(country)) {
            return new Parsed.Bad("a national number without a known region");
        }
        try {
            return judge(numbers.parse(typed, international ? null : country));
        } catch (NumberParseException e) {
            return new Parsed.Bad("not a telephone number");
        }
    }

    /**
     * Parses a number that must not be rung; its type and country need not be allowed.
     *
     * @param typed in any form
     * @param region as for {@link #parse}
     * @return empty where the number cannot be identified
     */
    public Optional<PhoneNumber> identify(String typed, String region) {
        boolean international = typed.strip().startsWith("+");
        try {
            Phonenumber.PhoneNumber number =
                    numbers.parse(typed, international ? null : region.strip().toUpperCase(Locale.ROOT));
            return Optional.of(numbers.format(number, PhoneNumberFormat.E164))
                    .filter(e164 -> numbers.isPossibleNumber(number) && PhoneNumber.isE164(e164))
                    .map(PhoneNumber::new);
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    private Parsed judge(Phonenumber.PhoneNumber number) {
        PhoneNumberType type = numbers.getNumberType(number);
        if (!numbers.isValidNumber(number)) {
            return new Parsed.Bad("no number of its country has this form");
        }
        String country = numbers.getRegionCodeForNumber(number);
        if (PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY.equals(country)) {
            return new Parsed.Bad("a number of no country, such as a satellite's");
        }
        if (!RINGABLE.contains(type) || number.hasExtension()) {
            return new Parsed.Bad(
                    "neither a fixed nor a mobile number: " + type.name().toLowerCase(Locale.ROOT));
        }
        if (allowedCountries.isPresent() && !allowedCountries.get().contains(country)) {
            return new Parsed.CountryNotAllowed(country);
        }
        String e164 = numbers.format(number, PhoneNumberFormat.E164);
        // German numbers may have as many digits as E.164 allows, so two numbers in one field look like one.
        return PhoneNumber.isE164(e164)
                ? new Parsed.Usable(new PhoneNumber(e164), country)
                : new Parsed.Bad("more digits than a telephone number has");
    }

    /** Returns the ISO 3166-1 alpha-2 country of a number; {@code ZZ} where the library knows none. */
    @Override
    public String country(PhoneNumber number) {
        try {
            String known = numbers.getRegionCodeForNumber(numbers.parse(number.e164(), null));
            return known == null ? NO_COUNTRY : known;
        } catch (NumberParseException e) {
            return NO_COUNTRY;
        }
    }

    /** Checks a number again, since a newer library may know it better than its decision did. Any country passes. */
    @Override
    public boolean mayBeRung(PhoneNumber number) {
        return !(parse(number.e164(), "") instanceof Parsed.Bad);
    }

    /** Returns the window over every zone of the number; empty for a toll-free number, whose owner may be anywhere. */
    public LawfulWindow window(PhoneNumber number) {
        try {
            if (numbers.getNumberType(numbers.parse(number.e164(), null)) == PhoneNumberType.TOLL_FREE) {
                return new LawfulWindow(Set.of());
            }
            return new LawfulWindow(zones.getTimeZonesForNumber(numbers.parse(number.e164(), null)).stream()
                    .filter(zone -> !zone.equals(PhoneNumberToTimeZonesMapper.getUnknownTimeZone()))
                    .map(ZoneId::of)
                    .collect(Collectors.toSet()));
        } catch (NumberParseException e) {
            return new LawfulWindow(Set.of());
        }
    }
}
