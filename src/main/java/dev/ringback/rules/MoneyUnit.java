package dev.ringback.rules;

import dev.ringback.intake.sources.Kind;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Describes a currency's decimals, by a table of our own. Tables of others change: ICU 78.1 took HUF, COP and IDR from two
 * decimals to none, and every amount would have been a hundred times too large.
 *
 * @param code of ISO 4217, in capitals
 * @param stripeDigits decimals of the main unit in a whole number of Stripe's
 * @param digits decimals of the currency as people write it
 * @param isRoundWritten whether the decimals are also written where all of them are zero
 */
record MoneyUnit(String code, int stripeDigits, int digits, boolean isRoundWritten) {
    static final String EXPECTED = "a currency's code such as \"usd\"";

    private static final Map<String, MoneyUnit> ALL = table();

    private static Map<String, MoneyUnit> table() {
        Map<String, MoneyUnit> units = new TreeMap<>();
        add(units, 0, 0, true, "BIF CLP DJF GNF JPY KMF KRW PYG RWF VND VUV XAF XOF XPF");
        add(units, 0, 2, false, "MGA"); // ISO 4217 has two decimals, Stripe none
        add(units, 2, 2, false, "ISK UGX"); // ISO 4217 has none, Stripe counts in hundredths of it
        add(units, 2, 2, false, "COP HUF IDR TWD");
        add(units, 3, 3, true, "BHD JOD KWD LYD OMR TND");
        add(units, 3, 3, false, "IQD");
        add(units, 2, 2, true, """
                AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
                CNY CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG ILS INR
                IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN
                NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
                SSP STD STN SVC SYP SZL THB TJS TMT TOP TRY TTD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
                """);
        return Collections.unmodifiableMap(units);
    }

    private static void add(
            Map<String, MoneyUnit> units, int stripeDigits, int digits, boolean isRoundWritten, String codes) {
        for (String code : codes.strip().split("\\s+")) {
            units.put(code, new MoneyUnit(code, stripeDigits, digits, isRoundWritten));
        }
    }

    /** Returns the currency of a code in any case; empty if there is none. */
    static Optional<MoneyUnit> of(String code) {
        return Optional.ofNullable(ALL.get(code.toUpperCase(Locale.ROOT)));
    }

    /** Returns all currencies, in the order of their codes. */
    static Collection<MoneyUnit> all() {
        return ALL.values();
    }

    /** Returns the decimals of the main unit in a whole number that a kind of sender writes. */
    int minorDigits(Kind kind) {
        return switch (kind) {
            case SHOPIFY -> 0; // it writes decimal text; a whole number has lost its zeros only
            case STRIPE -> stripeDigits;
        };
    }
}
