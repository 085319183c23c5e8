package dev.ringback.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lists the expressions of a rule with their paths in the file and the events that they are evaluated on. */
final class RuleExpressions {
    private final FileOutline outline;
    private final List<Placed> all = new ArrayList<>();
    private List<Rule.EventPattern> events;

    private RuleExpressions(FileOutline outline) {
        this.outline = outline;
    }

    /**
     * An expression in its place.
     *
     * @param path in the {@link FileOutline}
     * @param events the events that it is evaluated on
     */
    record Placed(String path, Expression expression, List<Rule.EventPattern> events) {}

    /** @param path of the rule in the outline */
    static List<Placed> of(FileOutline outline, String path, Rule rule) {
        RuleExpressions expressions = new RuleExpressions(outline);
        expressions.add(path + "/", rule);
        return expressions.all;
    }

    private void add(String path, Rule rule) {
        events = rule.events();
        add(path + "when", rule.when());
        add(path + "about", rule.about());
        add(path + "as_of", rule.asOf());
        addTargets(path, rule.to());
        for (int i = 0; i < rule.places().size(); i++) {
            add(item(path + "place", i), rule.places().get(i));
        }
        add(path + "postal", rule.postal());
        add(path + "zone", rule.zone());
        add(path + "matter", rule.matter());
        if (rule.consent() != null) {
            add(
                    outline.has(path + "consent/given") ? path + "consent/given" : path + "consent",
                    rule.consent().given());
            add(path + "consent/time", rule.consent().time());
        }
        rule.variables().forEach((name, variable) -> add(path + "variables/" + name, variable));
        for (int i = 0; i < rule.cancels().size(); i++) {
            add(path + "cancel/" + i + "/", path, rule.cancels().get(i));
        }
    }

    private void addTargets(String path, List<Rule.Target> targets) {
        for (int i = 0; i < targets.size(); i++) {
            String target = item(path + "to", i);
            add(
                    outline.has(target + "/number") ? target + "/number" : target,
                    targets.get(i).number());
            add(
                    outline.has(target + "/region") ? target + "/region" : path + "region",
                    targets.get(i).region());
        }
    }

    private void add(String path, String rule, Rule.Cancel cancel) {
        events = cancel.events();
        add(path + "about", cancel.about());
        add(path + "to", cancel.to());
        add(path + "when", cancel.when());
        if (cancel.to() != null) {
            add(outline.has(path + "region") ? path + "region" : rule + "region", cancel.region());
        }
    }

    private String item(String path, int index) {
        return outline.has(path + "/" + index) ? path + "/" + index : path;
    }

    /** @param expression null: the rule has none */
    private void add(String path, Expression expression) {
        Stream.ofNullable(expression)
                .map(each -> new Placed(path, each, events))
                .filter(placed -> !all.contains(placed))
                .forEach(all::add);
    }
}
