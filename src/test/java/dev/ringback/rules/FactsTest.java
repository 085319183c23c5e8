package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.calls.lawful.Countries;
import dev.ringback.intake.Events;
import dev.ringback.intake.sources.Kind;
import dev.ringback.intake.sources.Sources;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactsTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-23T16:00:00Z");

    private static Facts facts(Kind kind, boolean acceptsTestEvents, byte[] body) throws Facts.UnreadableException {
        var source = new Sources.Source("s", kind, "s", acceptsTestEvents, null);
        return Facts.of(Events.received("s", "t", RECEIVED), body, Optional.of(source), Countries::zone);
    }

    private static Facts facts(Kind kind, String body) throws Facts.UnreadableException {
        return facts(kind, false, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<?, ?> event(String body) throws Facts.UnreadableException {
        return (Map<?, ?>) facts(Kind.SHOPIFY, body).variables().get("event");
    }

    // --- Bodies

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "[{\"id\":1}]",
                "\"text\"",
                "1",
                "true",
                "{\"id\":1",
                "{\"id\":1}}",
                "{\"id\":1} {\"id\":2}",
                "{\"id\":1,\"id\":1}",
                "{\"a\":{\"id\":1,\"id\":2}}",
                "{\"a\":[{\"id\":1,\"i\\u0064\":2}]}",
                "{id:1}",
                "{'id':1}",
                "{\"id\":NaN}",
                "{\"id\":01}",
                "{\"id\":1,}",
                "{\"id\":\"\t\"}",
                "{/* c */}",
                "\uFEFF\uFEFF{}"
            })
    void isUnreadable(String body) {
        assertThatThrownBy(() -> facts(Kind.SHOPIFY, body)).isInstanceOf(Facts.UnreadableException.class);
    }

    @Test
    void bytesThatAreNotUtf8AreUnreadable() {
        assertThatThrownBy(() -> facts(Kind.SHOPIFY, false, "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessage("not UTF-8");
        byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};
        assertThatThrownBy(() -> facts(Kind.SHOPIFY, false, overlong)).hasMessage("not UTF-8");
        assertThatThrownBy(() -> facts(Kind.SHOPIFY, false, "{}".getBytes(StandardCharsets.UTF_16)))
                .isInstanceOf(Facts.UnreadableException.class);
    }

    @Test
    void aBodyNestedWithoutEndIsUnreadableAndADeepOneIsNot() throws Facts.UnreadableException {
        assertThat(event(nested(500)).get("a")).isNotNull();
        assertThatThrownBy(() -> event(nested(100_000))).isInstanceOf(Facts.UnreadableException.class);
    }

    private static String nested(int levels) {
        return "{\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
    }

    @Test
    void theReasonDoesNotQuoteTheBody() {
        assertThatThrownBy(() -> facts(Kind.SHOPIFY, "{\"phone\":+12025550143}"))
                .isInstanceOf(Facts.UnreadableException.class)
                .hasMessageNotContaining("2025550143");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws Facts.UnreadableException {
        assertThat(event("\uFEFF{\"id\":7}").get("id")).isEqualTo(7L);
    }

    @Test
    void wholeNumbersStayExact() throws Facts.UnreadableException {
        Map<?, ?> event = event(
                "{\"a\":9007199254740993,\"b\":-9223372036854775808,\"c\":9223372036854775808,\"d\":1.5,\"e\":1e400}");
        assertThat(event.get("a")).isEqualTo(9007199254740993L);
        assertThat(event.get("b")).isEqualTo(Long.MIN_VALUE);
        assertThat(event.get("c")).isEqualTo("9223372036854775808");
        assertThat(event.get("d")).isEqualTo(1.5);
        assertThat(event.get("e")).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void textIsTakenAsItIs() throws Facts.UnreadableException {
        assertThat(event("{\"a\":\"\\u0000\\ud800 \\u00e9 \uD83D\uDE00\"}").get("a"))
                .isEqualTo("\0\ud800 é 😀");
    }

    // --- Limits of what is built in memory

    @Test
    void aBodyMayBeNestedFiveHundredLevels() throws Facts.UnreadableException {
        assertThat(event(nested(511))).isNotEmpty();
        assertThatThrownBy(() -> event(nested(512)))
                .isInstanceOf(Facts.UnreadableException.class)
                .hasMessageContaining("512 levels");
    }

    /** Each is far larger in memory than on the wire. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"a\":1}", "{\"a\":{\"a\":{}}}", "0", "\"\""})
    void fourMegabytesOfTheSmallestValuesAreUnreadable(String value) {
        String body = "{\"items\":[" + (value + ",").repeat(4_000_000 / (value.length() + 1)) + "{}]}";
        assertThatThrownBy(() -> event(body))
                .isInstanceOf(Facts.UnreadableException.class)
                .hasMessageContaining("1000000 tokens");
    }

    /** Lines of an order as a shop writes them: the largest body that is let in has room for a third more. */
    @Test
    void theLargestBodyOfARealShapeIsRead() throws Facts.UnreadableException {
        String line = """
                {"id":451,"sku":"A-1","name":"Green tea","qty":2,"price":"4.90","tax":[{"rate":0.19,"price":"0.78"}],\
                "gift":false,"vendor":null,"title":"Green tea, loose"},""";
        String body = "{\"lines\":[" + line.repeat(5 * 1024 * 1024 / line.length() - 1) + "{}]}";
        assertThat(body.length()).isGreaterThan(5_242_000);
        assertThat((List<?>) event(body).get("lines")).hasSizeGreaterThan(30_000);
    }

    // --- The sender's time

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SHOPIFY | {'updated_at':'2026-11-23T10:00:00-05:00','created_at':'2026-11-20T10:00:00Z'} | 2026-11-23T15:00:00Z",
                "SHOPIFY | {'updated_at':null,'created_at':'2026-11-20T10:00:00Z'} | 2026-11-20T10:00:00Z",
                "SHOPIFY | {'created_at':'2026-11-20T10:00:00.123456789Z'} | 2026-11-20T10:00:00.123456789Z",
                "SHOPIFY | {'updated_at':'yesterday','created_at':'2026-11-20T10:00:00Z'} | 2026-11-20T10:00:00Z",
                "SHOPIFY | {'updated_at':1795370400} | 2026-11-23T16:00:00Z",
                "SHOPIFY | {} | 2026-11-23T16:00:00Z",
                "SHOPIFY | {'updated_at':'2026-11-23T16:00:01Z'} | 2026-11-23T16:00:00Z",
                "SHOPIFY | {'updated_at':'2099-01-01T00:00:00Z'} | 2026-11-23T16:00:00Z",
                "STRIPE | {'created':1795370400} | 2026-11-22T18:00:00Z",
                "STRIPE | {'created':'2026-11-22T18:00:00.000Z'} | 2026-11-22T18:00:00Z",
                "STRIPE | {'created':'last week'} | 2026-11-23T16:00:00Z",
                "STRIPE | {'created':99999999999} | 2026-11-23T16:00:00Z",
                "STRIPE | {'created':9223372036854775807} | 2026-11-23T16:00:00Z",
                "STRIPE | {'created':null} | 2026-11-23T16:00:00Z",
                "STRIPE | {'data':{'created':1795370400}} | 2026-11-23T16:00:00Z"
            })
    void isAsOfWhatItsKindSaysButNeverLaterThanReceived(Kind kind, String body, Instant asOf)
            throws Facts.UnreadableException {
        assertThat(facts(kind, body.replace('\'', '"')).asOf()).isEqualTo(asOf);
    }

    // --- Test events

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SHOPIFY | {'test':true} | true",
                "SHOPIFY | {'test':false} | false",
                "SHOPIFY | {'test':null} | false",
                "SHOPIFY | {'livemode':false} | false",
                "STRIPE | {'livemode':false} | true",
                "STRIPE | {'livemode':true} | false",
                "STRIPE | {} | false",
                "STRIPE | {'test':true,'livemode':true} | false"
            })
    void isATestWhereItsKindSaysSo(Kind kind, String body, boolean isTest) throws Facts.UnreadableException {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThat(facts(kind, false, bytes).isTest()).isEqualTo(isTest);
        assertThat(facts(kind, true, bytes).isTest()).as("accepted").isFalse();
    }
}
