package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.common.types.CelKind;
import dev.ringback.ingest.Events;
import dev.ringback.rules.Expression.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final String EVENT = """
            {"id":9007199254740993,"huge":18446744073709551617,"negative":-9223372036854775808,"price":12.5,"whole":12.0,
             "nothing":null,"name":"Ann","flag":false,"items":[{"n":1},{"n":2}],"empty":[],"text":"12"}
            """;

    private static Value evaluate(String cel) {
        try {
            Facts facts = Facts.of(
                    Events.received("billing", "invoice.paid", Instant.parse("2026-11-23T16:00:00Z")),
                    EVENT.getBytes(StandardCharsets.UTF_8),
                    Optional.empty());
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
                "event.text > 1",
                "!(event.text > 1)"
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
