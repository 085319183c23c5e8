package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.common.types.CelKind;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.intake.sources.Kind;
import dev.ringback.rules.Expression.Value;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    private static Value money(Kind kind, String amount, String currency, String locale) {
        return Words.evaluate(
                kind,
                "{'amount':%s,'currency':'%s','locale':'%s'}".formatted(amount, currency, locale),
                "money(event.amount, event.currency, event.locale)");
    }

    /** Each row of the table, with a whole number as Stripe counts it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4999 | usd | $49.99",
                "4900 | USD | $49.00",
                "5 | eur | €0.05",
                "0 | usd | $0.00",
                "-4999 | usd | -$49.99",
                "123456789 | usd | $1,234,567.89",
                "4900 | bif | BIF 4,900",
                "4900 | clp | CLP 4,900",
                "4900 | djf | DJF 4,900",
                "4900 | gnf | GNF 4,900",
                "4900 | jpy | ¥4,900",
                "4900 | kmf | KMF 4,900",
                "4900 | krw | ₩4,900",
                "4900 | pyg | PYG 4,900",
                "4900 | rwf | RWF 4,900",
                "4900 | vnd | ₫4,900",
                "4900 | vuv | VUV 4,900",
                "4900 | xaf | FCFA 4,900",
                "4900 | xof | F CFA 4,900",
                "4900 | xpf | CFPF 4,900",
                "4900 | mga | MGA 4,900",
                "4900 | isk | ISK 49",
                "4900 | ugx | UGX 49",
                "4900 | huf | HUF 49",
                "4990 | huf | HUF 49.90",
                "4900 | cop | COP 49",
                "4900 | idr | IDR 49",
                "4900 | twd | NT$49",
                "4990 | twd | NT$49.90",
                "4990 | kwd | KWD 4.990",
                "4000 | bhd | BHD 4.000",
                "4990 | jod | JOD 4.990",
                "4990 | omr | OMR 4.990",
                "4990 | tnd | TND 4.990",
                "4990 | lyd | LYD 4.990",
                "4000 | iqd | IQD 4",
                "4990 | iqd | IQD 4.990",
                "'4999' | usd | $4,999.00",
                "'49.99' | usd | $49.99",
                "49.99 | usd | $49.99",
                "4900.0 | usd | $4,900.00"
            },
            quoteCharacter = '`')
    void isWrittenAsStripeCountsIt(String amount, String currency, String written) {
        assertThat(money(Kind.STRIPE, amount, currency, "en-US")).isEqualTo(new Value.Present(written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'49.99' | USD | $49.99",
                "'49.9' | USD | $49.90",
                "'49' | USD | $49.00",
                "'049.99' | USD | $49.99",
                "49 | USD | $49.00",
                "49.9 | USD | $49.90",
                "'4999' | JPY | ¥4,999",
                "'4999.00' | JPY | ¥4,999",
                "'49.00' | ISK | ISK 49",
                "'4.99' | KWD | KWD 4.990",
                "'4.990000' | KWD | KWD 4.990",
                "'1234.50' | MGA | MGA 1,234.50",
                "'-12.30' | USD | -$12.30"
            },
            quoteCharacter = '`')
    void isWrittenAsShopifyCountsIt(String amount, String currency, String written) {
        assertThat(money(Kind.SHOPIFY, amount, currency, "en-US")).isEqualTo(new Value.Present(written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usd | en-US | $1,234.50",
                "usd | en | $1,234.50",
                "usd | EN-us | $1,234.50",
                "usd | en-GB | US$1,234.50",
                "gbp | en-GB | £1,234.50",
                "eur | de-DE | 1.234,50 €",
                "eur | fr-FR | 1 234,50 €",
                "mxn | es-MX | $1,234.50",
                "usd | es-MX | USD 1,234.50",
                "inr | hi-IN | ₹1,234.50",
                "usd | ja-JP | $1,234.50",
                "brl | pt-BR | R$ 1.234,50",
                "ils | he-IL | 1,234.50 ₪",
                "eur | sr-Latn-RS | 1.234,50 €"
            })
    void isWrittenAsItsLocaleDoes(String currency, String locale, String written) {
        assertThat(money(Kind.STRIPE, "123450", currency, locale)).isEqualTo(new Value.Present(written));
        assertThat(money(Kind.SHOPIFY, "'1234.50'", currency, locale)).isEqualTo(new Value.Present(written));
    }

    @Test
    void yenHaveNoDecimalsInTheirOwnLocaleToo() {
        assertThat(money(Kind.STRIPE, "1234", "jpy", "ja-JP")).isEqualTo(new Value.Present("￥1,234"));
        assertThat(money(Kind.STRIPE, "1234", "jpy", "de-DE")).isEqualTo(new Value.Present("1.234 ¥"));
    }

    /** A number that the rule worked out has the noise of its arithmetic. */
    @Test
    void aComputedNumberIsRounded() {
        assertThat(Words.evaluate(Kind.SHOPIFY, "{'a':49.99}", "money(event.a - 10.01, 'usd', 'en-US')"))
                .isEqualTo(new Value.Present("$39.98"));
        assertThat(Words.evaluate(Kind.SHOPIFY, "{'a':'49.95'}", "money(double(event.a) * 0.9, 'usd', 'en-US')"))
                .isEqualTo(new Value.Present("$44.96"));
        assertThat(Words.evaluate(Kind.STRIPE, "{'a':4999}", "money(uint(event.a), 'usd', 'en-US')"))
                .isEqualTo(new Value.Present("$49.99"));
    }

    static Collection<MoneyUnit> everyCurrency() {
        return MoneyUnit.all();
    }

    /** No digit is lost and none is added, whatever the JDK thinks of the currency's decimals. */
    @ParameterizedTest
    @MethodSource("everyCurrency")
    void everyCurrencyRoundTrips(MoneyUnit unit) {
        for (long minor : new long[] {0, 1, 99, 100, 1000, 4999, 123_456, 999_999_999_999L}) {
            String ofStripe = written(Kind.STRIPE, minor, unit);
            assertThat(amount(ofStripe))
                    .as(ofStripe)
                    .isEqualByComparingTo(BigDecimal.valueOf(minor, unit.stripeDigits()));
            BigDecimal exact = BigDecimal.valueOf(minor, unit.digits());
            String ofShopify = written(Kind.SHOPIFY, exact.toPlainString(), unit);
            assertThat(amount(ofShopify)).as(ofShopify).isEqualByComparingTo(exact);
            boolean isRound = exact.stripTrailingZeros().scale() <= 0;
            assertThat(amount(ofShopify).scale())
                    .as(ofShopify)
                    .isEqualTo(isRound && !unit.isRoundWritten() ? 0 : unit.digits());
        }
    }

    private static String written(Kind kind, Object amount, MoneyUnit unit) {
        return Money.written(
                new Argument("money", "amount", amount),
                new Argument("money", "currency", unit.code()),
                new Argument("money", "locale", "en-US"),
                kind);
    }

    private static BigDecimal amount(String written) {
        return new BigDecimal(written.replaceAll("[^0-9.]", "").replaceAll("^\\.+", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "money(event.nothing, 'usd', 'en-US')",
                "money(4999, event.nothing, 'en-US')",
                "money(4999, 'usd', event.nothing)",
                "money(event.missing, 'usd', 'en-US')",
                "money(4999, event.missing.currency, 'en-US')",
                "money(event.bad, event.nothing, 'en-US')"
            })
    void hasNoValueWithoutAnArgument(String cel) {
        assertThat(Words.evaluate(Kind.STRIPE, "{'nothing':null,'bad':[]}", cel))
                .isInstanceOf(Value.Absent.class);
    }

    @Test
    void anOptionalArgumentCanBeReplaced() {
        assertThat(Words.evaluate(
                        Kind.STRIPE, "{}", "money(event.?amount.orValue(0), 'usd', event.?l.orValue('en-US'))"))
                .isEqualTo(new Value.Present("$0.00"));
    }

    static Stream<String[]> unreadable() {
        String amount = "; expected a whole number, or decimal digits such as \"49.99\"";
        return Stream.of(
                new String[] {"'4,999.00'", "usd", "en-US", "the amount of 'money' is a text of another form" + amount},
                new String[] {"'$49.99'", "usd", "en-US", "the amount of 'money' is a text of another form" + amount},
                new String[] {
                    "'+12025550143'", "usd", "en-US", "the amount of 'money' is a text of another form" + amount
                },
                new String[] {"''", "usd", "en-US", "the amount of 'money' is a text of another form" + amount},
                new String[] {"'1e3'", "usd", "en-US", "the amount of 'money' is a text of another form" + amount},
                new String[] {"true", "usd", "en-US", "the amount of 'money' is a truth value" + amount},
                new String[] {"[4999]", "usd", "en-US", "the amount of 'money' is a list" + amount},
                new String[] {"1e400", "usd", "en-US", "the amount of 'money' is no finite number" + amount},
                new String[] {
                    "'49.999'",
                    "usd",
                    "en-US",
                    "the amount of 'money' has more decimals than its currency; expected at most 2"
                },
                new String[] {
                    "'49.50'",
                    "jpy",
                    "en-US",
                    "the amount of 'money' has more decimals than its currency; expected at most 0"
                },
                new String[] {
                    "18446744073709551617",
                    "usd",
                    "en-US",
                    "the amount of 'money' is too long; expected at most 15 digits"
                },
                new String[] {"1e30", "usd", "en-US", "the amount of 'money' is too long; expected at most 15 digits"},
                new String[] {
                    "4999",
                    "xyz",
                    "en-US",
                    "the currency of 'money' is unknown; expected a currency's code such as \"usd\""
                },
                new String[] {
                    "4999",
                    "",
                    "en-US",
                    "the currency of 'money' is unknown; expected a currency's code such as \"usd\""
                },
                new String[] {
                    "4999",
                    "usd",
                    "english",
                    "the locale of 'money' is unknown; expected a language tag such as \"en-US\""
                },
                new String[] {
                    "4999",
                    "usd",
                    "en_US",
                    "the locale of 'money' is unknown; expected a language tag such as \"en-US\""
                },
                new String[] {
                    "4999",
                    "usd",
                    "en-QQ",
                    "the locale of 'money' is unknown; expected a language tag such as \"en-US\""
                },
                new String[] {
                    "4999",
                    "usd",
                    "en-US-u-nu-arab",
                    "the locale of 'money' is unknown; expected a language tag such as \"en-US\""
                },
                new String[] {
                    "4999", "usd", "", "the locale of 'money' is unknown; expected a language tag such as \"en-US\""
                });
    }

    /** The message names the argument and the cure, and never quotes the value, which may be a phone number. */
    @ParameterizedTest
    @MethodSource("unreadable")
    void isAnErrorOfTheRuleWithAnArgumentThatCannotBeRead(String amount, String currency, String locale, String why) {
        assertThat(money(Kind.STRIPE, amount, currency, locale)).isEqualTo(new Value.Failed(why));
    }

    @Test
    void anArgumentOfAnotherKindIsAnErrorOfTheRule() {
        assertThat(Words.evaluate(Kind.STRIPE, "{'c':840}", "money(4999, event.c, 'en-US')"))
                .isEqualTo(new Value.Failed(
                        "the currency of 'money' is a whole number; expected a currency's code such as \"usd\""));
        assertThat(Words.evaluate(Kind.STRIPE, "{'l':['en']}", "money(4999, 'usd', event.l)"))
                .isEqualTo(
                        new Value.Failed("the locale of 'money' is a list; expected a language tag such as \"en-US\""));
    }

    @Test
    void theUnitOfAWholeNumberIsUnknownWithoutItsSource() {
        assertThat(money(null, "4999", "usd", "en-US"))
                .isEqualTo(new Value.Failed("the amount of 'money' is a whole number, whose unit depends on the source;"
                        + " expected a source of ringback.sources"));
        assertThat(money(null, "'49.99'", "usd", "en-US")).isEqualTo(new Value.Present("$49.99"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "money(1, 'usb', 'en-US') | 10 | 'usb' is no known currency; expected a currency's code such as \"usd\"",
                "'a' + money(1, 'usd', 'en_US') | 23 | 'en_US' is no known locale; expected a language tag such as \"en-US\"",
                "money(1, 'usd') | 6 | 'money' is called as money(amount, currency, locale)",
                "event.a.money('usd', 'en') | 14 | 'money' is called as money(amount, currency, locale)",
                "money(1, 2, 'en') | 6 | found no matching overload for 'money' applied to '(int, int, string)'",
                "@money(1, 'usd', 'en', @context) | 1 | token recognition error at: '@'",
                "monney(1, 'usd', 'en') | 7 | undeclared reference to 'monney'; did you mean 'money'?"
            })
    void isRefusedWithItsPlace(String cel, int column, String message) {
        assertThatThrownBy(
                        () -> Expression.compile(cel, Set.of(CelKind.STRING), new FunctionConstants(Countries::zone)))
                .isInstanceOfSatisfying(Expression.InvalidException.class, e -> {
                    assertThat(e.getMessage()).startsWith(message).doesNotContain("@context");
                    assertThat(e.line()).isOne();
                    assertThat(e.column()).isEqualTo(column);
                });
    }

    /** What an earlier JDK or table knew may be gone: a stored version still decides, and the rule has its error. */
    @Test
    void aStoredVersionIsReadWithAConstantThatIsUnknownToday() {
        assertThat(Words.evaluate(Kind.STRIPE, "{}", "money(1, 'usb', 'en-US')"))
                .isInstanceOf(Value.Failed.class);
    }
}
