package dev.ringback.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What goes back to a caller. */
sealed interface Answer {
    /** A complete answer. */
    record Whole(int status, Map<String, String> headers, byte[] body) implements Answer {}

    /** Server-sent events: the writer is given the open response, and ends it. */
    record Stream(Consumer<HttpServerResponse> writer) implements Answer {}

    static Answer json(int status, JsonNode body) {
        return new Whole(status, Map.of("Content-Type", "application/json"), Json.bytes(body));
    }

    static Answer ok(JsonNode body) {
        return json(200, body);
    }

    /** Deleted: the contract names no code and no body for it, so 204 and none. */
    static Answer gone() {
        return new Whole(204, Map.of(), new byte[0]);
    }

    /** Changed: where the contract's answer is a JSON string that no page shows. */
    static Answer done() {
        return ok(TextNode.valueOf("ok"));
    }

    /** A bare text with the line end that Go servers put behind it. */
    static Answer text(int status, String text, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.putIfAbsent("Content-Type", "text/plain; charset=utf-8");
        return new Whole(status, all, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Answer of(Refusal refusal) {
        return text(refusal.status, refusal.getMessage(), refusal.headers);
    }
}
