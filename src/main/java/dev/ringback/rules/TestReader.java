package dev.ringback.rules;

import dev.ringback.platform.NearMiss;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the tests of a rules file. Their events may stand in the file or in files beside it. */
final class TestReader {
    private static final Set<String> TEST = Set.of("name", "events", "at", "expect");
    private static final Set<String> EVENT = Set.of("source", "type", "at", "body", "file");
    private static final Set<String> EXPECTED = Set.of("rule", "verdict", "reason");
    private static final Set<String> VERDICTS = Arrays.stream(Decision.Verdict.values())
            .map(verdict -> verdict.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> REASONS = Arrays.stream(RuleEvaluator.SkipReason.values())
            .map(RuleEvaluator.SkipReason::word)
            .collect(Collectors.toUnmodifiableSet());
    private static final Pattern FILE = Pattern.compile("[^/\\\\][^\\\\]*\\.(json|http)");

    private final YamlReader yaml;
    private final Set<String> rules;

    /** @param rules the names of the file's rules */
    TestReader(YamlReader yaml, Set<String> rules) {
        this.yaml = yaml;
        this.rules = rules;
    }

    RuleTest test(Node node) {
        YamlReader.Fields fields = yaml.new Fields(node, "a test", TEST, Set.of());
        String name = fields.required("name", yaml::text);
        List<RuleTest.Given> events = fields.required("events", value -> yaml.list(value, "events", this::event));
        Instant at = fields.required("at", this::instant);
        List<RuleTest.Expected> expects =
                fields.required("expect", value -> yaml.list(value, "decisions", this::expected));
        if (name == null || events == null || at == null || expects == null) {
            return null;
        }
        YamlReader.Place place = yaml.place(fields.optional("name").orElse(node));
        return new RuleTest(name, events, at, expects, place.line(), place.column());
    }

    private Instant instant(Node node) {
        String text = yaml.text(node);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            yaml.problem(node, "'" + text + "' is not a time; expected RFC 3339, such as \"2026-11-28T18:00:00Z\"");
            return null;
        }
    }

    private RuleTest.Given event(Node node) {
        YamlReader.Place place = yaml.place(node);
        if (node instanceof ScalarNode) {
            String path = path(node);
            return path == null
                    ? null
                    : new RuleTest.Given.OfFile(path, null, null, null, place.line(), place.column());
        }
        YamlReader.Fields fields = yaml.new Fields(node, "an event (a file's name, or a mapping)", EVENT, Set.of());
        if (node instanceof MappingNode
                && fields.optional("body").isPresent()
                        == fields.optional("file").isPresent()) {
            yaml.problem(node, "an event has either a 'body' or a 'file'");
            return null;
        }
        Instant at = fields.optional("at", null, this::instant);
        if (fields.optional("file").isPresent()) {
            String path = path(fields.optional("file").get());
            String source = fields.optional("source", null, yaml::text);
            String type = fields.optional("type", null, yaml::text);
            return path == null
                    ? null
                    : new RuleTest.Given.OfFile(path, source, type, at, place.line(), place.column());
        }
        String source = fields.required("source", yaml::text);
        String type = fields.required("type", yaml::text);
        String body = fields.required("body", value -> JsonOfYaml.of(yaml, value));
        return source == null || type == null || body == null
                ? null
                : new RuleTest.Given.Inline(source, type, at, body, place.line(), place.column());
    }

    private String path(Node node) {
        String path = yaml.text(
                node, FILE, "an event's file; expected a .json or .http file beside the rules file, or a mapping");
        if (path != null && Stream.of(path.split("/")).anyMatch(".."::equals)) {
            yaml.problem(node, "an event's file lies beside the rules file or below; '..' leads out of there");
            return null;
        }
        return path;
    }

    /** Returns whether a text names a file that may hold an event of a test: beside the rules file, or below. */
    static boolean isFile(String path) {
        return FILE.matcher(path).matches() && Stream.of(path.split("/")).noneMatch(".."::equals);
    }

    private RuleTest.Expected expected(Node node) {
        YamlReader.Fields fields = yaml.new Fields(node, "a decision", EXPECTED, Set.of());
        String rule = fields.required("rule", value -> known(value, rules, "a rule of this file"));
        String verdict = fields.required("verdict", value -> known(value, VERDICTS, "a verdict"));
        String reason = fields.optional("reason", null, value -> known(value, REASONS, "a reason"));
        if (reason != null && !"skip".equals(verdict)) {
            yaml.problem(fields.optional("reason").orElse(node), "only the verdict 'skip' has a reason");
        }
        YamlReader.Place place = yaml.place(node);
        return rule == null || verdict == null
                ? null
                : new RuleTest.Expected(rule, verdict, reason, place.line(), place.column());
    }

    private String known(Node node, Set<String> words, String what) {
        String word = yaml.text(node);
        if (word == null || words.contains(word)) {
            return word;
        }
        yaml.problem(
                node,
                "'" + word + "' is not " + what + NearMiss.of(word, words) + "; expected one of "
                        + String.join(", ", words.stream().sorted().toList()));
        return null;
    }
}
