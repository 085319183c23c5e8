package dev.ringback.rules;

import com.google.common.primitives.UnsignedLong;
import dev.ringback.rules.RuleEvaluator.SkipReason;
import dev.ringback.rules.RuleEvaluator.SkippedException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Extracts the agent's variables and the person's places, postal code and zone from an event. An expression without a value counts as
 * not given; an expression that cannot be evaluated is a rule's error.
 */
final class CallDetails {
    private static final int LONGEST_VARIABLE = 500;
    /** A code is far shorter; a cut text is an unknown place either way. */
    private static final int LONGEST_PLACE = 100;

    private static final int MOST_PLACES = 50;

    private CallDetails() {}

    /** Returns the variables by name, in the rule's order; a list, a mapping or no value is an empty text. */
    static Map<String, String> variables(Rule rule, Facts facts) {
        Map<String, String> variables = new LinkedHashMap<>();
        rule.variables().forEach((name, expression) -> {
            Object value = value("variables." + name, expression, facts);
            variables.put(name, value == null ? "" : spoken(value));
        });
        return variables;
    }

    /** Returns a value as the agent says it, in one line; a list or a mapping is an empty text. */
    static String spoken(Object value) {
        return oneLine(text(value));
    }

    private static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean truth -> truth.toString();
            case Long whole -> whole.toString();
            case UnsignedLong whole -> whole.toString();
            case Instant time -> time.toString();
            // As people write numbers: 49, not 49.0, and no exponent.
            case Double number
            when Double.isFinite(number) ->
                number == 0
                        ? "0"
                        : BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
            default -> "";
        };
    }

    /** Returns one line for a row of a CSV file and an agent's sentence: a line break could pass for another row. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_VARIABLE)
                .map(point -> isLineBreakOrControl(point) ? ' ' : point)
                .forEach(line::appendCodePoint);
        return RuleEvaluator.storable(line.toString());
    }

    private static boolean isLineBreakOrControl(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Returns the places as written. None of them is left out, since each narrows the hours. */
    static List<String> places(Rule rule, Facts facts) {
        List<String> places = new ArrayList<>();
        for (Expression expression : rule.places()) {
            switch (value("place", expression, facts)) {
                case null -> { // the event names no place
                }
                case List<?> several -> several.forEach(place -> add(places, place));
                case Object one -> add(places, one);
            }
        }
        if (places.size() > MOST_PLACES) {
            throw error("'place' names more than " + MOST_PLACES);
        }
        return places;
    }

    private static void add(List<String> places, Object place) {
        if (Expression.isNull(place)) {
            return;
        }
        if (!(place instanceof String text)) {
            throw error("'place' is neither a text nor a list of texts");
        }
        if (!text.replaceAll("[\\s\\p{Z}-]", "").isEmpty()) { // country + "-" + state may both be empty
            places.add(cut(text));
        }
    }

    /** Returns the zone as written; null if the event names none. */
    static String zone(Rule rule, Facts facts) {
        return switch (rule.zone() == null ? null : value("zone", rule.zone(), facts)) {
            case null -> null;
            case String text -> text.isBlank() ? null : cut(text);
            case Object other -> throw error("'zone' is not a text");
        };
    }

    /** Returns the postal code as written; null if the event names none. Digits may come as a number. */
    static String postal(Rule rule, Facts facts) {
        return switch (rule.postal() == null ? null : value("postal", rule.postal(), facts)) {
            case null -> null;
            case String text -> text.isBlank() ? null : cut(text);
            case Long digits -> digits.toString();
            case Object other -> throw error("'postal' is neither a text nor a whole number");
        };
    }

    private static String cut(String text) {
        return RuleEvaluator.storable(text.strip()
                .codePoints()
                .limit(LONGEST_PLACE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());
    }

    /** Evaluates an expression; null where the event gives it no value. A failed evaluation is a rule's error. */
    private static Object value(String field, Expression expression, Facts facts) {
        return switch (expression.evaluate(facts.variables())) {
            case Expression.Value.Present(var value) -> value;
            case Expression.Value.Absent(var why) -> null;
            case Expression.Value.Failed(var why) -> throw error("'" + field + "': " + why);
        };
    }

    private static SkippedException error(String why) {
        return new SkippedException(SkipReason.RULE_ERROR, why);
    }
}
