package dev.ringback.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Finds the fields of two versions of a rule that may lead to different decisions. */
final class RuleChanges {
    private RuleChanges() {}

    /**
     * Returns the names of the fields that differ, in the order of the guide. Fields that decide nothing, such as {@code
     * agent}, are left out.
     */
    static List<String> between(Rule one, Rule other) {
        List<String> changed = new ArrayList<>();
        Comparison comparison = new Comparison(one, other, changed);
        comparison.field("events", Rule::events);
        comparison.expression("when", Rule::when);
        comparison.expression("about", Rule::about);
        comparison.expression("matter", Rule::matter);
        comparison.field("mode", Rule::mode);
        comparison.expression("as_of", Rule::asOf);
        comparison.list("to", Rule::to, RuleChanges::isSame);
        comparison.list("place", Rule::places, RuleChanges::isSame);
        comparison.expression("postal", Rule::postal);
        comparison.expression("zone", Rule::zone);
        comparison.field("consent", rule -> consent(rule.consent()));
        comparison.field("wait", Rule::waitFor);
        comparison.field("expire", Rule::expire);
        comparison.list("cancel", Rule::cancels, RuleChanges::isSame);
        comparison.field("window", Rule::window);
        comparison.list("variables", rule -> List.copyOf(rule.variables().values()), RuleChanges::isSame);
        comparison.field("deliver", rule -> List.of(rule.via(), String.valueOf(rule.gather())));
        return changed;
    }

    private record Comparison(Rule one, Rule other, List<String> changed) {
        void field(String name, Function<Rule, ?> value) {
            if (!Objects.equals(value.apply(one), value.apply(other))) {
                changed.add(name);
            }
        }

        void expression(String name, Function<Rule, Expression> value) {
            if (!isSame(value.apply(one), value.apply(other))) {
                changed.add(name);
            }
        }

        <T> void list(String name, Function<Rule, List<T>> value, BiPredicate<T, T> isSame) {
            List<T> mine = value.apply(one);
            List<T> others = value.apply(other);
            boolean areSame = mine.size() == others.size();
            for (int i = 0; areSame && i < mine.size(); i++) {
                areSame = isSame.test(mine.get(i), others.get(i));
            }
            if (!areSame) {
                changed.add(name);
            }
        }
    }

    private static boolean isSame(Expression one, Expression other) {
        return Objects.equals(text(one), text(other));
    }

    private static boolean isSame(Rule.Target one, Rule.Target other) {
        return isSame(one.number(), other.number()) && isSame(one.region(), other.region());
    }

    private static boolean isSame(Rule.Cancel one, Rule.Cancel other) {
        return one.events().equals(other.events())
                && isSame(one.about(), other.about())
                && isSame(one.to(), other.to())
                && isSame(one.region(), other.region())
                && isSame(one.when(), other.when());
    }

    private static List<String> consent(Rule.ConsentTerms terms) {
        return terms == null ? List.of() : List.of(terms.given().text(), String.valueOf(text(terms.time())));
    }

    private static String text(Expression expression) {
        return expression == null ? null : expression.text();
    }
}
