package dev.ringback.rules;

import dev.cel.common.types.CelKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Reads the lookups of a rules file. One instance per file. */
final class LookupReader {
    /** The names that an item of an answer has by itself. */
    private static final Set<String> RESERVED = Set.of("about", "as_of");

    private static final Set<String> LOOKUP = Set.of("name", "events", "about", "to", "region", "say");
    private static final Set<CelKind> TEXT = Set.of(CelKind.STRING);
    private static final Set<CelKind> THING = Set.of(CelKind.STRING, CelKind.INT, CelKind.UINT);
    private static final Set<CelKind> SCALAR =
            Set.of(CelKind.STRING, CelKind.INT, CelKind.UINT, CelKind.DOUBLE, CelKind.BOOL, CelKind.TIMESTAMP);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern TEXT_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final int MOST_TEXTS = 20;

    private final YamlReader yaml;
    private final Function<Node, List<Rule.EventPattern>> events;
    private final BiFunction<Node, Expression, List<Rule.Target>> targets;
    private final Set<String> names = new HashSet<>();

    /**
     * @param events reads {@code events} as a rule's
     * @param targets reads {@code to} as a rule's, with the region of its numbers
     */
    LookupReader(
            YamlReader yaml,
            Function<Node, List<Rule.EventPattern>> events,
            BiFunction<Node, Expression, List<Rule.Target>> targets) {
        this.yaml = yaml;
        this.events = events;
        this.targets = targets;
    }

    List<Lookup> lookups(Node node) {
        return yaml.list(node, "lookups", this::lookup);
    }

    private Lookup lookup(Node node) {
        YamlReader.Fields lookup = yaml.new Fields(node, "a lookup", LOOKUP, Set.of());
        Expression region = lookup.optional("region", null, value -> yaml.expression(value, TEXT));
        return new Lookup(
                lookup.required("name", this::name),
                lookup.required("events", events),
                lookup.required("about", value -> yaml.expression(value, THING)),
                lookup.required("to", value -> targets.apply(value, region)),
                lookup.required("say", this::say));
    }

    private String name(Node node) {
        String name = yaml.text(node, NAME, "a lookup's name; expected lower-case letters, digits, - and _");
        if (name != null && !names.add(name)) {
            yaml.problem(node, "another lookup is named '" + name + "' already");
        }
        return name;
    }

    private Map<String, Expression> say(Node node) {
        if (!(node instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
            yaml.problem(node, "expected texts (a mapping of names to expressions)");
            return Map.of();
        }
        if (mapping.getValue().size() > MOST_TEXTS) {
            yaml.problem(node, "expected at most " + MOST_TEXTS + " texts");
        }
        Map<String, Expression> say = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = textName(tuple.getKeyNode(), taken);
            Expression value = yaml.expression(tuple.getValueNode(), SCALAR);
            if (name != null && value != null) {
                say.put(name, value);
            }
        }
        return say;
    }

    private String textName(Node node, Set<String> taken) {
        String name = yaml.text(
                node, TEXT_NAME, "a text's name; expected a lower-case letter, then such letters, digits and _");
        if (name != null && RESERVED.contains(name)) {
            yaml.problem(node, "'" + name + "' is in every answer already; expected another name");
        } else if (name != null && !taken.add(name)) {
            yaml.problem(node, "'" + name + "' is given twice");
        }
        return name;
    }
}
