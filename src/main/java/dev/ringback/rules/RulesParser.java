package dev.ringback.rules;

import dev.cel.common.types.CelKind;
import dev.ringback.hub.HubLookup;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.RulesFile.Parsed;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the rules file (docs/RULES.md) strictly and whole, and reports every error's place. One instance per file. */
final class RulesParser {
    private static final Set<CelKind> TRUTH = Set.of(CelKind.BOOL);
    private static final Set<CelKind> TEXT = Set.of(CelKind.STRING);
    private static final Set<CelKind> TEXTS = Set.of(CelKind.STRING, CelKind.LIST);
    private static final Set<CelKind> THING = Set.of(CelKind.STRING, CelKind.INT, CelKind.UINT);
    private static final Set<CelKind> POSTAL = Set.of(CelKind.STRING, CelKind.INT);
    private static final Set<CelKind> TIME = Set.of(CelKind.TIMESTAMP, CelKind.STRING, CelKind.INT, CelKind.UINT);

    private static final Set<String> TOP = Set.of("version", "windows", "limits", "rules", "lookups", "tests");
    private static final Set<String> RULE = Set.of(
            "name",
            "was",
            "events",
            "when",
            "about",
            "as_of",
            "to",
            "region",
            "purpose",
            "consent",
            "wait",
            "expire",
            "cancel",
            "agent",
            "from",
            "deliver",
            "variables",
            "place",
            "postal",
            "zone",
            "mode",
            "matter",
            "window",
            "limit");
    private static final Set<String> CANCEL = Set.of("events", "about", "to", "region", "when");

    private static final Set<String> PURPOSES = Set.of("informational", "marketing");
    private static final Duration ONE_DAY = Duration.ofDays(1);
    /** A campaign may have to wait for its tick, and for several days' windows. */
    private static final Duration SEVEN_DAYS = Duration.ofDays(7);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern MODE = Pattern.compile("live|observe");
    static final Pattern EVENT = Pattern.compile("[^:*\\s]+:([^*\\s]+\\*?|\\*)|[^:*\\s]*\\*");
    private static final Pattern AGENT = Pattern.compile("[^\\p{Cntrl}|]{1,128}");

    private final YamlReader yaml;
    private final DeliveryReader delivery;
    private final TermsReader terms;
    private final HubLookup hub;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Node> formerNames = new LinkedHashMap<>();

    RulesParser(RulesFile.Use use, HubLookup hub) {
        this.yaml = new YamlReader(use);
        this.delivery = new DeliveryReader(yaml, use);
        this.terms = new TermsReader(yaml);
        this.hub = hub;
    }

    /** Counts the rules of a text without compiling them; 0 if it cannot be read. */
    static int count(String text) {
        try {
            return compose(text).filter(MappingNode.class::isInstance).map(MappingNode.class::cast).stream()
                    .flatMap(file -> file.getValue().stream())
                    .filter(field -> field.getKeyNode() instanceof ScalarNode name
                            && name.getValue().equals("rules")
                            && field.getValueNode() instanceof SequenceNode)
                    .mapToInt(field ->
                            ((SequenceNode) field.getValueNode()).getValue().size())
                    .sum();
        } catch (YamlEngineException e) {
            return 0;
        }
    }

    private static Optional<Node> compose(String text) {
        return new Compose(LoadSettings.builder()
                        .setLabel("rules")
                        // Read in one piece: the library fails where its buffer ends inside a surrogate pair.
                        .setBufferSize(Math.max(1024, text.length() + 2))
                        .setAllowNonScalarKeys(true) // refused here, with its place
                        .build())
                .composeString(text);
    }

    Parsed parse(String text) {
        try {
            YamlDepth.check(text);
            Optional<Node> root = compose(text);
            RulesFile file = root.map(this::file).orElseGet(() -> {
                yaml.problem(1, 1, "the file is empty; expected 'version' and 'rules'");
                return new RulesFile(List.of());
            });
            return yaml.problems().isEmpty() ? new Parsed.Valid(file) : new Parsed.Invalid(yaml.problems());
        } catch (MarkedYamlEngineException e) {
            return new Parsed.Invalid(List.of(YamlErrors.explained(text, e)));
        } catch (YamlEngineException e) {
            return new Parsed.Invalid(List.of(new RulesFile.Problem(1, 1, "not YAML: " + e.getMessage())));
        }
    }

    private RulesFile file(Node root) {
        YamlReader.Fields file = yaml.new Fields(root, "the rules file", TOP, Set.of());
        String version = file.required("version", yaml::text);
        if (version != null && !version.equals("1")) {
            yaml.problem(file.optional("version").orElseThrow(), "version " + version + " is not known; expected 1");
        }
        file.optional("windows").ifPresent(terms::windows);
        List<Rule.Limit> limits = file.optional("limits", List.of(), terms::limits);
        List<Rule> rules = file.required("rules", node -> yaml.list(node, "rules", this::rule));
        List<Lookup> lookups =
                file.optional("lookups", List.of(), new LookupReader(yaml, this::events, this::targets)::lookups);
        checkFormerNames();
        TestReader reader = new TestReader(yaml, names);
        List<RuleTest> tests = file.optional("tests", List.of(), node -> yaml.list(node, "tests", reader::test));
        return new RulesFile(rules == null ? List.of() : rules, limits, lookups, tests);
    }

    private Rule rule(Node node) {
        YamlReader.Fields rule = yaml.new Fields(node, "a rule", RULE, Set.of());
        String purpose = rule.required("purpose", this::purpose);
        Rule.ConsentTerms consent = rule.optional("consent", null, terms::consent);
        if ("marketing".equals(purpose) && rule.optional("consent").isEmpty()) {
            yaml.problem(
                    rule.optional("purpose").orElse(node),
                    "'marketing' needs consent; expected 'consent', an expression that is true where it was given");
        }
        DeliveryReader.Delivery deliver = delivery.delivery(rule);
        Expression region = rule.optional("region", null, value -> yaml.expression(value, TEXT));
        List<Rule.EventPattern> events = rule.required("events", this::events);
        List<Rule.Target> to = rule.required("to", value -> targets(value, region));
        Duration waitFor = rule.optional("wait", Duration.ZERO, yaml::duration);
        Duration expire = rule.optional("expire", deliver.gather() == null ? ONE_DAY : SEVEN_DAYS, yaml::duration);
        if (waitFor != null && expire != null && waitFor.compareTo(expire) >= 0) {
            yaml.problem(
                    rule.optional("wait").or(() -> rule.optional("expire")).orElse(node),
                    "'wait' is not shorter than 'expire': no call could ever be made");
        }
        return new Rule(
                rule.required("name", this::name),
                rule.optional("was", Set.of(), this::formerNames),
                events == null ? List.of() : events,
                rule.optional("when", null, value -> yaml.expression(value, TRUTH)),
                rule.required("about", value -> yaml.expression(value, THING)),
                rule.optional("as_of", null, value -> yaml.expression(value, TIME)),
                to == null ? List.of() : to,
                waitFor,
                expire,
                rule.optional("cancel", List.of(), value -> yaml.list(value, "cancels", item -> cancel(item, region))),
                rule.required("agent", this::agent),
                rule.required("from", this::callerNumber),
                deliver.via(),
                rule.optional("variables", Map.of(), delivery::variables),
                rule.optional("place", List.of(), this::places),
                rule.optional("postal", null, value -> yaml.expression(value, POSTAL)),
                rule.optional("zone", null, value -> yaml.expression(value, TEXT)),
                consent,
                deliver.gather(),
                rule.optional("mode", Rule.Mode.LIVE, this::mode),
                rule.optional("matter", null, value -> yaml.expression(value, THING)),
                rule.optional("window", null, terms::window),
                rule.optional("limit", null, terms::limit));
    }

    private Rule.Mode mode(Node node) {
        String mode = yaml.text(node, MODE, "a mode; expected live or observe");
        return mode == null ? null : Rule.Mode.valueOf(mode.toUpperCase(Locale.ROOT));
    }

    private String agent(Node node) {
        String text = yaml.text(node, AGENT, "an agent's id or name");
        return text == null ? null : found(node, hub.agent(text));
    }

    private PhoneNumber callerNumber(Node node) {
        String text = yaml.text(node);
        String e164 = text == null ? null : found(node, hub.number(text));
        return e164 == null ? null : new PhoneNumber(e164);
    }

    /** @return null, with a problem noted, if the search found nothing */
    private String found(Node node, HubLookup.Found found) {
        return switch (found) {
            case HubLookup.Found.Is(var value) -> value;
            case HubLookup.Found.Not(var message) -> {
                yaml.problem(node, message);
                yield null;
            }
        };
    }

    private String name(Node node) {
        String name = yaml.text(node, NAME, "a rule's name; expected lower-case letters, digits, - and _");
        if (name != null && !names.add(name)) {
            yaml.problem(node, "another rule is named '" + name + "' already");
        }
        return name;
    }

    /** Reads one name, or a list of names; an empty text is ignored. */
    private Set<String> formerNames(Node node) {
        List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of(node);
        Set<String> former = new LinkedHashSet<>();
        for (Node item : items) {
            if (item instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
                continue;
            }
            String name = yaml.text(item, NAME, "a rule's former name; expected lower-case letters, digits, - and _");
            if (name != null && formerNames.putIfAbsent(name, item) != null) {
                yaml.problem(item, "another rule was named '" + name + "' already");
            } else if (name != null) {
                former.add(name);
            }
        }
        return former;
    }

    /** Checks that no former name is a present name in the file: the owner of its calls would be ambiguous. */
    private void checkFormerNames() {
        formerNames.forEach((name, node) -> {
            if (names.contains(name)) {
                yaml.problem(
                        node, "'" + name + "' is the name of a rule of this file; 'was' takes a name no rule has now");
            }
        });
    }

    private String purpose(Node node) {
        String purpose = yaml.text(node);
        if (purpose != null && !PURPOSES.contains(purpose)) {
            yaml.problem(node, "'" + purpose + "' is not a purpose; expected informational or marketing");
        }
        return purpose;
    }

    private List<Rule.EventPattern> events(Node node) {
        return yaml.list(node, "events", item -> {
            String text = yaml.text(
                    item,
                    EVENT,
                    "an event; expected source:type, with * at the end for anything, such as"
                            + " \"shop:orders/create\"");
            return text == null ? null : new Rule.EventPattern(text);
        });
    }

    /** Reads one expression, or a list of {@code { number, region }}, of which the first usable number counts. */
    private List<Rule.Target> targets(Node node, Expression region) {
        if (node instanceof MappingNode) {
            yaml.problem(node, "expected an expression, or a list such as [{ number: …, region: … }]");
            return List.of();
        }
        if (!(node instanceof SequenceNode)) {
            return List.of(new Rule.Target(yaml.expression(node, TEXT), region));
        }
        return yaml.list(node, "numbers", item -> {
            if (!(item instanceof MappingNode)) {
                return new Rule.Target(yaml.expression(item, TEXT), region);
            }
            YamlReader.Fields target = yaml.new Fields(item, "a number", Set.of("number", "region"), Set.of());
            return new Rule.Target(
                    target.required("number", value -> yaml.expression(value, TEXT)),
                    target.optional("region", region, value -> yaml.expression(value, TEXT)));
        });
    }

    private Rule.Cancel cancel(Node node, Expression region) {
        YamlReader.Fields cancel = yaml.new Fields(node, "a cancel", CANCEL, Set.of());
        if (node instanceof MappingNode
                && cancel.optional("about").isPresent() == cancel.optional("to").isPresent()) {
            yaml.problem(node, "a cancel says what it ends: either 'about' or 'to'");
        }
        List<Rule.EventPattern> events = cancel.required("events", this::events);
        return new Rule.Cancel(
                events == null ? List.of() : events,
                cancel.optional("about", null, value -> yaml.expression(value, THING)),
                cancel.optional("to", null, value -> yaml.expression(value, TEXT)),
                cancel.optional("region", region, value -> yaml.expression(value, TEXT)),
                cancel.optional("when", null, value -> yaml.expression(value, TRUTH)));
    }

    /** Reads one expression, or a list of expressions; an expression without a value does not affect the others. */
    private List<Expression> places(Node node) {
        return node instanceof SequenceNode
                ? yaml.list(node, "places", item -> yaml.expression(item, TEXTS))
                : Stream.ofNullable(yaml.expression(node, TEXTS)).toList();
    }
}
