package dev.ringback.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.NullValue;
import dev.ringback.calls.lawful.clocks.Zone;
import dev.ringback.intake.Event;
import dev.ringback.intake.sources.JsonLimits;
import dev.ringback.intake.sources.Sources;
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
import java.util.function.Function;

/**
 * Holds an event as rules see it.
 *
 * @param asOf the sender's time of the fact where its kind has one, otherwise the time of receipt; never after receipt
 * @param isTest whether the sender marks the event as a test, and such events are not accepted
 * @param variables the names that expressions may use, with their values, and the hidden context of their functions
 */
record Facts(Event event, Instant asOf, boolean isTest, Map<String, Object> variables) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final JsonFactory JSON = JsonLimits.factory()
            .rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION) // two readers would see two different facts
            .build();
    private static final JsonMapper NODES = new JsonMapper();

    /** Reports a body that no rule can read. */
    static final class UnreadableException extends Exception {
        UnreadableException(String why) {
            super(why);
        }
    }

    /**
     * Reads an event.
     *
     * @param source the event's source; empty if it is no longer configured
     * @param zones finds a zone by its id; empty if there is none
     * @throws UnreadableException if a body is not one UTF-8 JSON object, repeats a field or exceeds {@link JsonLimits}
     */
    static Facts of(Event event, byte[] body, Optional<Sources.Source> source, Function<String, Optional<Zone>> zones)
            throws UnreadableException {
        Map<String, Object> fields = parse(body);
        JsonNode top = scalars(fields);
        Instant asOf = source.flatMap(sender -> sender.kind().asOf(top))
                .filter(time -> time.isAfter(Instant.EPOCH) && time.isBefore(event.receivedAt()))
                .orElse(event.receivedAt());
        boolean isTest = source.map(
                        sender -> !sender.acceptsTestEvents() && sender.kind().isTest(top))
                .orElse(false);
        Map<String, Object> variables = Map.of(
                "event",
                fields,
                "source",
                event.source(),
                "type",
                event.type(),
                "received_at",
                event.receivedAt(),
                RuleFunctions.CONTEXT,
                new RuleFunctions.Context(source.map(Sources.Source::kind).orElse(null), zones));
        return new Facts(event, asOf, isTest, variables);
    }

    /** Copies the scalar fields at the top of a body. Nested values stay out: a second tree would double the memory. */
    private static JsonNode scalars(Map<String, Object> fields) {
        Map<String, Object> scalars = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                scalars.put(name, value);
            }
        });
        return NODES.valueToTree(scalars);
    }

    private static Map<String, Object> parse(byte[] body) throws UnreadableException {
        try (JsonParser parser = JSON.createParser(text(body))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableException("not a JSON object");
            }
            Map<String, Object> fields = object(parser);
            if (parser.nextToken() != null) {
                throw new UnreadableException("not JSON: more follows");
            }
            return fields;
        } catch (CharacterCodingException e) {
            throw new UnreadableException("not UTF-8");
        } catch (StreamConstraintsException e) {
            throw new UnreadableException("more complex than " + JsonLimits.LEVELS + " levels and " + JsonLimits.TOKENS
                    + " tokens, or with a name or number too long");
        } catch (IOException e) {
            throw new UnreadableException("not JSON: " + e.getClass().getSimpleName());
        }
    }

    private static String text(byte[] body) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(body))
                .toString();
        boolean isMarked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return isMarked ? text.substring(1) : text;
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static List<Object> list(JsonParser parser) throws IOException {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /** Reads a JSON value for CEL's runtime; whole numbers stay exact. The parser limits the depth of this recursion. */
    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NullValue.NULL_VALUE;
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> parser.getLongValue();
                    case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> parser.getText();
                };
            case FIELD_NAME, END_OBJECT, END_ARRAY, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new JsonParseException(parser, "a value is missing");
        };
    }
}
