package dev.ringback.rules;

import dev.ringback.rules.RuleEvaluator.SkipReason;
import dev.ringback.rules.RuleEvaluator.SkippedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Works out which expressions of a rule decided an event, and by which values, from the event's body and the rule's text. */
public final class DecisionValues {
    private static final Pattern FIELD_OF_ERROR = Pattern.compile("'([a-z_]+(?:\\.[a-z0-9_]+)?)'.*", Pattern.DOTALL);

    private final Facts facts;
    private final Sight sight;

    DecisionValues(Facts facts, Sight sight) {
        this.facts = facts;
        this.sight = sight;
    }

    /**
     * An expression that decided.
     *
     * @param field the rule's field, such as {@code when} or {@code to[1]}
     * @param expression its text; null where the rule leaves the field to the source's kind
     * @param reads the fields of the event that it reads
     * @param result shown as the reader's role allows; null if there is none
     * @param failure why there is no result; null if there is one
     */
    public record ExpressionValue(
            String field, String expression, List<FieldValue> reads, Object result, String failure) {}

    /**
     * A field of the event.
     *
     * @param present whether the event has the field; a JSON null is present
     * @param value shown as the reader's role allows
     */
    public record FieldValue(String path, boolean present, Object value) {}

    /** @param expression null where the rule has none */
    private record Field(String name, Expression expression) {
        private boolean isOf(String base) {
            return name.equals(base) || name.startsWith(base + "[");
        }
    }

    /** Returns the expressions that led to a decision of a rule; empty if none did. */
    List<ExpressionValue> of(Rule rule, Decision decision) {
        return switch (decision.verdict()) {
            case CALL, REFRESH -> values(rule, "when", "about", "to", "region");
            case SKIP -> ofSkip(rule, decision);
            case CANCEL -> ofCancels(rule);
        };
    }

    private List<ExpressionValue> ofSkip(Rule rule, Decision decision) {
        Optional<SkipReason> reason = Arrays.stream(SkipReason.values())
                .filter(known -> known.word().equals(decision.reason()))
                .findFirst();
        if (reason.isEmpty()) {
            return List.of(); // a later release decided
        }
        return switch (reason.get()) {
            case CONDITION_FALSE -> values(rule, "when");
            case STALE -> List.of(asOf(rule), expire(rule));
            case NO_NUMBER, BAD_NUMBER, COUNTRY_NOT_ALLOWED, OPTED_OUT -> values(rule, "to", "region");
            case NO_CONSENT -> values(rule, "consent");
            case ALREADY_CALLED, SUPERSEDED ->
                Stream.concat(values(rule, "about", "matter").stream(), Stream.of(asOf(rule)))
                        .toList();
            case RULE_ERROR -> failing(rule, decision.detail());
            case OBSERVED -> values(rule, "when", "about", "to", "region");
            case TEST_EVENT -> List.of();
        };
    }

    /** Finds the field that a detail such as {@code 'when': …} begins with. */
    private List<ExpressionValue> failing(Rule rule, String detail) {
        Matcher named = FIELD_OF_ERROR.matcher(detail == null ? "" : detail);
        if (!named.matches()) {
            return List.of(); // the body could not be read, or the rule failed in an unforeseen way
        }
        List<ExpressionValue> all = named.group(1).equals("as_of") ? List.of(asOf(rule)) : values(rule, named.group(1));
        List<ExpressionValue> failed =
                all.stream().filter(value -> value.failure() != null).toList();
        return failed.isEmpty() ? all : failed;
    }

    private List<ExpressionValue> ofCancels(Rule rule) {
        return rule.cancelsOn(facts.event().source(), facts.event().type()).stream()
                .flatMap(cancel -> Stream.of(
                        new Field("cancel.when", cancel.when()),
                        new Field("cancel.about", cancel.about()),
                        new Field("cancel.to", cancel.to()),
                        new Field("cancel.region", cancel.to() == null ? null : cancel.region())))
                .filter(field -> field.expression != null)
                .map(this::value)
                .toList();
    }

    private List<ExpressionValue> values(Rule rule, String... names) {
        return fields(rule).stream()
                .filter(field ->
                        field.expression != null && Arrays.stream(names).anyMatch(field::isOf))
                .map(this::value)
                .toList();
    }

    private static List<Field> fields(Rule rule) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("when", rule.when()));
        fields.add(new Field("about", rule.about()));
        for (int i = 0; i < rule.to().size(); i++) {
            Rule.Target target = rule.to().get(i);
            fields.add(new Field(numbered("to", i, rule.to()), target.number()));
            fields.add(new Field(numbered("region", i, rule.to()), target.region()));
        }
        fields.add(new Field("matter", rule.matter()));
        if (rule.consent() != null) {
            fields.add(new Field("consent", rule.consent().given()));
            fields.add(new Field("consent.time", rule.consent().time()));
        }
        for (int i = 0; i < rule.places().size(); i++) {
            fields.add(
                    new Field(numbered("place", i, rule.places()), rule.places().get(i)));
        }
        fields.add(new Field("postal", rule.postal()));
        fields.add(new Field("zone", rule.zone()));
        rule.variables().forEach((name, expression) -> fields.add(new Field("variables." + name, expression)));
        return fields;
    }

    private static String numbered(String name, int i, List<?> all) {
        return all.size() == 1 ? name : name + "[" + i + "]";
    }

    private ExpressionValue value(Field field) {
        return switch (field.expression.evaluate(facts.variables())) {
            case Expression.Value.Present(var result) -> shown(field, sight.shown(result), null);
            case Expression.Value.Absent(var why) -> shown(field, null, "no value: " + why);
            case Expression.Value.Failed(var why) -> shown(field, null, why);
        };
    }

    private ExpressionValue shown(Field field, Object result, String failure) {
        Expression expression = field.expression;
        return new ExpressionValue(
                field.name,
                expression == null ? null : sight.words(expression.text()),
                expression == null
                        ? List.of()
                        : expression.reads().stream().map(this::read).toList(),
                result,
                sight.words(failure));
    }

    private FieldValue read(FieldPath path) {
        Optional<Object> value = path.in(facts.variables());
        Sight allowed = path.isOfTheBody() ? sight : Sight.CLEAR; // source, type and time of receipt are no person's
        return new FieldValue(
                path.text(), value.isPresent(), value.map(allowed::shown).orElse(null));
    }

    private ExpressionValue asOf(Rule rule) {
        Field field = new Field("as_of", rule.asOf());
        try {
            return shown(field, Sight.time(RuleEvaluator.factTime(rule, facts)), null);
        } catch (SkippedException e) {
            return shown(field, null, e.getMessage());
        }
    }

    private ExpressionValue expire(Rule rule) {
        String text = "as_of + " + inWords(rule.expire());
        try {
            return new ExpressionValue(
                    "expire",
                    text,
                    List.of(),
                    Sight.time(RuleEvaluator.factTime(rule, facts).plus(rule.expire())),
                    null);
        } catch (SkippedException e) {
            return new ExpressionValue("expire", text, List.of(), null, sight.words(e.getMessage()));
        }
    }

    private static String inWords(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
