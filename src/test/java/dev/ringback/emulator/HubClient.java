package dev.ringback.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A plain client of an emulator, over real HTTP. */
final class HubClient {
    static final String AGENT = "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z";
    static final String FROM = "+12025550123";
    static final String NUMBER_ID = "num_01HZ2N7G3K8M0Q5R7T9V2X4Y71";
    static final String TO = "+14155550100";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String bearer;
    private final String account;

    private HubClient(URI address, String bearer, String account) {
        this.address = address;
        this.bearer = bearer;
        this.account = account;
    }

    static HubClient of(Emulator emulator) {
        return new HubClient(emulator.address(), Settings.DEMO_KEY, null);
    }

    static HubClient of(URI address) {
        return new HubClient(address, Settings.DEMO_KEY, null);
    }

    HubClient as(String key) {
        return new HubClient(address, key, null);
    }

    HubClient asPersonOf(String account) {
        return new HubClient(address, Settings.DEMO_SESSION, account);
    }

    record Response(int status, String text, HttpResponse<String> whole) {
        JsonNode json() {
            return Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        }

        String id() {
            return json().path("id").asText();
        }
    }

    /** A path that starts below {@code /v1}, or with {@code /_emulator}, or is whole where it starts with {@code //}. */
    Response send(String method, String path, String body) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build());
    }

    Response send(HttpRequest request) throws IOException {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return new Response(response.statusCode(), response.body(), response);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        var whole = path.startsWith("//") ? path.substring(1) : path.startsWith("/_") ? path : "/v1" + path;
        var request = HttpRequest.newBuilder(address.resolve(whole)).timeout(Duration.ofSeconds(10));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (account != null) {
            request.header("X-Account-ID", account);
        }
        return request;
    }

    Response get(String path) throws IOException {
        return send("GET", path, null);
    }

    Response post(String path, String body) throws IOException {
        return send("POST", path, body);
    }

    Response originate(String to) throws IOException {
        return post("/calls/originate", call(FROM, to, AGENT));
    }

    static String call(String from, String to, String agent) {
        ObjectNode call = Json.object().put("from_number", from).put("to_number", to);
        return call.put("agent_id", agent).toString();
    }

    HttpClient http() {
        return http;
    }
}
