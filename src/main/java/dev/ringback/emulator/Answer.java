package dev.ringback.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The answer to one request. */
sealed interface Answer {
    /** A complete answer. */
    record Whole(int status, Map<String, String> headers, byte[] body) implements Answer {}

    /** Server-sent events. The writer receives the open response and must end it. */
    record Stream(Consumer<HttpServerResponse> writer) implements Answer {}

    static Answer json(int status, JsonNode body) {
        return new Whole(status, Map.of("Content-Type", "application/json"), Json.bytes(body));
    }

    static Answer ok(JsonNode body) {
        return json(200, body);
    }

    /** Returns the answer to a deletion: 204 without a body, as the contract names neither code nor body. */
    static Answer gone() {
        return new Whole(204, Map.of(), new byte[0]);
    }

    /** Returns the answer to a change, where the contract documents a JSON string without showing it. */
    static Answer done() {
        return ok(TextNode.valueOf("ok"));
    }

    /** Returns a bare text with the trailing line feed that Go servers append. */
    static Answer text(int status, String text, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.putIfAbsent("Content-Type", "text/plain; charset=utf-8");
        return new Whole(status, all, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Answer of(Refusal refusal) {
        return text(refusal.status, refusal.getMessage(), refusal.headers);
    }
}
