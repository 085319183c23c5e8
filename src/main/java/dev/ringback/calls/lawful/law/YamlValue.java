package dev.ringback.calls.lawful.law;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a value of a YAML file strictly: each reading method throws {@link LawFileException} with file and line.
 *
 * @param file its name for messages
 */
record YamlValue(String file, Node node) {
    /** Parses a file; empty for a file without a value. */
    static Optional<YamlValue> parse(String file, String text) {
        try {
            // Read in one piece: the library fails where its buffer ends inside a surrogate pair.
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setBufferSize(Math.max(1024, text.length() + 2))
                    .build();
            return new Compose(settings).composeString(text).map(node -> new YamlValue(file, node));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new LawFileException(file, line, "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new LawFileException(file, 1, "not YAML");
        } catch (StackOverflowError e) { // the library calls itself for each level of an operator's file
            throw new LawFileException(file, 1, "too many levels");
        }
    }

    /** Returns an exception that names the line of this value. */
    LawFileException flaw(String problem) {
        return new LawFileException(
                file, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1), problem);
    }

    /** Returns all entries in order; a key given twice is a flaw. */
    Map<String, YamlValue> entries() {
        if (!(node instanceof MappingNode mapping)) {
            throw flaw("expected 'key: value' lines");
        }
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlValue key = new YamlValue(file, tuple.getKeyNode());
            if (entries.put(key.text(), new YamlValue(file, tuple.getValueNode())) != null) {
                throw key.flaw("'" + key.text() + "' is given twice");
            }
        }
        return entries;
    }

    /** Returns the entries of a mapping that has all required keys, and no others than these and the optional ones. */
    Map<String, YamlValue> entries(List<String> required, List<String> optional) {
        Map<String, YamlValue> entries = entries();
        entries.forEach((key, value) -> {
            if (!required.contains(key) && !optional.contains(key)) {
                throw value.flaw("unknown key '" + key + "'; known are " + String.join(", ", required)
                        + (optional.isEmpty() ? "" : ", " + String.join(", ", optional)));
            }
        });
        for (String key : required) {
            if (!entries.containsKey(key)) {
                throw flaw("'" + key + "' is missing");
            }
        }
        return entries;
    }

    /** Returns the entries of a list. */
    List<YamlValue> items() {
        if (!(node instanceof SequenceNode sequence)) {
            throw flaw("expected a list: lines that begin with '- '");
        }
        List<YamlValue> items = new ArrayList<>();
        sequence.getValue().forEach(item -> items.add(new YamlValue(file, item)));
        return items;
    }

    /** Returns a text that is not blank. */
    String text() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        throw flaw("expected a text");
    }

    /** Returns a date such as 2026-09-27. */
    LocalDate date() {
        try {
            return LocalDate.parse(text());
        } catch (DateTimeException e) {
            throw flaw("'" + text() + "' is not a date; write it as 2026-09-27");
        }
    }

    /** Returns one of some words. */
    String word(Set<String> words) {
        if (!words.contains(text())) {
            throw flaw("'" + text() + "' is not one of "
                    + String.join(", ", words.stream().sorted().toList()));
        }
        return text();
    }

    /** Returns what a parser makes of this value; its {@link IllegalArgumentException} becomes a flaw of this line. */
    <T> T as(Function<YamlValue, T> parser) {
        try {
            return parser.apply(this);
        } catch (LawFileException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw flaw(e.getMessage());
        }
    }
}
