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

    /** Returns a whole number of the query, or the default if absent; refuses others and values out of range with 400. */
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

    /** Returns the body as a JSON object; refuses any other body with 400. */
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

    /** Returns a text member of the body; refuses a missing, blank or non-text value with 400. */
    static String required(ObjectNode body, String name) {
        var value = body.get(name);
        if (value == null || !value.isTextual() || value.asText().isBlank()) {
            throw Refusal.invalid(name + " is required");
        }
        return value.asText();
    }
}
