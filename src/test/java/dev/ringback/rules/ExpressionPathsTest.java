package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.types.CelKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionPathsTest {
    private static Expression compiled(String text) throws Expression.InvalidException {
        return Expression.compile(text, Set.of(CelKind.values()));
    }

    /** A question mark stands behind a field that may be absent. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "event.data.object.id | event.data.object.id",
                "event.a == 1 && event.b.c > event.a | event.a, event.b.c, event.a",
                "event[\"a\"].b[0].c | event.a.b[0].c",
                "event[\"a b\"] | event[\"a b\"]",
                "event.?a.?b.orValue(\"\") | event.a.b?",
                "event.a.?b.orValue(\"\") | event.a.b?",
                "event[?\"a\"].hasValue() | event.a?",
                "has(event.a.b) | event.a.b?",
                "has(event.a) && event.a.b == 1 && event.c == 2 | event.a?, event.a.b?, event.c",
                "event.names.exists(g, g.contains(event.x) && g.first == 1) | event.names, event.x",
                "[{'a': 1}].exists(event, event.a == 1) | ``",
                "event.items[event.i].x | event.items, event.i",
                "{\"k\": event.v, event.k: 1}.size() > 0 | event.v, event.k",
                "event.size() > 1 && source == type | ``",
                "event.a.startsWith(event.b) ? event.c : event.d | event.a, event.b, event.c, event.d"
            })
    void areTheFieldsThatAnExpressionReads(String text, String expected) throws Expression.InvalidException {
        String found = compiled(text).paths().stream()
                .map(path -> path.text() + (path.isOptional() ? "?" : ""))
                .collect(Collectors.joining(", "));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void beginWhereTheWordEventStands() throws Expression.InvalidException {
        assertThat(compiled("1 == 1 && event.a == event.b").paths())
                .extracting(ExpressionPaths.Path::position)
                .containsExactly(10, 21);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "event.a > 20 | event.a > 20",
                "20 < event.a | event.a > 20",
                "20 >= event.a | event.a <= 20",
                "event.a == \"x\" | event.a == \"x\"",
                "event.a in [\"x\", 1] | event.a in \"x\" 1",
                "event.a in [\"x\", event.b] | ``",
                "event.?a.orValue(\"\") != \"x\" | event.a != \"x\"",
                "double(event.a) > 20.0 | ``",
                "event.a == null | ``",
                "type(event.a) == string && event.a > 20 | ``",
                "event.items.all(i, i.price > 3 && event.b == true) | event.b == true",
                "event.a == -1 | event.a == -1"
            })
    void areComparedWithConstants(String text, String expected) throws Expression.InvalidException {
        String found = compiled(text).comparisons().stream()
                .map(each -> each.path().text() + " " + each.operator() + " "
                        + each.constants().stream()
                                .map(ExpressionComparisons.Constant::text)
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(", "));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void anExpressionKeepsItsText() throws Expression.InvalidException {
        assertThat(compiled("event.a == 1").text()).isEqualTo("event.a == 1");
        assertThat(List.of(
                        compiled("type == \"x\"").reads("type"),
                        compiled("event.type == 1").reads("type")))
                .containsExactly(true, false);
    }
}
