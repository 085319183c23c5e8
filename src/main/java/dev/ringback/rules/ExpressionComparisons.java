package dev.ringback.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds where a checked expression compares a field of the body with constants. */
final class ExpressionComparisons {
    private static final String IN = "@in";
    /** Functions of the language with the signs that stand for them. */
    private static final Map<String, String> SIGNS = Map.of(
            "_==_", "==", "_!=_", "!=", "_<_", "<", "_<=_", "<=", "_>_", ">", "_>=_", ">=", IN, "in", "@in_list", "in");

    private final CelAbstractSyntaxTree tree;
    private final List<Comparison> found = new ArrayList<>();
    private boolean asksForTypes;

    private ExpressionComparisons(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    /**
     * A comparison.
     *
     * @param operator as written, such as {@code >=}
     * @param constants what the field is compared with; never empty, several for {@code in}
     */
    record Comparison(ExpressionPaths.Path path, String operator, List<Constant> constants) {}

    /** @param text as an expression would write it */
    record Constant(ValueKind kind, String text) {}

    /**
     * Returns the comparisons, in the expression's order.
     *
     * @return none if the expression asks for types by {@code type(…)}, since it may choose its comparisons by them
     */
    static List<Comparison> of(CelAbstractSyntaxTree tree) {
        ExpressionComparisons comparisons = new ExpressionComparisons(tree);
        comparisons.visit(tree.getExpr(), Set.of());
        return comparisons.asksForTypes ? List.of() : List.copyOf(comparisons.found);
    }

    private void visit(CelExpr expression, Set<String> bound) {
        switch (expression.getKind()) {
            case CONSTANT, IDENT, NOT_SET, STRUCT -> { // compares nothing
            }
            case SELECT -> visit(expression.select().operand(), bound);
            case CALL -> {
                asksForTypes |= expression.call().function().equals("type");
                compare(expression, bound);
                expression.call().target().ifPresent(target -> visit(target, bound));
                expression.call().args().forEach(argument -> visit(argument, bound));
            }
            case LIST -> expression.list().elements().forEach(item -> visit(item, bound));
            case MAP -> expression.map().entries().forEach(entry -> visit(entry.value(), bound));
            case COMPREHENSION -> visit(expression.comprehension(), bound);
        }
    }

    private void visit(CelComprehension comprehension, Set<String> bound) {
        visit(comprehension.iterRange(), bound);
        Set<String> inside = ExpressionPaths.bound(bound, comprehension);
        visit(comprehension.loopCondition(), inside);
        visit(comprehension.loopStep(), inside);
        visit(comprehension.result(), inside);
    }

    private void compare(CelExpr expression, Set<String> bound) {
        String sign = SIGNS.get(expression.call().function());
        if (sign == null || expression.call().args().size() != 2) {
            return;
        }
        CelExpr left = expression.call().args().getFirst();
        CelExpr right = expression.call().args().getLast();
        List<Constant> constants = constants(right);
        Optional<ExpressionPaths.Path> field = ExpressionPaths.of(tree, left, bound);
        if (field.isPresent() && !constants.isEmpty()) {
            found.add(new Comparison(field.get(), sign, constants));
        } else if (!sign.equals("in")) {
            List<Constant> first = constants(left);
            ExpressionPaths.of(tree, right, bound)
                    .filter(path -> !first.isEmpty())
                    .ifPresent(path -> found.add(new Comparison(path, reversed(sign), first)));
        }
    }

    private static String reversed(String sign) {
        return switch (sign) {
            case "<" -> ">";
            case "<=" -> ">=";
            case ">" -> "<";
            case ">=" -> "<=";
            default -> sign;
        };
    }

    /** Reads a constant, or a list of nothing but constants; empty for anything else. */
    private static List<Constant> constants(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT -> constant(expression.constant()).stream().toList();
            case LIST -> {
                List<Constant> items = expression.list().elements().stream()
                        .filter(item -> item.getKind() == ExprKind.Kind.CONSTANT)
                        .flatMap(item -> constant(item.constant()).stream())
                        .toList();
                yield items.size() == expression.list().elements().size() ? items : List.of();
            }
            default -> List.of();
        };
    }

    private static Optional<Constant> constant(CelConstant constant) {
        return switch (constant.getKind()) {
            case INT64_VALUE -> Optional.of(new Constant(ValueKind.NUMBER, Long.toString(constant.int64Value())));
            case UINT64_VALUE ->
                Optional.of(
                        new Constant(ValueKind.NUMBER, constant.uint64Value().toString()));
            case DOUBLE_VALUE -> Optional.of(new Constant(ValueKind.NUMBER, Double.toString(constant.doubleValue())));
            case STRING_VALUE -> Optional.of(new Constant(ValueKind.TEXT, '"' + constant.stringValue() + '"'));
            case BOOLEAN_VALUE -> Optional.of(new Constant(ValueKind.TRUTH, Boolean.toString(constant.booleanValue())));
            default -> Optional.empty(); // null asks whether there is a value
        };
    }
}
