package dev.ringback.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Writes a YAML value as JSON, by YAML's core schema. A text that is meant as JSON may stand for the whole value. */
final class JsonOfYaml {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private static final int MOST_VALUES = 100_000;

    private final YamlReader yaml;
    private final Set<Node> around = Collections.newSetFromMap(new IdentityHashMap<>()); // the present value lies in
    private int values;

    private JsonOfYaml(YamlReader yaml) {
        this.yaml = yaml;
    }

    /** @return null, with a problem noted, if the value cannot be written as a JSON object */
    static String of(YamlReader yaml, Node node) {
        if (node instanceof ScalarNode scalar) {
            return text(yaml, scalar);
        }
        if (!(node instanceof MappingNode)) {
            yaml.problem(node, "expected an event's body (a mapping, or a text with a JSON object)");
            return null;
        }
        return new JsonOfYaml(yaml).bounded(node);
    }

    /** An alias may stand inside its own anchor, and a few of them may stand for millions of values. */
    private String bounded(Node node) {
        JsonNode value = value(node);
        if (values > MOST_VALUES) {
            yaml.problem(node, "an event's body has more than " + MOST_VALUES + " values, or contains itself");
            return null;
        }
        return value.toString();
    }

    private static String text(YamlReader yaml, ScalarNode scalar) {
        try {
            if (JSON.readTree(scalar.getValue()) instanceof ObjectNode) {
                return scalar.getValue();
            }
        } catch (JsonProcessingException e) {
            // reported below
        }
        yaml.problem(scalar, "expected an event's body (a mapping, or a text with a JSON object)");
        return null;
    }

    private JsonNode value(Node node) {
        if (++values > MOST_VALUES || !around.add(node)) {
            values = MOST_VALUES + 1; // nothing more is read
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            return switch (node) {
                case MappingNode mapping -> object(mapping);
                case SequenceNode sequence -> list(sequence);
                case ScalarNode scalar -> scalar(scalar);
                default -> throw new IllegalStateException("YAML has no other nodes once aliases are resolved");
            };
        } finally {
            around.remove(node);
        }
    }

    private JsonNode object(MappingNode mapping) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            if (values > MOST_VALUES) {
                break;
            }
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                if (object.has(key.getValue())) {
                    yaml.problem(key, "'" + key.getValue() + "' is given twice");
                }
                object.set(key.getValue(), value(tuple.getValueNode()));
            } else {
                yaml.problem(tuple.getKeyNode(), "expected a field's name");
            }
        }
        return object;
    }

    private JsonNode list(SequenceNode sequence) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Node item : sequence.getValue()) {
            if (values > MOST_VALUES) {
                break;
            }
            list.add(value(item));
        }
        return list;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return JsonNodeFactory.instance.textNode(text);
        }
        return switch (text) {
            case "true" -> JsonNodeFactory.instance.booleanNode(true);
            case "false" -> JsonNodeFactory.instance.booleanNode(false);
            case "null", "~", "" -> JsonNodeFactory.instance.nullNode();
            default -> number(text);
        };
    }

    private static JsonNode number(String text) {
        if (WHOLE.matcher(text).matches()) {
            return JsonNodeFactory.instance.numberNode(new BigInteger(text));
        }
        return DECIMAL.matcher(text).matches()
                ? JsonNodeFactory.instance.numberNode(new BigDecimal(text))
                : JsonNodeFactory.instance.textNode(text);
    }
}
