package dev.ringback.rules;

import dev.cel.common.types.CelKind;
import dev.ringback.calls.lawful.OwnHours;
import dev.ringback.platform.NearMiss;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Reads the terms on which a person may be rung beside the law: windows, limits and consent. */
final class TermsReader {
    private static final Set<CelKind> TRUTH = Set.of(CelKind.BOOL);
    private static final Set<CelKind> TIME = Set.of(CelKind.TIMESTAMP, CelKind.STRING, CelKind.INT, CelKind.UINT);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern CALLS = Pattern.compile("[1-9][0-9]{0,2}");
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_TEXT = 500;
    private static final String A_TIME = "a time of day; expected hours and minutes, such as \"09:30\"";

    private final YamlReader yaml;
    private final Map<String, OwnHours> windows = new HashMap<>();

    TermsReader(YamlReader yaml) {
        this.yaml = yaml;
    }

    /** Reads the named windows of the file, which the rules refer to. */
    void windows(Node node) {
        if (!(node instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
            yaml.problem(node, "expected windows (a mapping of names to days and hours)");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String name = yaml.text(
                    tuple.getKeyNode(), NAME, "a window's name; expected lower-case letters, digits, - and _");
            OwnHours hours = hours(tuple.getValueNode());
            if (name != null && windows.putIfAbsent(name, hours) != null) {
                yaml.problem(tuple.getKeyNode(), "'" + name + "' is given twice");
            }
        }
    }

    /** @return a placeholder, with a problem noted, if the node cannot be read */
    private OwnHours hours(Node node) {
        OwnHours unreadable = new OwnHours(EnumSet.allOf(DayOfWeek.class), 0, 1);
        YamlReader.Fields fields = yaml.new Fields(node, "a window", Set.of("days", "from", "to"), Set.of());
        List<DayOfWeek> days =
                fields.optional("days", List.of(DayOfWeek.values()), value -> yaml.list(value, "days", this::day));
        Integer from = fields.required("from", this::minute);
        Integer to = fields.required("to", this::minute);
        if (days == null || days.isEmpty() || from == null || to == null) {
            return unreadable;
        }
        if (from >= to) {
            yaml.problem(
                    fields.optional("to").orElse(node),
                    "'to' is not later than 'from'; a window opens and closes on the same day");
            return unreadable;
        }
        return new OwnHours(EnumSet.copyOf(days), from, to);
    }

    private DayOfWeek day(Node node) {
        String word = yaml.text(node);
        if (word != null && OwnHours.day(word).isEmpty()) {
            yaml.problem(node, "'" + word + "' is not a day; expected mon, tue, wed, thu, fri, sat or sun");
        }
        return word == null ? null : OwnHours.day(word).orElse(null);
    }

    private Integer minute(Node node) {
        String time = yaml.text(node);
        if (time != null && OwnHours.minute(time).isEmpty()) {
            yaml.problem(node, "'" + time + "' is not " + A_TIME);
        }
        return time == null ? null : OwnHours.minute(time).orElse(null);
    }

    /** Reads the name of a window. Returns null, with a problem noted, if the file has none of that name. */
    OwnHours window(Node node) {
        String name = yaml.text(node);
        if (name != null && !windows.containsKey(name)) {
            yaml.problem(
                    node,
                    "'" + name + "' is not a window of this file" + NearMiss.of(name, windows.keySet())
                            + "; expected a name under 'windows' at the top of the file");
        }
        return name == null ? null : windows.get(name);
    }

    List<Rule.Limit> limits(Node node) {
        return yaml.list(node, "limits", this::limit);
    }

    /** Reads {@code { calls: 3, per: 7d }}. */
    Rule.Limit limit(Node node) {
        YamlReader.Fields fields = yaml.new Fields(node, "a limit", Set.of("calls", "per"), Set.of());
        String calls =
                fields.required("calls", value -> yaml.text(value, CALLS, "a number of calls; expected 1 to 999"));
        Duration per = fields.required("per", yaml::duration);
        if (per != null && (per.isZero() || per.compareTo(LONGEST) > 0)) {
            yaml.problem(fields.optional("per").orElse(node), "expected a period of 1s to 366d");
            return null;
        }
        return calls == null || per == null ? null : new Rule.Limit(Integer.parseInt(calls), per);
    }

    /** Reads an expression, or {@code { given, basis, source, seller, text, time }}. */
    Rule.ConsentTerms consent(Node node) {
        if (!(node instanceof MappingNode)) {
            return terms(yaml.expression(node, TRUTH), null, null, null, null, null);
        }
        YamlReader.Fields fields = yaml
        .new Fields(node, "consent", Set.of("given", "basis", "source", "seller", "text", "time"), Set.of());
        return terms(
                fields.required("given", value -> yaml.expression(value, TRUTH)),
                fields.optional("basis", null, this::basis),
                fields.optional("source", null, this::words),
                fields.optional("seller", null, this::words),
                fields.optional("text", null, this::words),
                fields.optional("time", null, value -> yaml.expression(value, TIME)));
    }

    private static Rule.ConsentTerms terms(
            Expression given,
            Rule.ConsentTerms.Basis basis,
            String source,
            String seller,
            String text,
            Expression time) {
        return given == null
                ? null
                : new Rule.ConsentTerms(given, !given.readsEvent(), basis, source, seller, text, time);
    }

    private Rule.ConsentTerms.Basis basis(Node node) {
        String word = yaml.text(node);
        Rule.ConsentTerms.Basis basis = Arrays.stream(Rule.ConsentTerms.Basis.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElse(null);
        if (word != null && basis == null) {
            yaml.problem(node, "'" + word + "' is not a basis of consent; expected express, written or relationship");
        }
        return basis;
    }

    private String words(Node node) {
        String words = yaml.text(node);
        if (words != null && words.length() > LONGEST_TEXT) {
            yaml.problem(node, "expected at most " + LONGEST_TEXT + " letters");
        }
        return words;
    }
}
