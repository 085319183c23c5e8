package dev.ringback.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of the Hub, without its envelope. Most envelopes are documented only as "an object". Accepted are a bare
 * array, the array named {@code items} or {@code data}, or an object's only array (docs/HUB.md). Any other object is an
 * error, not an empty list: rows we cannot see may still exist.
 *
 * @param hasNext whether more rows exist; empty if the Hub does not say
 */
@JsonDeserialize(using = Rows.Reader.class)
public record Rows<T>(List<T> items, Optional<Boolean> hasNext) {
    private static final List<String> USUAL_NAMES = List.of("items", "data");

    /** Deserialises each row to the caller's type. */
    static final class Reader extends JsonDeserializer<Rows<?>> implements ContextualDeserializer {
        private final JavaType row;

        Reader() {
            this(null);
        }

        private Reader(JavaType row) {
            this.row = row;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            return new Reader(context.getContextualType().containedType(0));
        }

        @Override
        public Rows<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode answer = context.readTree(parser);
            List<Object> items = new ArrayList<>();
            for (JsonNode item : array(answer, context)) {
                items.add(context.readTreeAsValue(item, row));
            }
            JsonNode hasNext = answer.path("has_next");
            return new Rows<>(
                    List.copyOf(items), hasNext.isBoolean() ? Optional.of(hasNext.booleanValue()) : Optional.empty());
        }

        private JsonNode array(JsonNode answer, DeserializationContext context) throws JacksonException {
            if (answer.isArray()) {
                return answer;
            }
            List<JsonNode> arrays = new ArrayList<>();
            answer.forEach(member -> {
                if (member.isArray()) {
                    arrays.add(member);
                }
            });
            for (String name : USUAL_NAMES) {
                if (answer.path(name).isArray()) {
                    return answer.get(name);
                }
            }
            if (arrays.size() != 1) {
                throw JsonMappingException.from(context, "no single list in the answer");
            }
            return arrays.getFirst();
        }
    }
}
