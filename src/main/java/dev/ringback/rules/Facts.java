package dev.ringback.rules;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.NullValue;
import dev.ringback.ingest.Event;
import dev.ringback.sources.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event as rules see it.
 *
 * @param asOf the sender's time of the fact where its kind tells it, else when it was received; never after that
 * @param isTest whether the sender says that nothing real happened, and such events are not to be acted on
 * @param variables what expressions may name
 */
record Facts(Event event, Instant asOf, boolean isTest, Map<String, Object> variables) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION) // two readers would see two different facts
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The body says nothing that a rule could read. */
    static final class UnreadableException extends Exception {
        UnreadableException(String why) {
            super(why);
        }
    }

    /** @throws UnreadableException if the body is not one JSON object in UTF-8 without a field given twice */
    static Facts of(Event event, byte[] body, Optional<Sources.Source> source) throws UnreadableException {
        JsonNode json = parse(body);
        Instant asOf = source.flatMap(sender -> sender.kind().asOf(json))
                .filter(time -> time.isAfter(Instant.EPOCH) && time.isBefore(event.receivedAt()))
                .orElse(event.receivedAt());
        boolean isTest = source.map(
                        sender -> !sender.acceptsTestEvents() && sender.kind().isTest(json))
                .orElse(false);
        Map<String, Object> variables = Map.of(
                "event", plain(json),
                "source", event.source(),
                "type", event.type(),
                "received_at", event.receivedAt());
        return new Facts(event, asOf, isTest, variables);
    }

    private static JsonNode parse(byte[] body) throws UnreadableException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            boolean isMarked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            JsonNode json = JSON.readTree(isMarked ? text.substring(1) : text);
            if (json == null || !json.isObject()) {
                throw new UnreadableException("not a JSON object");
            }
            return json;
        } catch (CharacterCodingException e) {
            throw new UnreadableException("not UTF-8");
        } catch (IOException e) {
            throw new UnreadableException("not JSON: " + e.getClass().getSimpleName());
        }
    }

    /** JSON as CEL's runtime takes it; whole numbers stay exact. */
    private static Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                node.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
                yield fields;
            }
            case ARRAY -> {
                List<Object> items = new ArrayList<>(node.size());
                node.forEach(item -> items.add(plain(item)));
                yield items;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case NULL, MISSING, BINARY, POJO -> NullValue.NULL_VALUE;
        };
    }

    private static Object number(JsonNode node) {
        if (node.canConvertToLong() && node.isIntegralNumber()) {
            return node.longValue();
        }
        return node.isIntegralNumber() ? node.bigIntegerValue().toString() : node.doubleValue();
    }
}
