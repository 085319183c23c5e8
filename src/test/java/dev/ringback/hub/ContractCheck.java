package dev.ringback.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds one exchange against its operation: path, query, headers, bodies and status. */
final class ContractCheck {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Contract contract;
    private final Contract.Operation operation;
    private final Recorder.Exchange exchange;
    private final List<String> problems = new ArrayList<>();

    private ContractCheck(Contract contract, Recorder.Exchange exchange) {
        this.contract = contract;
        this.exchange = exchange;
        this.operation = contract.operationOf(exchange.method(), pathOf(exchange));
    }

    static String pathOf(Recorder.Exchange exchange) {
        return exchange.path().substring("/v1".length());
    }

    /** What does not fit; empty if all does. */
    static List<String> problems(Contract contract, Recorder.Exchange exchange) {
        var check = new ContractCheck(contract, exchange);
        check.parameters();
        check.authorization();
        check.requestBody();
        check.response();
        return check.problems;
    }

    private void parameters() {
        Map<String, String> query = query();
        for (JsonNode reference : operation.node().path("parameters")) {
            JsonNode parameter = contract.resolve(reference);
            String name = parameter.get("name").asText();
            Optional<String> value = switch (parameter.get("in").asText()) {
                case "query" -> Optional.ofNullable(query.remove(name));
                case "header" -> Optional.ofNullable(exchange.requestHeaders().get(name));
                default -> Optional.empty(); // a path that lacks one is no operation's
            };
            value.ifPresent(text -> add(name, contract.problems(parameter.get("schema"), typed(parameter, text))));
        }
        query.keySet().forEach(name -> problems.add("undocumented query parameter " + name));
    }

    private Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        if (exchange.query() != null) {
            for (String pair : exchange.query().split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static JsonNode typed(JsonNode holder, String text) {
        boolean isInteger = holder.path("schema").path("type").asText().equals("integer")
                || holder.path("type").asText().equals("integer");
        return isInteger
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
                : JsonNodeFactory.instance.textNode(text);
    }

    /** A public operation has an empty list of securities of its own. */
    private void authorization() {
        JsonNode own = operation.node().path("security");
        boolean isPublic = own.isArray() && own.isEmpty();
        String sent = exchange.requestHeaders().get("Authorization");
        if (isPublic && sent != null) {
            problems.add("a public operation was sent a bearer");
        }
        if (!isPublic && (sent == null || !sent.startsWith("Bearer "))) {
            problems.add("no bearer");
        }
        if (sent != null
                && sent.startsWith("Bearer eyJ")
                && !exchange.requestHeaders().contains("X-Account-ID")) {
            problems.add("a session without its account");
        }
    }

    private void requestBody() {
        JsonNode content = operation.node().path("requestBody").path("content");
        if (content.isMissingNode()) {
            if (exchange.requestBody().length() > 0) {
                problems.add("a body where none is described");
            }
            return;
        }
        String type = mediaType(exchange.requestHeaders());
        JsonNode schema = content.path(type).path("schema");
        if (schema.isMissingNode()) {
            problems.add("undocumented content type of the request: " + type);
        } else if (type.equals("multipart/form-data")) {
            add("form", contract.problemsStrictly(schema, form(contract.resolve(schema))));
        } else {
            add("request body", contract.problemsStrictly(schema, json(exchange.requestBody())));
        }
    }

    /** The form as the object it stands for; integers by the schema, as a form has only texts. */
    private ObjectNode form(JsonNode schema) {
        ObjectNode form = JSON.createObjectNode();
        for (FormPart part : FormPart.read(exchange.requestHeaders().get("Content-Type"), exchange.requestBody())) {
            JsonNode property = schema.path("properties").path(part.name());
            form.set(part.name(), typed(property, part.text()));
            if (property.path("format").asText().equals("binary")) {
                String wanted = operation
                        .node()
                        .at("/requestBody/content/multipart~1form-data/encoding")
                        .path(part.name())
                        .path("contentType")
                        .asText();
                if (!part.contentType().equals(wanted) || part.fileName().isEmpty()) {
                    problems.add(part.name() + " is not a file of " + wanted);
                }
            }
        }
        return form;
    }

    private void response() {
        JsonNode responses = operation.node().get("responses");
        String exact = Integer.toString(exchange.status());
        String range = exact.charAt(0) + "XX";
        JsonNode response = contract.resolve(responses.path(responses.has(exact) ? exact : range));
        if (response.isMissingNode()) {
            problems.add("undocumented status " + exact);
            return;
        }
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            return; // neither code nor body are shown
        }
        String type = mediaType(exchange.responseHeaders());
        JsonNode schema = content.path(type).path("schema");
        if (schema.isMissingNode()) {
            problems.add("undocumented content type of the response: " + type);
            return;
        }
        JsonNode body = type.equals("application/json")
                ? json(exchange.responseBody())
                : JsonNodeFactory.instance.textNode(exchange.responseBody().toString());
        add("response body", contract.problems(schema, withoutNulls(body)));
    }

    /** No page says where the Hub writes null, so it is taken for absent here, as our records do. */
    private static JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
        }
        node.forEach(ContractCheck::withoutNulls);
        return node;
    }

    private static String mediaType(MultiMap headers) {
        String whole = headers.get("Content-Type");
        return whole == null ? "none" : whole.split(";")[0].trim();
    }

    private JsonNode json(Buffer body) {
        try {
            return JSON.readTree(body.getBytes().length == 0 ? "null" : body.toString());
        } catch (JsonProcessingException e) {
            problems.add("no JSON: " + e.getOriginalMessage());
            return JSON.nullNode();
        }
    }

    private void add(String where, List<String> found) {
        found.forEach(problem -> problems.add(where + " " + problem));
    }
}
