package dev.ringback.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A place in an event that an expression reads, such as {@code event.lines[0].sku}.
 *
 * @param steps the variable's name first, then names of fields and positions in lists: {@link String} and {@link Long}
 */
record FieldPath(List<Object> steps) {
    private static final Set<String> VARIABLES = Set.of("event", "source", "type", "received_at");
    private static final Set<String> SELECTIONS = Set.of("_[_]", "_?._", "_[?_]");

    /** Returns all places that an expression reads, in the order of its text. Variables of macros are no places. */
    static List<FieldPath> readBy(CelAbstractSyntaxTree tree) {
        Set<FieldPath> found = new LinkedHashSet<>();
        collect(tree.getExpr(), Set.of(), found);
        return List.copyOf(found);
    }

    /** @param bound the variables of the macros around the expression */
    private static void collect(CelExpr expression, Set<String> bound, Set<FieldPath> found) {
        Optional<List<Object>> path = path(expression, bound);
        if (path.isPresent()) {
            found.add(new FieldPath(path.get()));
            return;
        }
        switch (expression.getKind()) {
            case CONSTANT, IDENT, NOT_SET, STRUCT -> { // reads nothing
            }
            case SELECT -> collect(expression.select().operand(), bound, found);
            case CALL -> {
                CelCall call = expression.call();
                call.target().ifPresent(target -> collect(target, bound, found));
                call.args().forEach(argument -> collect(argument, bound, found));
            }
            case LIST -> expression.list().elements().forEach(element -> collect(element, bound, found));
            case MAP ->
                expression.map().entries().forEach(entry -> {
                    collect(entry.key(), bound, found);
                    collect(entry.value(), bound, found);
                });
            case COMPREHENSION -> collect(expression.comprehension(), bound, found);
        }
    }

    private static void collect(CelComprehension macro, Set<String> bound, Set<FieldPath> found) {
        collect(macro.iterRange(), bound, found);
        Set<String> inner = new HashSet<>(bound);
        inner.add(macro.iterVar());
        inner.add(macro.iterVar2());
        inner.add(macro.accuVar());
        collect(macro.accuInit(), bound, found);
        collect(macro.loopCondition(), inner, found);
        collect(macro.loopStep(), inner, found);
        collect(macro.result(), inner, found);
    }

    /** Returns the steps of an expression that is a place; empty if it is anything else. */
    private static Optional<List<Object>> path(CelExpr expression, Set<String> bound) {
        return switch (expression.getKind()) {
            case IDENT -> {
                String name = expression.ident().name();
                yield VARIABLES.contains(name) && !bound.contains(name) ? Optional.of(List.of(name)) : Optional.empty();
            }
            case SELECT ->
                path(expression.select().operand(), bound)
                        .map(steps -> with(steps, expression.select().field()));
            case CALL -> selected(expression.call(), bound);
            case CONSTANT, NOT_SET, STRUCT, LIST, MAP, COMPREHENSION -> Optional.empty();
        };
    }

    private static Optional<List<Object>> selected(CelCall call, Set<String> bound) {
        if (!SELECTIONS.contains(call.function()) || call.args().size() != 2) {
            return Optional.empty();
        }
        return path(call.args().get(0), bound)
                .flatMap(steps -> constant(call.args().get(1)).map(step -> with(steps, step)));
    }

    private static Optional<Object> constant(CelExpr expression) {
        if (expression.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            return Optional.empty();
        }
        CelConstant constant = expression.constant();
        return switch (constant.getKind()) {
            case STRING_VALUE -> Optional.of(constant.stringValue());
            case INT64_VALUE -> Optional.of(constant.int64Value());
            default -> Optional.empty();
        };
    }

    private static List<Object> with(List<Object> steps, Object last) {
        List<Object> longer = new ArrayList<>(steps);
        longer.add(last);
        return List.copyOf(longer);
    }

    /** Whether the place is in the body, and not a fact of the delivery. */
    boolean isOfTheBody() {
        return steps.getFirst().equals("event");
    }

    /** Finds the value at the place; empty if the event does not have the place. JSON's null is a value. */
    Optional<Object> in(Map<String, Object> variables) {
        Object value = variables;
        for (Object step : steps) {
            value = switch (value) {
                case Map<?, ?> object when step instanceof String name -> object.get(name);
                case List<?> list
                when step instanceof Long at && at >= 0 && at < list.size() -> list.get(at.intValue());
                case Object other -> null;
            };
            if (value == null) {
                return Optional.empty();
            }
        }
        return Optional.of(value);
    }

    /** Returns the path as the language writes it, without the marks of optional fields. */
    String text() {
        return steps.stream()
                .map(step -> switch (step) {
                    case String name when name.matches("[A-Za-z_][A-Za-z0-9_]*") -> "." + name;
                    case String name -> "[\"" + name + "\"]";
                    case Object position -> "[" + position + "]";
                })
                .collect(Collectors.joining())
                .substring(1);
    }
}
