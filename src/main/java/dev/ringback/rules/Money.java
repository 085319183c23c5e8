package dev.ringback.rules;

import com.google.common.primitives.UnsignedLong;
import dev.ringback.intake.sources.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes amounts of money as people of a locale do. CLDR, from the JDK, gives signs, separators and their order; the number
 * of decimals is {@link MoneyUnit}'s. An amount is never rounded, unless the rule's own arithmetic gave its decimals.
 */
final class Money {
    private static final int MOST_DIGITS = 15; // a double has no more that are exact
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?");
    private static final String AMOUNT = "a whole number, or decimal digits such as \"49.99\"";
    private static final Pattern LETTER_BY_DIGIT = Pattern.compile("(?<=\\p{L})(?=\\p{Nd})|(?<=\\p{Nd})(?=\\p{L})");

    private Money() {}

    /**
     * Writes an amount.
     *
     * @param kind the kind of the event's source; null if the source is not configured
     * @throws UnreadableArgumentException if an argument cannot be read
     */
    static String written(Argument amount, Argument currency, Argument locale, Kind kind) {
        MoneyUnit unit = MoneyUnit.of(currency.text(MoneyUnit.EXPECTED))
                .orElseThrow(() -> currency.unreadable("is unknown; expected " + MoneyUnit.EXPECTED));
        BigDecimal units = units(amount, unit, kind);
        if (units.precision() - units.scale() > MOST_DIGITS) {
            throw amount.unreadable("is too long; expected at most " + MOST_DIGITS + " digits");
        }
        return written(exact(amount, units, unit), unit, SpokenLocale.of(locale));
    }

    /** Returns the amount in the currency's main unit. */
    private static BigDecimal units(Argument amount, MoneyUnit unit, Kind kind) {
        return switch (amount.value()) {
            case Long whole -> BigDecimal.valueOf(whole, minorDigits(amount, unit, kind));
            case UnsignedLong whole -> new BigDecimal(whole.bigIntegerValue(), minorDigits(amount, unit, kind));
            case Double number
            when Double.isFinite(number) -> BigDecimal.valueOf(number).setScale(unit.digits(), RoundingMode.HALF_UP);
            case Double endless -> throw amount.unreadable("is no finite number; expected " + AMOUNT);
            case String text when DECIMAL.matcher(text).matches() -> new BigDecimal(text);
            default -> throw amount.unexpected(AMOUNT);
        };
    }

    private static int minorDigits(Argument amount, MoneyUnit unit, Kind kind) {
        if (kind == null) {
            throw amount.unreadable(
                    "is a whole number, whose unit depends on the source; expected a source of ringback.sources");
        }
        return unit.minorDigits(kind);
    }

    private static BigDecimal exact(Argument amount, BigDecimal units, MoneyUnit unit) {
        BigDecimal shortest = units.stripTrailingZeros();
        if (shortest.scale() > unit.digits()) {
            throw amount.unreadable("has more decimals than its currency; expected at most " + unit.digits());
        }
        return units.setScale(shortest.scale() > 0 || unit.isRoundWritten() ? unit.digits() : 0);
    }

    private static String written(BigDecimal exact, MoneyUnit unit, Locale locale) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(Currency.getInstance(unit.code()));
        format.setMinimumFractionDigits(exact.scale());
        format.setMaximumFractionDigits(exact.scale());
        format.setRoundingMode(RoundingMode.UNNECESSARY);
        // The JDK leaves out the blank that CLDR has between "KWD" and digits.
        return LETTER_BY_DIGIT.matcher(SpokenLocale.plain(format.format(exact))).replaceAll(" ");
    }
}
