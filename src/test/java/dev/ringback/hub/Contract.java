package dev.ringback.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The Hub's OpenAPI document, and what of an exchange does not fit it. Schemas are judged by a library. */
final class Contract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());
    private final JsonNode document;
    private final Map<String, Operation> operations = new TreeMap<>();

    private Contract(JsonNode document) {
        this.document = document;
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .map(method -> new Operation(method.getKey().toUpperCase(), path.getKey(), method.getValue()))
                        .forEach(operation -> operations.put(operation.id(), operation)));
    }

    static Contract load() {
        try (InputStream file = Contract.class.getResourceAsStream("/hub/openapi.yaml")) {
            return new Contract(new YAMLMapper().readTree(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** One operation of it. */
    record Operation(String method, String path, JsonNode node) {
        String id() {
            return node.get("operationId").asText();
        }

        /** Whatever its variables are called. */
        String shape() {
            return method + " " + path.replaceAll("\\{[^}]+}", "{}");
        }

        boolean isWrite() {
            return !method.equals("GET");
        }

        boolean fits(String requested) {
            String regex = Pattern.quote(path).replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q");
            return requested.matches(regex);
        }
    }

    /** By their ids. */
    Map<String, Operation> operations() {
        return operations;
    }

    /** The operation a request meant; the one with the fewest variables where several fit. */
    Operation operationOf(String method, String path) {
        return operations.values().stream()
                .filter(operation -> operation.method().equals(method) && operation.fits(path))
                .min((a, b) -> Long.compare(variables(a), variables(b)))
                .orElseThrow(() -> new AssertionError("not in the contract: " + method + " " + path));
    }

    private static long variables(Operation operation) {
        return operation.path().chars().filter(c -> c == '{').count();
    }

    /** The node, or the one it refers to. */
    JsonNode resolve(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.isEmpty() ? node : resolve(document.at(reference.substring(1)));
    }

    /** What is wrong with the value; nothing if it fits. */
    List<String> problems(JsonNode schema, JsonNode value) {
        return validate(standalone(schema), value);
    }

    /** As above, and what of the value the schema does not know is a problem as well: we send nothing undocumented. */
    List<String> problemsStrictly(JsonNode schema, JsonNode value) {
        ObjectNode strict = standalone(schema);
        if (value.isObject() && !resolve(schema).path("additionalProperties").asBoolean(false)) {
            strict.put("unevaluatedProperties", false);
        }
        return validate(strict, value);
    }

    private ObjectNode standalone(JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.put("$ref", "#/wanted");
        whole.set("wanted", schema);
        whole.set("components", document.get("components"));
        return whole;
    }

    private List<String> validate(ObjectNode schema, JsonNode value) {
        return schemas.getSchema(schema).validate(value).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }
}
