package dev.ringback.calls.lawful.numbers;

import dev.ringback.calls.lawful.numbers.Verdict.NotRingable;
import dev.ringback.calls.lawful.numbers.Verdict.Ringable;
import dev.ringback.calls.lawful.places.AreaCode;
import dev.ringback.calls.lawful.places.NumberPlan;
import dev.ringback.privacy.PhoneNumber;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * Judges numbers of the North American plan that the library does not know, by the plan's form and our table of area
 * codes. Facts: the NANP Administrator's rules for area codes and central office codes.
 */
final class NorthAmerica {
    private static final String MAIN_COUNTRY = "US";
    private static final String NO_COUNTRY = "ZZ";
    /** Countries without other kinds of numbers in their geographic area codes, unlike some in the Caribbean. */
    private static final Set<String> OF_PEOPLE_ALONE = Set.of("US", "CA");

    private static final int LENGTH = 12;
    private static final int AREA_CODE = 2;
    private static final int EXCHANGE = 5;
    private static final String PREMIUM_EXCHANGE = "976";

    private static final Set<String> SERVICES = Set.of("456", "950", "976");

    private final NumberPlan plan;
    private final InstantSource clock;

    NorthAmerica(NumberPlan plan, InstantSource clock) {
        this.plan = plan;
        this.clock = clock;
    }

    /**
     * Judges a number of the United States or Canada whose area code serves places and is in service. The library adds
     * nothing to the plan there and takes several times as long; a test compares them.
     *
     * @return null where the plan alone does not decide
     */
    Verdict ofPlace(PhoneNumber number) {
        if (isPremiumExchange(number)) {
            return null;
        }
        AreaCode code = plan.areaCode(number).orElse(null);
        return code != null
                        && code.use() == AreaCode.Use.GEOGRAPHIC
                        && OF_PEOPLE_ALONE.contains(code.country())
                        && isInService(code)
                ? new Ringable(code.country())
                : null;
    }

    /** Reads the clock only for codes with a date, which are few: this runs for each number. */
    private boolean isInService(AreaCode code) {
        return code.inServiceFrom() == null || code.isInService(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** Judges a number that the library does not know, of any country. */
    Verdict judge(PhoneNumber number) {
        if (!plan.hasForm(number)) {
            return new NotRingable(Why.NOT_IN_PLAN);
        }
        return plan.areaCode(number)
                .map(this::judge)
                .orElseGet(() -> mayBeAreaCode(number) ? new Ringable(MAIN_COUNTRY) : new NotRingable(Why.NOT_IN_PLAN));
    }

    private Verdict judge(AreaCode code) {
        return switch (code.use()) {
            case PREMIUM -> new NotRingable(Why.PREMIUM);
            case OTHER -> new NotRingable(Why.SPECIAL_AREA_CODE);
            case GEOGRAPHIC, TOLL_FREE -> inService(code);
        };
    }

    private Verdict inService(AreaCode code) {
        if (isInService(code)) {
            return new Ringable(code.country() == null ? MAIN_COUNTRY : code.country());
        }
        return new NotRingable(
                Why.NOT_IN_SERVICE, "an area code that is not in service before " + code.inServiceFrom());
    }

    /** Returns the country of a number that the library does not know. */
    String country(PhoneNumber number) {
        if (!plan.hasForm(number)) {
            return NO_COUNTRY;
        }
        return plan.areaCode(number)
                .map(code -> code.country() == null ? MAIN_COUNTRY : code.country())
                .orElseGet(() -> mayBeAreaCode(number) ? MAIN_COUNTRY : NO_COUNTRY);
    }

    /**
     * Returns whether a North American number has a service code, such as 911, for its area code or exchange. The
     * library calls some of the latter valid, though no exchange may be one. In toll-free numbers it may.
     */
    static boolean isServiceCode(PhoneNumber number) {
        String e164 = number.e164();
        return e164.startsWith("+1")
                && e164.length() == LENGTH
                && (isN11(e164, AREA_CODE) || isN11(e164, EXCHANGE) && !isTollFree(e164));
    }

    /** Returns whether a number has the exchange 976, which sells information in every area code of a place. */
    static boolean isPremiumExchange(PhoneNumber number) {
        String e164 = number.e164();
        return e164.startsWith("+1")
                && e164.length() == LENGTH
                && e164.startsWith(PREMIUM_EXCHANGE, EXCHANGE)
                && !isTollFree(e164);
    }

    private static boolean isTollFree(String e164) {
        return e164.charAt(AREA_CODE) == '8' && e164.charAt(AREA_CODE + 1) == e164.charAt(AREA_CODE + 2);
    }

    private static boolean isN11(String e164, int from) {
        return e164.charAt(from + 1) == '1' && e164.charAt(from + 2) == '1';
    }

    /**
     * Returns whether an area code that our table lacks may be a new one of a place. Not so: codes that end in two same
     * digits (services), 88X, 456 (once for carriers' calls from abroad), 950 and 976 (like the exchanges of carriers and
     * of premium services). The number has the plan's form, which excludes further codes.
     */
    private static boolean mayBeAreaCode(PhoneNumber number) {
        String code = number.e164().substring(AREA_CODE, EXCHANGE);
        return !code.startsWith("88") && !SERVICES.contains(code) && code.charAt(1) != code.charAt(2);
    }
}
