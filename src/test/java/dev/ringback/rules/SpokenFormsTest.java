package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.common.types.CelKind;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.intake.sources.Kind;
import dev.ringback.rules.Expression.Value;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenFormsTest {
    private static Value evaluate(String body, String cel) {
        return Words.evaluate(Kind.SHOPIFY, body, cel);
    }

    // --- date

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-US | November 28, 2026",
                "en-GB | 28 November 2026",
                "de-DE | 28. November 2026",
                "fr-FR | 28 novembre 2026",
                "es-MX | 28 de noviembre de 2026",
                "ja-JP | 2026年11月28日",
                "hi-IN | 28 नवंबर 2026",
                "en | November 28, 2026"
            })
    void aDateIsWrittenAsItsLocaleDoes(String locale, String written) {
        assertThat(evaluate("{'l':'" + locale + "'}", "date('2026-11-28', event.l)"))
                .isEqualTo(new Value.Present(written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "date('2026-11-28T23:30:00Z', 'en-US') | November 28, 2026",
                "date('2026-11-28T23:30:00-05:00', 'en-US') | November 28, 2026",
                "date('2026-11-28T23:30:00-05:00', 'en-US', 'America/New_York') | November 28, 2026",
                "date('2026-11-29T00:30:00.123Z', 'en-US', 'america/new_york') | November 28, 2026",
                "date('2026-11-28', 'en-US', 'Pacific/Kiritimati') | November 28, 2026",
                "date('2024-02-29', 'en-US') | February 29, 2024",
                "date(1795888740, 'en-US') | November 28, 2026",
                "date(event.n, 'en-US', 'Asia/Tokyo') | November 29, 2026",
                "date(uint(1795888740), 'en-US') | November 28, 2026",
                "date(0, 'en-US') | January 1, 1970",
                "date(received_at, 'en-US') | November 28, 2026",
                "date(received_at + duration('48h'), 'en-US') | November 30, 2026",
                "date(timestamp('2026-11-28T23:30:00Z'), 'en-US', event.z) | November 29, 2026"
            })
    void aDateIsReadFromItsForms(String cel, String written) {
        assertThat(evaluate("{'n':1795888740,'z':'Asia/Tokyo'}", cel)).isEqualTo(new Value.Present(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "date(event.nothing, 'en-US')",
                "date(event.missing, 'en-US')",
                "date(received_at, event.nothing)",
                "date(received_at, 'en-US', event.missing)",
                "date(received_at, 'en-US', event.nothing)",
                "first_word(event.nothing)",
                "first_word(event.missing)",
                "spoken_digits(event.nothing)",
                "spoken_digits(event.missing)"
            })
    void hasNoValueWithoutAnArgument(String cel) {
        assertThat(evaluate("{'nothing':null}", cel)).isInstanceOf(Value.Absent.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'tomorrow'",
                "'2026-02-30'",
                "'2026-11-28T10:00:00'",
                "'28.11.2026'",
                "'+12025550143'",
                "''",
                "1795888740000",
                "9223372036854775807",
                "1795888740.5",
                "true",
                "{}"
            })
    void whatIsNoDateIsAnErrorOfTheRule(String value) {
        Value.Failed failed = (Value.Failed) evaluate("{'v':" + value + "}", "date(event.v, 'en-US')");
        assertThat(failed.why())
                .startsWith("the value of 'date' is ")
                .endsWith(
                        "; expected a timestamp, an RFC 3339 text, a date such as \"2026-11-28\", or whole Unix seconds")
                .doesNotContain("2025550143");
    }

    @Test
    void anUnknownZoneOrLocaleIsAnErrorOfTheRule() {
        assertThat(evaluate("{'z':'Mars/Olympus'}", "date(received_at, 'en-US', event.z)"))
                .isEqualTo(new Value.Failed(
                        "the zone of 'date' is unknown; expected an IANA time zone such as \"America/New_York\""));
        assertThat(evaluate("{'l':'Deutsch'}", "date(received_at, event.l)"))
                .isEqualTo(
                        new Value.Failed("the locale of 'date' is unknown; expected a language tag such as \"en-US\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "date(received_at, 'deutsch') | 19 | 'deutsch' is no known locale; expected a language tag such as \"en-US\"",
                "date(event.d, 'de', 'Mars/Olympus') | 21 | 'Mars/Olympus' is no known zone; expected an IANA time zone",
                "date(event.d) | 5 | 'date' is called as date(value, locale) or date(value, locale, zone)",
                "date(event.d, 1) | 5 | found no matching overload for 'date' applied to '(dyn, int, string)'",
                "first_word(1) | 11 | found no matching overload for 'first_word' applied to '(int)'",
                "frist_word(event.n) | 11 | undeclared reference to 'frist_word'; did you mean 'first_word'?"
            })
    void isRefusedWithItsPlace(String cel, int column, String message) {
        assertThatThrownBy(
                        () -> Expression.compile(cel, Set.of(CelKind.STRING), new FunctionConstants(Countries::zone)))
                .isInstanceOfSatisfying(Expression.InvalidException.class, e -> {
                    assertThat(e.getMessage()).startsWith(message);
                    assertThat(e.column()).isEqualTo(column);
                });
    }

    @Test
    void namesOfFieldsAndVariablesMayBeThoseOfFunctions() {
        assertThat(evaluate("{'date':'x','money':['y']}", "event.date + event.money.map(date, date)[0]"))
                .isEqualTo(new Value.Present("xy"));
    }

    // --- first_word

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ann Smith | Ann",
                "Ann | Ann",
                "'  Ann\\tMarie Smith' | Ann",
                "'\\u00a0Jean-Luc\\u00a0Picard' | Jean-Luc",
                "山田　太郎 | 山田",
                "'' | ''",
                "' \\n ' | ''"
            })
    void theFirstWordEndsAtTheFirstBlank(String name, String word) {
        assertThat(evaluate("{'name':'" + name + "'}", "first_word(event.name)"))
                .isEqualTo(new Value.Present(word));
    }

    @Test
    void onlyATextHasAFirstWord() {
        assertThat(evaluate("{'name':12}", "first_word(event.name)"))
                .isEqualTo(new Value.Failed("the text of 'first_word' is a whole number; expected a text"));
    }

    // --- spoken_digits

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'A-1042' | A, 1, 0, 4, 2",
                "'#1042' | 1, 0, 4, 2",
                "1042 | 1, 0, 4, 2",
                "0 | 0",
                "9007199254740993 | 9, 0, 0, 7, 1, 9, 9, 2, 5, 4, 7, 4, 0, 9, 9, 3",
                "'ab 1' | a, b, 1",
                "'A\\u0308-7' | Ä, 7",
                "'-' | ``",
                "'' | ``"
            })
    void lettersAndDigitsAreSaidSingly(String value, String spoken) {
        assertThat(evaluate("{'v':" + value + "}", "spoken_digits(event.v)")).isEqualTo(new Value.Present(spoken));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-1 | is below zero; expected a text or a whole number",
                "10.5 | is a number with decimals; expected a text or a whole number",
                "true | is a truth value; expected a text or a whole number",
                "[1] | is a list; expected a text or a whole number"
            })
    void onlyTextsAndWholeNumbersHaveDigits(String value, String why) {
        assertThat(evaluate("{'v':" + value + "}", "spoken_digits(event.v)"))
                .isEqualTo(new Value.Failed("the value of 'spoken_digits' " + why));
    }

    /** A variable is cut at 500 characters, and half a number must not be read out. */
    @Test
    void aHundredDigitsAreTheMost() {
        String digits = "7".repeat(100);
        assertThat(evaluate("{'v':'" + digits + "'}", "spoken_digits(event.v)")).isInstanceOf(Value.Present.class);
        assertThat(evaluate("{'v':'" + digits + "7'}", "spoken_digits(event.v)"))
                .isEqualTo(new Value.Failed(
                        "the value of 'spoken_digits' is too long; expected at most 100 letters and digits"));
    }
}
