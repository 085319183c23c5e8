package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.types.CelKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldPathTest {
    private static List<FieldPath> reads(String expression) throws Expression.InvalidException {
        return Expression.compile(expression, Set.of(CelKind.BOOL, CelKind.STRING, CelKind.INT, CelKind.LIST))
                .reads();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "event.a.b == 1 && event.a.b < event.c | event.a.b, event.c",
                "event.items[0].sku + event['odd name'] | event.items[0].sku, event[\"odd name\"]",
                "event.?a.?b.orValue('') | event.a.b",
                "event[?'a'].orValue('') + event.?list[?1].orValue('') | event.a, event.list[1]",
                "has(event.a.b) | event.a.b",
                "event.items.exists(i, i.sku == event.wanted && i.price > 3) | event.items, event.wanted",
                "event.a.map(event, event.b) | event.a",
                "event.a[event.position] == 'x' | event.a, event.position",
                "source + type + string(received_at) | source, type, received_at",
                "{'k': event.a}['k'] == [event.b][0] | event.a, event.b",
                "type(event.a) == string | event.a",
                "event == null | event",
                "'no event' == 'x' | ``"
            })
    void namesTheFieldsThatAnExpressionReads(String expression, String paths) throws Expression.InvalidException {
        assertThat(String.join(
                        ", ", reads(expression).stream().map(FieldPath::text).toList()))
                .isEqualTo(paths);
    }

    @Test
    void tellsTheBodyFromTheDelivery() throws Expression.InvalidException {
        assertThat(reads("event.source == source"))
                .extracting(FieldPath::isOfTheBody)
                .containsExactly(true, false);
    }

    @Test
    void findsTheValueOfAField() throws Expression.InvalidException {
        Map<String, Object> event = Map.of("event", Map.of("items", List.of(Map.of("sku", "A-1"))));
        assertThat(reads("event.items[0].sku").getFirst().in(event)).contains("A-1");
        assertThat(reads("event.items[1].sku").getFirst().in(event)).isEmpty();
        assertThat(reads("event.items.sku").getFirst().in(event)).isEmpty();
        assertThat(reads("event.items[0].sku.deeper").getFirst().in(event)).isEmpty();
    }
}
