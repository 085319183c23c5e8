package dev.ringback.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** A request that is read, authenticated and within its limits. On public routes the caller is null. */
record HubRequest(Route route, Map<String, String> path, MultiMap query, MultiMap headers, Buffer body, Caller caller) {

    String id() {
        return path.get("id");
    }

    String account() {
        return caller.account();
    }

    Optional<String> param(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** A whole number of the query; refused with 400 where it is none or out of range. */
    int number(String name, int least, int most, int otherwise) {
        try {
            var value = param(name).map(Integer::parseInt).orElse(otherwise);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below like any other bad value
        }
        throw Refusal.invalid("invalid " + name);
    }

    /** The body as a JSON object; refused with 400 where it is none. */
    ObjectNode json() {
        try {
            if (Json.read(body.getBytes(), JsonNode.class) instanceof ObjectNode object) {
                return object;
            }
        } catch (UncheckedIOException e) {
            // refused below like any other body
        }
        throw Refusal.invalid("invalid request body");
    }

    /** A text of the body; refused with 400 where it is missing, blank or no text. */
    static String required(ObjectNode body, String name) {
        var value = body.get(name);
        if (value == null || !value.isTextual() || value.asText().isBlank()) {
            throw Refusal.invalid(name + " is required");
        }
        return value.asText();
    }
}
