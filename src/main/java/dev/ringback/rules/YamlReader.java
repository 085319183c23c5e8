package dev.ringback.rules;

import dev.cel.common.types.CelKind;
import dev.ringback.platform.NearMiss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads YAML nodes strictly and collects every problem with its line and column. */
final class YamlReader {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h|d)");
    private final RulesFile.Use use;
    private final List<RulesFile.Problem> problems = new ArrayList<>();

    YamlReader(RulesFile.Use use) {
        this.use = use;
    }

    /** Returns the problems so far, in the file's order. */
    List<RulesFile.Problem> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(RulesFile.Problem::line).thenComparingInt(RulesFile.Problem::column))
                .toList();
    }

    void problem(Node at, String message) {
        Place place = place(at);
        problem(place.line(), place.column(), message);
    }

    /** A place in the file; both count from 1. */
    record Place(int line, int column) {}

    Place place(Node node) {
        return node.getStartMark()
                .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(new Place(1, 1));
    }

    void problem(int line, int column, String message) {
        problems.add(new RulesFile.Problem(line, column, message));
    }

    /** Reads a mapping whose keys must all be known. */
    final class Fields {
        private final Node node;
        private final Map<String, Node> values = new LinkedHashMap<>();

        /** @param later keys of the format that this version does not support yet */
        Fields(Node node, String what, Set<String> known, Set<String> later) {
            this.node = node;
            if (!(node instanceof MappingNode mapping)) {
                problem(node, "expected " + what + " (a mapping)");
                return;
            }
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    take(key, tuple.getValueNode(), what, known, later);
                } else {
                    problem(tuple.getKeyNode(), "expected a field's name");
                }
            }
        }

        private void take(ScalarNode key, Node value, String what, Set<String> known, Set<String> later) {
            String name = key.getValue();
            if (later.contains(name)) {
                problem(key, "'" + name + "' is not supported yet");
            } else if (!known.contains(name)) {
                problem(
                        key,
                        "unknown field '" + name + "' in " + what + NearMiss.of(name, known) + "; expected one of "
                                + String.join(", ", known.stream().sorted().toList()));
            } else if (values.putIfAbsent(name, value) != null) {
                problem(key, "'" + name + "' is given twice");
            }
        }

        Optional<Node> optional(String name) {
            return Optional.ofNullable(values.get(name));
        }

        /** @return null, with a problem noted, if the field is missing or cannot be read */
        <T> T required(String name, Function<Node, T> reader) {
            if (values.containsKey(name)) {
                return reader.apply(values.get(name));
            }
            if (node instanceof MappingNode) {
                problem(node, "'" + name + "' is missing");
            }
            return null;
        }

        <T> T optional(String name, T otherwise, Function<Node, T> reader) {
            return values.containsKey(name) ? reader.apply(values.get(name)) : otherwise;
        }
    }

    /** @return null, with a problem noted, if the node is not a scalar with some text */
    String text(Node node) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        problem(node, "expected a text");
        return null;
    }

    /** Reads a text of a certain form; otherwise returns null, with a problem noted. */
    String text(Node node, Pattern form, String expected) {
        String text = text(node);
        if (text != null && !form.matcher(text).matches()) {
            problem(node, "'" + text + "' is not " + expected);
            return null;
        }
        return text;
    }

    /** Reads seconds, minutes, hours or days: {@code 30m}. */
    Duration duration(Node node) {
        String text = text(node);
        Matcher matcher = DURATION.matcher(text == null ? "" : text);
        if (text != null && !matcher.matches()) {
            problem(node, "'" + text + "' is not a duration; expected a whole number and s, m, h or d, such as 30m");
            return null;
        }
        if (text == null) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    <T> List<T> list(Node node, String what, Function<Node, T> reader) {
        if (!(node instanceof SequenceNode sequence)) {
            problem(node, "expected a list of " + what);
            return List.of();
        }
        if (sequence.getValue().isEmpty()) {
            problem(node, "expected at least one of " + what);
        }
        List<T> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            T read = reader.apply(item);
            if (read != null) {
                items.add(read);
            }
        }
        return items;
    }

    /** @return null, with a problem noted at its place inside the expression */
    Expression expression(Node node, Set<CelKind> wanted) {
        Optional<String> misread = YamlErrors.misread(node);
        if (misread.isPresent() && (use instanceof RulesFile.Use.Activation || !(node instanceof ScalarNode))) {
            problem(node, misread.get());
            return null;
        }
        String text = text(node);
        if (text == null) {
            return null;
        }
        try {
            return switch (use) {
                case RulesFile.Use.Activation(var zones, var now) ->
                    Expression.compile(text, wanted, new FunctionConstants(zones));
                case RulesFile.Use.Stored stored -> Expression.compile(text, wanted);
            };
        } catch (Expression.InvalidException e) {
            problemInside(node, e);
            return null;
        }
    }

    private void problemInside(Node node, Expression.InvalidException e) {
        boolean isOneLine = node.getStartMark().isPresent()
                && node.getEndMark().isPresent()
                && node.getStartMark().get().getLine()
                        == node.getEndMark().get().getLine();
        ScalarNode scalar = (ScalarNode) node;
        int quote = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
        // Escapes make the text shorter than its source, so a column inside it does not give the file's column.
        boolean isWrittenAsMeant = isOneLine
                && node.getEndMark().get().getColumn()
                                - node.getStartMark().get().getColumn()
                                - 2 * quote
                        == scalar.getValue().length();
        if (isWrittenAsMeant) {
            var mark = node.getStartMark().get();
            problem(
                    mark.getLine() + 1,
                    mark.getColumn() + quote + e.column(),
                    "not a CEL expression: " + e.getMessage());
        } else {
            problem(
                    node,
                    "not a CEL expression: " + e.getMessage() + " (line " + e.line() + ", column " + e.column()
                            + " of the expression)");
        }
    }
}
