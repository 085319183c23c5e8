package dev.ringback.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A rules file as it is posted for a check. A second YAML document may hold the event files of its tests, by name: {@code
 * files: { paid.json: "…" }}.
 *
 * @param text the rules file alone
 */
public record PostedRules(String text, Map<String, String> files) {
    private static final String SECOND = "\n---";
    private static final String FILES = "files";

    /** Takes a posted body apart. A body that is no YAML is all rules file, and its check tells what is wrong. */
    public static PostedRules of(String body) {
        int second = body.lastIndexOf(SECOND);
        if (second < 0) {
            return new PostedRules(body, Map.of());
        }
        return files(body)
                .map(files -> new PostedRules(body.substring(0, second + 1), files))
                .orElseGet(() -> new PostedRules(body, Map.of()));
    }

    /** Returns a file's bytes; empty if it was not posted. */
    public Optional<byte[]> file(String name) {
        return Optional.ofNullable(files.get(name)).map(content -> content.getBytes(StandardCharsets.UTF_8));
    }

    /** @return empty if the body has no second document of this form */
    private static Optional<Map<String, String>> files(String body) {
        List<Node> documents = new ArrayList<>();
        try {
            YamlDepth.check(body);
            new Compose(LoadSettings.builder()
                            .setBufferSize(Math.max(1024, body.length() + 2)) // as RulesParser
                            .setCodePointLimit(body.length() + 1)
                            .setAllowNonScalarKeys(true)
                            .build())
                    .composeAllFromString(body)
                    .forEach(documents::add);
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
        return documents.size() == 2
                        && documents.getLast() instanceof MappingNode mapping
                        && mapping.getValue().size() == 1
                        && mapping.getValue().getFirst().getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(FILES)
                        && mapping.getValue().getFirst().getValueNode() instanceof MappingNode files
                ? Optional.of(contents(files))
                : Optional.empty();
    }

    private static Map<String, String> contents(MappingNode files) {
        Map<String, String> contents = new LinkedHashMap<>();
        for (NodeTuple tuple : files.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name && tuple.getValueNode() instanceof ScalarNode content) {
                contents.put(name.getValue(), content.getValue());
            }
        }
        return contents;
    }
}
