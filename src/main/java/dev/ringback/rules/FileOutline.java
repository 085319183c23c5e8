package dev.ringback.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Finds the places of a rules file's parts by their paths: names and indexes joined by slashes, such as {@code
 * rules/0/events/1}.
 */
final class FileOutline {
    private static final int DEEPEST = 8; // no field of the format lies deeper

    /** Anchors can make a small text a large file. */
    private static final int MOST = 100_000;

    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();

    private FileOutline() {}

    /** Reads the outline of a text; empty if it is no YAML. */
    static FileOutline of(String text) {
        FileOutline outline = new FileOutline();
        try {
            YamlDepth.check(text);
            new Compose(LoadSettings.builder()
                            .setBufferSize(Math.max(1024, text.length() + 2)) // as RulesParser
                            .setAllowNonScalarKeys(true)
                            .build())
                    .composeString(text)
                    .ifPresent(root -> outline.add("", root, 0));
        } catch (YamlEngineException e) {
            // The parser reports it.
        }
        return outline;
    }

    private void add(String path, Node node, int depth) {
        values.putIfAbsent(path, node);
        if (depth == DEEPEST || values.size() > MOST) {
            return;
        }
        String prefix = path.isEmpty() ? "" : path + "/";
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode key) {
                        keys.putIfAbsent(prefix + key.getValue(), key);
                        add(prefix + key.getValue(), tuple.getValueNode(), depth + 1);
                    }
                }
            }
            case SequenceNode list -> {
                for (int i = 0; i < list.getValue().size(); i++) {
                    add(prefix + i, list.getValue().get(i), depth + 1);
                }
            }
            default -> { // a scalar has no parts
            }
        }
    }

    boolean has(String path) {
        return values.containsKey(path);
    }

    /** Returns a scalar's text; empty if there is none at the path. */
    Optional<String> text(String path) {
        return values.get(path) instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    /** Returns the number of items of a list; 0 if there is none at the path. */
    int size(String path) {
        return values.get(path) instanceof SequenceNode list ? list.getValue().size() : 0;
    }

    /** Returns the names of a mapping's fields; empty if there is none at the path. */
    List<String> names(String path) {
        return values.get(path) instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode)
                        .map(tuple -> ((ScalarNode) tuple.getKeyNode()).getValue())
                        .toList()
                : List.of();
    }

    /** Returns the place of a value; the file's beginning if there is none at the path. */
    YamlReader.Place place(String path) {
        return place(values.get(path), 0);
    }

    /** Returns the place of a field's name; the file's beginning if there is none at the path. */
    YamlReader.Place placeOfKey(String path) {
        return place(keys.get(path), 0);
    }

    /**
     * Returns a place inside a text; its beginning where the text is not written in the file as it is read.
     *
     * @param offset in code points from the text's beginning; negative: unknown
     */
    YamlReader.Place inside(String path, int offset) {
        if (!(values.get(path) instanceof ScalarNode scalar) || offset < 0) {
            return place(path);
        }
        int quote = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
        Optional<Mark> start = scalar.getStartMark();
        Optional<Mark> end = scalar.getEndMark();
        boolean isWrittenAsRead = start.isPresent()
                && end.isPresent()
                && start.get().getLine() == end.get().getLine()
                && end.get().getColumn() - start.get().getColumn() - 2 * quote
                        == scalar.getValue().length();
        return isWrittenAsRead ? place(scalar, quote + offset) : place(path);
    }

    private static YamlReader.Place place(Node node, int further) {
        return Optional.ofNullable(node)
                .flatMap(Node::getStartMark)
                .map(mark -> new YamlReader.Place(mark.getLine() + 1, mark.getColumn() + 1 + further))
                .orElse(new YamlReader.Place(1, 1));
    }

    /** Returns the paths of the rules, in the file's order. */
    List<String> rules() {
        return IntStream.range(0, size("rules")).mapToObj(i -> "rules/" + i).toList();
    }
}
