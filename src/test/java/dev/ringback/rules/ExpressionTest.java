package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.common.types.CelKind;
import dev.ringback.calls.lawful.Countries;
import dev.ringback.intake.Events;
import dev.ringback.rules.Expression.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final String EVENT = """
            {"id":9007199254740993,"huge":18446744073709551617,"negative":-9223372036854775808,"price":12.5,"whole":12.0,
             "nothing":null,"void":null,"name":"Ann","flag":false,"items":[{"n":1},{"n":2}],"empty":[],"text":"12",
             "zero":"0.00","names":{"a":"b"},"mixed":[null,1,"x"],"yes":"true","phone":"+12025550143"}
            """;

    private static Value evaluate(String cel) {
        try {
            Facts facts = Facts.of(
                    Events.received("billing", "invoice.paid", Instant.parse("2026-11-23T16:00:00Z")),
                    EVENT.getBytes(StandardCharsets.UTF_8),
                    Optional.empty(),
                    Countries::zone);
            return Expression.compile(cel, Set.of(CelKind.values())).evaluate(facts.variables());
        } catch (Expression.InvalidException | Facts.UnreadableException e) {
            throw new AssertionError(cel, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.id == 9007199254740993",
                "event.id != 9007199254740992",
                "string(event.id) == '9007199254740993'",
                "event.negative == -9223372036854775808",
                "event.huge == '18446744073709551617'",
                "event.price >= 10 && event.price > 12 && event.price < 13",
                "event.whole == 12",
                "event.name == 'Ann' && event.name.lowerAscii() == 'ann'",
                "event.nothing == null",
                "!has(event.missing)",
                "has(event.name)",
                "event.?missing.orValue('x') == 'x'",
                "event.items.exists(i, i.n == 2)",
                "event.items.map(i, i.n) == [1, 2]",
                "event.items[1].n == 2",
                "event['name'] == 'Ann'",
                "source == 'billing' && type.startsWith('invoice.')",
                "received_at == timestamp('2026-11-23T16:00:00Z')",
                "received_at - duration('1h') < received_at",
                "event.missing == 1 || true",
                "!(event.missing == 1 && false)"
            })
    void isTrue(String cel) {
        assertThat(evaluate(cel)).isEqualTo(new Value.Present(true));
    }

    /** However it is negated. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.missing",
                "event.missing == 1",
                "!(event.missing == 1)",
                "event.missing != 1",
                "event.missing > 1",
                "!(event.missing > 1)",
                "event.missing < 1",
                "!event.missing",
                "event.missing.deeper.still != 'x'",
                "event['missing'] != 1",
                "event.items[5].n != 1",
                "!(event.items[5].n == 1)",
                "event.items[0].missing != 1",
                "event.missing in [1]",
                "!(event.missing in [1])",
                "!event.missing.startsWith('x')",
                "!event.missing.exists(x, x == 1)",
                "event.missing.all(x, x == 1)",
                "event.items.all(i, i.missing == 1)",
                "!event.items.exists(i, i.missing == 1)",
                "size(event.missing) == 0",
                "event.missing == 1 ? true : true",
                "event.missing != 1 || event.gone != 1",
                "event.nothing",
                "event.nothing > 1",
                "!(event.nothing > 1)",
                "!event.nothing",
                "!event.nothing.startsWith('x')",
                "event.nothing.field != 1",
                "event.nothing == 1",
                "event.nothing != 1",
                "1 != event.nothing",
                "event.nothing != event.name",
                "event.nothing == event.void",
                "!(event.nothing in [1])",
                "!(event.nothing in event.items)",
                "event.nothing && true",
                "event.nothing || false",
                "event.nothing ? 1 : 2",
                "event.nothing.exists(x, x == 1)",
                "!has(event.nothing.field)",
                "event.nothing + 1",
                "'a' + event.nothing",
                "string(event.nothing)",
                "event.names[event.nothing]",
                "event.items[0].missing + 1",
                "event.mixed[0] == 1"
            })
    void hasNoValue(String cel) {
        assertThat(evaluate(cel)).isInstanceOf(Value.Absent.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 / (event.id - event.id) == 1",
                "timestamp(event.name) == received_at",
                "int(event.name) == 1",
                "event.negative - 1 < 0",
                "event.name.matches('(') || true == false"
            })
    void cannotBeEvaluated(String cel) {
        assertThat(evaluate(cel)).isInstanceOf(Value.Failed.class);
    }

    // --- Types that do not go together

    /** One value of each kind, with the values it may be compared with. */
    private static final Map<String, String> KINDS = Map.of(
            "number", "event.price",
            "text", "event.text",
            "truth", "event.flag",
            "list", "event.items",
            "object", "event.names",
            "time", "dyn(received_at)",
            "duration", "dyn(duration('1h'))",
            "type", "dyn(type(event.name))");

    static Stream<Arguments> pairs() {
        return KINDS.entrySet().stream()
                .flatMap(left -> KINDS.entrySet().stream()
                        .filter(right -> !right.equals(left))
                        .flatMap(right -> Stream.of(
                                        "%s == %s", "%s != %s", "!(%s == %s)", "%s in [%s]", "!(%s in [%s])")
                                .map(operation ->
                                        Arguments.of(operation.formatted(left.getValue(), right.getValue())))));
    }

    /** Text and number are never silently different: not under ==, !=, in, and however it is negated. */
    @ParameterizedTest
    @MethodSource("pairs")
    void valuesOfTwoKindsCannotBeCompared(String cel) {
        assertThat(evaluate(cel)).isInstanceOf(Value.Failed.class);
    }

    static Stream<Arguments> operations() {
        return Stream.of("<", "<=", ">", ">=", "+", "-", "*", "/", "%")
                .flatMap(operator -> Stream.of("1", "2.5", "uint(1)")
                        .flatMap(number -> Stream.of(
                                Arguments.of("event.zero " + operator + " dyn(" + number + ")"),
                                Arguments.of("dyn(" + number + ") " + operator + " event.zero"))));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void noOperatorTakesATextAndANumber(String cel) {
        assertThat(evaluate(cel)).isInstanceOf(Value.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.zero <= 0",
                "event.zero == 0",
                "0 == event.zero",
                "!event.yes",
                "event.yes && true",
                "false || event.yes",
                "event.yes ? 1 : 2",
                "-event.text",
                "size(event.price) == 1",
                "event.price.startsWith('1')",
                "event.name.first != 'x'",
                "!has(event.name.first)",
                "event.?name.?first.orValue('x') == 'x'",
                "event.items.n == 1",
                "event.flag.n == 1",
                "event.items['n'] == 1",
                "event.names[0] == 'b'",
                "0 in event.names",
                "event.name.exists(x, true)",
                "event.price.all(x, true)",
                "event.items.exists(i, i.n == '1')",
                "event.items.all(i, i.n <= '3')",
                "event.items.filter(i, i.n == '1').size() == 0",
                "event.items == ['x', 'y']",
                "event.items == [{'n': '1'}, {'n': 2}]",
                "event.names == {'a': 1}",
                "'x' in dyn([1, 2])",
                "event.text in event.items",
                "[event.text == 1]",
                "{'a': event.text == 1}"
            })
    void aTypeThatDoesNotFitIsAFailure(String cel) {
        assertThat(evaluate(cel)).isInstanceOf(Value.Failed.class);
    }

    /** The order in which a rule names its conditions does not decide whether its mistake is seen. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.missing == 1 || event.zero <= 0",
                "event.zero <= 0 || event.missing == 1",
                "event.missing == 1 && event.zero == 0",
                "event.zero == 0 && event.missing == 1",
                "event.nothing && event.zero == 0",
                "event.zero == 0 || event.nothing",
                "event.missing == 1 || int(event.name) == 1",
                "event.missing == 1 || (event.gone == 1 || event.zero == 0)",
                "event.items.exists(i, i.missing == 1 || i.n == 'x')",
                "event.items.all(i, i.missing == 1 && i.n == 1 || i.n == 'x')"
            })
    void aFailureOutweighsAMissingValue(String cel) {
        assertThat(evaluate(cel)).isInstanceOf(Value.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.zero == 0 || true",
                "true || event.zero == 0",
                "!(event.zero == 0 && false)",
                "!(false && event.zero == 0)",
                "(event.zero == 0 || true) && event.name == 'Ann'",
                "event.nothing || true",
                "event.yes || true",
                "event.items.exists(i, i.n == 1 || i.n == 'x')",
                "type(event.zero) == string && event.zero == '0.00' || event.zero == 0",
                "double(event.zero) <= 0.0 && double(event.whole) == 12.0"
            })
    void aFailureThatDecidesNothingIsNone(String cel) {
        assertThat(evaluate(cel)).isEqualTo(new Value.Present(true));
    }

    @Test
    void whatWasAbsorbedDoesNotMakeAFailureOfAMissingValue() {
        assertThat(evaluate("(event.zero == 0 || true) && event.missing == 1")).isInstanceOf(Value.Absent.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.nothing == null",
                "null == event.nothing",
                "event.name != null",
                "event.price != null",
                "event.items != null && event.names != null",
                "!(event.name == null)",
                "event.nothing in [null]",
                "null in event.mixed",
                "!(null in event.items)",
                "event.mixed[0] == null",
                "event.mixed.exists(m, m == null)",
                "event.mixed == [null, 1, 'x']",
                "event.mixed != [0, 1, 'x']",
                "1 in event.mixed && 'x' in event.mixed && !(2 in event.mixed)",
                "event.text in ['12', 12]",
                "!(event.text in [12, '13'])",
                "!(event.text in event.empty)",
                "12 in [event.whole] && 12.5 in [event.price] && dyn(uint(12)) in [12] && event.whole in [12]",
                "event.whole == 12 && 12 == event.whole && event.whole == uint(12)",
                "event.empty != [1]",
                "event.names == {'a': 'b'} && event.names != {'c': 'b'}",
                "'a' in event.names && !('x' in event.names)",
                "event.names['a'] == 'b'",
                "event.?missing == optional.none()",
                "optional.of('Ann') == event.?name",
                "type(event.name) == string && type(event.price) != string",
                "event.items.map(i, i.n).filter(n, n > 1) == [2]",
                "event.items.exists_one(i, i.n == 2)",
                "has(event.nothing)"
            })
    void whatCanBeComparedStillIs(String cel) {
        assertThat(evaluate(cel)).isEqualTo(new Value.Present(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event.phone == 1",
                "event.phone > 1",
                "event.phone in [1]",
                "event.phone.field",
                "event.phone && true",
                "int(event.phone + 'x')",
                "event.names[event.phone]",
                "event.items[event.phone]",
                "event.phone.exists(x, true)"
            })
    void noReasonQuotesAValue(String cel) {
        assertThat(evaluate(cel).toString()).doesNotContain("2025550143");
    }

    @Test
    void aReasonNamesTheKinds() {
        assertThat(evaluate("event.zero == 0")).isEqualTo(new Value.Failed("a text is compared with a number"));
        assertThat(evaluate("event.zero <= 0")).isEqualTo(new Value.Failed("'<=' cannot take a text and a number"));
        assertThat(evaluate("event.name.first == 1"))
                .isEqualTo(new Value.Failed("a text stands where an object is needed"));
    }

    /** A rule must not be able to stop the decider. */
    @Test
    @Timeout(20)
    void oneEvaluationCanOnlyCostSoMuch() {
        String ten = "[1,2,3,4,5,6,7,8,9,10]";
        String cel = "%1$s.all(a, %1$s.all(b, %1$s.all(c, %1$s.all(d, %1$s.all(e, %1$s.all(f, %1$s.all(g, true)))))))"
                .formatted(ten);
        assertThat(evaluate(cel)).isInstanceOf(Value.Failed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event.id = 1 | 1 | 10",
                "evnt.id == 1 | 1 | 1",
                "event.id == 1 && evnt == 2 | 1 | 18",
                "1 + 'a' == 2 | 1 | 3",
            })
    void isRefusedWithItsPlace(String cel, int line, int column) {
        assertThatThrownBy(() -> Expression.compile(cel, Set.of(CelKind.BOOL)))
                .isInstanceOfSatisfying(Expression.InvalidException.class, e -> {
                    assertThat(e.line()).isEqualTo(line);
                    assertThat(e.column()).isEqualTo(column);
                    assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
                });
    }

    @Test
    void whatIsOnlyKnownWhenItRunsIsLetThrough() throws Expression.InvalidException {
        assertThat(Expression.compile("event.flag", Set.of(CelKind.STRING))).isNotNull();
        assertThatThrownBy(() -> Expression.compile("source", Set.of(CelKind.BOOL)))
                .hasMessage("gives a string, expected bool");
    }
}
