package dev.ringback.calls.lawful.numbers;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber;
import dev.ringback.calls.lawful.numbers.Verdict.NotRingable;
import dev.ringback.calls.lawful.numbers.Verdict.Ringable;
import dev.ringback.calls.lawful.places.NumberPlan;
import dev.ringback.privacy.PhoneNumber;
import java.time.InstantSource;
import java.util.Set;

/**
 * Judges whether a number may be rung. A fixed, mobile or toll-free number that libphonenumber calls valid may. So may
 * a number of a North American area code that is in service, or that neither the library nor our table knows: area codes
 * are younger than libraries. Anything else that is unknown may not.
 */
public final class NumberJudge {
    private static final String NO_COUNTRY = "ZZ";
    /** Inmarsat, shared mobile satellite systems and networks (ITU-T E.164, list of assigned codes). */
    private static final Set<Integer> SATELLITE = Set.of(870, 881, 882, 883);

    private final PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    private final CallingCodes codes = CallingCodes.of(numbers);
    private final NorthAmerica northAmerica;

    /**
     * Makes a judge.
     *
     * @param clock tells the day in UTC, for area codes that are in service from a day on
     */
    public NumberJudge(NumberPlan plan, InstantSource clock) {
        this.northAmerica = new NorthAmerica(plan, clock);
    }

    /** Judges what was typed: an extension cannot be dialled, and its number alone reaches somebody else. */
    public Verdict judge(Reading.Person person) {
        return person.hasExtension() ? new NotRingable(Why.EXTENSION) : judge(person.number());
    }

    /** Judges a number. */
    public Verdict judge(PhoneNumber number) {
        Verdict ofPlace = northAmerica.ofPlace(number);
        if (ofPlace != null) {
            return ofPlace;
        }
        if (codes.codeLength(number.e164(), 1) == 0) {
            return new NotRingable(Why.NOT_IN_PLAN);
        }
        Phonenumber.PhoneNumber split = codes.split(number.e164());
        String region = numbers.getRegionCodeForNumber(split);
        if (SATELLITE.contains(split.getCountryCode())) {
            return new NotRingable(Why.SATELLITE);
        }
        if (PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY.equals(region)) {
            return new NotRingable(Why.NO_COUNTRY);
        }
        if (NorthAmerica.isServiceCode(number)) {
            return new NotRingable(Why.SHORT_OR_EMERGENCY);
        }
        if (NorthAmerica.isPremiumExchange(number)) {
            return new NotRingable(Why.PREMIUM);
        }
        PhoneNumberType type = region == null ? PhoneNumberType.UNKNOWN : numbers.getNumberType(split);
        return verdict(number, type, region);
    }

    private Verdict verdict(PhoneNumber number, PhoneNumberType type, String region) {
        return switch (type) {
            case FIXED_LINE, MOBILE, FIXED_LINE_OR_MOBILE, TOLL_FREE -> new Ringable(region);
            case PREMIUM_RATE -> new NotRingable(Why.PREMIUM);
            case SHARED_COST -> new NotRingable(Why.SHARED_COST);
            case VOIP -> new NotRingable(Why.VOIP);
            case PERSONAL_NUMBER -> new NotRingable(Why.PERSONAL);
            case PAGER -> new NotRingable(Why.PAGER);
            case UAN -> new NotRingable(Why.UAN);
            case VOICEMAIL -> new NotRingable(Why.VOICEMAIL);
            case UNKNOWN -> northAmerica.judge(number);
        };
    }

    /**
     * Returns the country of a number.
     *
     * @return ISO 3166-1 alpha-2, XK for Kosovo, ZZ where neither the library nor our table of area codes knows one
     */
    public String country(PhoneNumber number) {
        if (northAmerica.ofPlace(number) instanceof Ringable(var country)) {
            return country;
        }
        if (codes.codeLength(number.e164(), 1) == 0) {
            return NO_COUNTRY;
        }
        String region = numbers.getRegionCodeForNumber(codes.split(number.e164()));
        if (region == null) {
            return northAmerica.country(number);
        }
        return region.equals(PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY) ? NO_COUNTRY : region;
    }
}
