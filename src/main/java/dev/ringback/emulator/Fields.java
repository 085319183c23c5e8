package dev.ringback.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The members that a caller may set on a row, each with a check of its value. Other members are ignored, as by the Hub. */
final class Fields {
    private final Map<String, Predicate<JsonNode>> allowed = new LinkedHashMap<>();

    Fields texts(String... names) {
        return with(JsonNode::isTextual, names);
    }

    Fields textsOrNull(String... names) {
        return with(value -> value.isTextual() || value.isNull(), names);
    }

    Fields booleans(String... names) {
        return with(JsonNode::isBoolean, names);
    }

    Fields numbers(String... names) {
        return with(JsonNode::isNumber, names);
    }

    Fields objects(String... names) {
        return with(JsonNode::isObject, names);
    }

    Fields textLists(String... names) {
        return with(Fields::isTextList, names);
    }

    Fields oneOf(String name, String... values) {
        return with(value -> List.of(values).contains(value.asText()), name);
    }

    private Fields with(Predicate<JsonNode> check, String... names) {
        for (var name : names) {
            allowed.put(name, check);
        }
        return this;
    }

    private static boolean isTextList(JsonNode value) {
        return value.isArray()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    /** Returns the body's settable members; refuses an invalid value with 400. */
    ObjectNode pick(ObjectNode body) {
        var picked = Json.object();
        allowed.forEach((name, check) -> {
            var value = body.get(name);
            if (value != null && !check.test(value)) {
                throw Refusal.invalid("invalid " + name);
            }
            if (value != null) {
                picked.set(name, value);
            }
        });
        return picked;
    }
}
