package dev.ringback.rules;

import dev.ringback.rules.ExpressionComparisons.Comparison;
import dev.ringback.rules.ExpressionComparisons.Constant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Words a comparison of a field with a constant of another kind, and its cure. */
final class WrongComparison {
    private WrongComparison() {}

    /** @param kinds the kinds of values that the field has; never empty */
    static String message(Comparison comparison, Set<ValueKind> kinds, List<Rule.EventPattern> events) {
        ValueKind wanted = comparison.constants().getFirst().kind();
        String is = kinds.stream().map(ValueKind::inWords).sorted().collect(Collectors.joining(" or "));
        String cure = cure(comparison, kinds.iterator().next(), wanted);
        return "'" + comparison.path().text() + "' is " + is + " in every known event of "
                + events.stream().map(Rule.EventPattern::text).collect(Collectors.joining(", "))
                + ", so that its comparison with " + wanted.inWords() + " always fails"
                + (cure.isEmpty() ? "" : "; expected " + cure);
    }

    private static String cure(Comparison comparison, ValueKind is, ValueKind wanted) {
        String field = comparison.path().text();
        String compared = comparison.operator() + " " + constants(comparison, false);
        return switch (is) {
            case TEXT ->
                switch (wanted) {
                    case NUMBER -> "double(" + field + ") " + compared;
                    default -> field + " " + comparison.operator() + " " + constants(comparison, true);
                };
            case NUMBER -> wanted == ValueKind.TEXT ? "string(" + field + ") " + compared : "";
            case TRUTH -> wanted == ValueKind.TEXT ? field + ", or !" + field : "";
            case LIST -> comparison.operator().equals("==") ? constants(comparison, false) + " in " + field : "";
            case OBJECT -> "one of its fields";
            default -> "";
        };
    }

    private static String constants(Comparison comparison, boolean asText) {
        String all = comparison.constants().stream()
                .map(Constant::text)
                .map(text -> asText ? '"' + text + '"' : text)
                .collect(Collectors.joining(", "));
        return comparison.operator().equals("in") ? "[" + all + "]" : all;
    }
}
