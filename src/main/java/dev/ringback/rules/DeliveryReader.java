package dev.ringback.rules;

import dev.cel.common.types.CelKind;
import dev.ringback.calls.Call;
import dev.ringback.calls.CallRequest;
import dev.ringback.calls.campaigns.Schedule;
import dev.ringback.calls.lawful.clocks.Zone;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads how a rule's calls reach the Hub, and the variables that only a campaign's row carries there. */
final class DeliveryReader {
    private static final Set<CelKind> SCALAR =
            Set.of(CelKind.STRING, CelKind.INT, CelKind.UINT, CelKind.DOUBLE, CelKind.BOOL, CelKind.TIMESTAMP);
    /** The Hub's own column. */
    private static final String NUMBER = "phone_number";

    private static final Pattern VARIABLE = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Pattern VIA = Pattern.compile("originate|campaign|auto");
    private static final Pattern TRUTH = Pattern.compile("true|false");
    private static final Pattern AT_ONCE = Pattern.compile("[1-9][0-9]?|100");
    private static final int MOST_VARIABLES = 40;

    private final YamlReader yaml;
    private final RulesFile.Use use;

    DeliveryReader(YamlReader yaml, RulesFile.Use use) {
        this.yaml = yaml;
        this.use = use;
    }

    /**
     * Describes a rule's {@code deliver} section.
     *
     * @param gather null if each call is sent by itself
     */
    record Delivery(Call.Via via, CallRequest.Gather gather) {}

    Delivery delivery(YamlReader.Fields rule) {
        Optional<YamlReader.Fields> deliver = rule.optional("deliver")
                .map(node -> yaml.new Fields(node, "deliver", Set.of("call", "campaign"), Set.of()));
        Optional<Node> campaign = deliver.flatMap(fields -> fields.optional("campaign"));
        if (campaign.isEmpty()) {
            return new Delivery(via(rule, deliver), null);
        }
        deliver.flatMap(fields -> fields.optional("call"))
                .ifPresent(node -> yaml.problem(node, "a rule delivers by 'call' or by 'campaign', not by both"));
        return new Delivery(Call.Via.CAMPAIGN, gather(campaign.get(), isMarketing(rule)));
    }

    private static boolean isMarketing(YamlReader.Fields rule) {
        return rule.optional("purpose")
                .map(node ->
                        node instanceof ScalarNode scalar && scalar.getValue().equals("marketing"))
                .orElse(false);
    }

    private CallRequest.Gather gather(Node node, boolean isMarketing) {
        YamlReader.Fields fields =
                yaml.new Fields(node, "deliver.campaign", Set.of("schedule", "zone", "max-concurrent"), Set.of());
        String zone = fields.required("zone", yaml::text);
        String schedule = fields.required("schedule", yaml::text);
        String atOnce = fields.optional(
                "max-concurrent", "5", value -> yaml.text(value, AT_ONCE, "a number of calls; expected 1 to 100"));
        if (zone == null || schedule == null || atOnce == null) {
            return null;
        }
        if (use instanceof RulesFile.Use.Activation(var zones, var now)) {
            checkSchedule(fields, schedule, zone, zones, now);
        }
        return new CallRequest.Gather(schedule, zone, Integer.parseInt(atOnce), isMarketing);
    }

    /** Notes a problem at the zone if it is not known, otherwise at the schedule if it cannot be used. */
    private void checkSchedule(
            YamlReader.Fields fields,
            String schedule,
            String zone,
            Function<String, Optional<Zone>> zones,
            Instant now) {
        if (zones.apply(zone).isEmpty()) {
            yaml.problem(fields.optional("zone").orElseThrow(), "'" + zone + "' is no IANA time zone");
            return;
        }
        try {
            Schedule.checked(schedule, zone, zones, now);
        } catch (IllegalArgumentException e) {
            yaml.problem(fields.optional("schedule").orElseThrow(), e.getMessage());
        }
    }

    /** Returns a campaign if the rule says so, uses variables or asks for exactness; otherwise a single call. */
    private Call.Via via(YamlReader.Fields rule, Optional<YamlReader.Fields> deliver) {
        Optional<YamlReader.Fields> call = deliver.flatMap(fields -> fields.optional("call"))
                .map(node -> yaml.new Fields(node, "deliver.call", Set.of("via", "exact"), Set.of()));
        String via = call.flatMap(fields -> fields.optional("via"))
                .map(node -> yaml.text(node, VIA, "a way to deliver; expected originate, campaign or auto"))
                .orElse("auto");
        Optional<Node> exact = call.flatMap(fields -> fields.optional("exact")).filter(this::isTrue);
        Optional<Node> variables = rule.optional("variables");
        if (via.equals("originate")) {
            variables.ifPresent(node -> needsCampaign(node, "variables"));
            exact.ifPresent(node -> needsCampaign(node, "'exact: true'"));
            return Call.Via.ORIGINATE;
        }
        return via.equals("campaign") || variables.isPresent() || exact.isPresent()
                ? Call.Via.CAMPAIGN
                : Call.Via.ORIGINATE;
    }

    private boolean isTrue(Node node) {
        return "true".equals(yaml.text(node, TRUTH, "a truth value; expected true or false"));
    }

    private void needsCampaign(Node node, String what) {
        yaml.problem(node, what + " cannot go with 'via: originate'; expected via: campaign or auto");
    }

    /** Reads the variables' names and expressions, in the file's order. */
    Map<String, Expression> variables(Node node) {
        if (!(node instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
            yaml.problem(node, "expected variables (a mapping of names to expressions)");
            return Map.of();
        }
        Map<String, Expression> variables = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = name(tuple.getKeyNode(), names);
            Expression value = yaml.expression(tuple.getValueNode(), SCALAR);
            if (name != null && value != null) {
                variables.put(name, value);
            }
        }
        return variables;
    }

    private String name(Node node, Set<String> taken) {
        String name = yaml.text(
                node, VARIABLE, "a variable's name; expected a lower-case letter, then such letters, digits and _");
        if (NUMBER.equals(name)) {
            yaml.problem(node, "'" + NUMBER + "' is the Hub's own column; expected another name");
        } else if (name != null && !taken.add(name)) {
            yaml.problem(node, "'" + name + "' is given twice");
        } else if (name != null && taken.size() == MOST_VARIABLES + 1) {
            yaml.problem(node, "expected at most " + MOST_VARIABLES + " variables");
        }
        return name;
    }
}
