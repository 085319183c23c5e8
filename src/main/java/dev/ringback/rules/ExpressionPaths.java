package dev.ringback.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the fields of the body that a checked expression reads: chains of names and constant indexes from {@code event} on.
 * The variables of a macro, such as {@code g} in {@code exists(g, …)}, are no fields.
 */
final class ExpressionPaths {
    private static final String EVENT = "event";
    private static final String OPTIONAL_FIELD = Operator.OPTIONAL_SELECT.getFunction();
    private static final String OPTIONAL_INDEX = Operator.OPTIONAL_INDEX.getFunction();

    private final CelAbstractSyntaxTree tree;
    private final Set<Path> found = new LinkedHashSet<>();
    /** The paths that {@code has(…)} asks for. */
    private final Set<List<Segment>> tested = new HashSet<>();

    private ExpressionPaths(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    /** A step into a value. */
    sealed interface Segment {
        /** A field of an object. */
        record Field(String name) implements Segment {}

        /** @param index of an item of a list, from 0 */
        record Item(long index) implements Segment {}
    }

    /**
     * A field that an expression reads.
     *
     * @param segments from the body on; never empty
     * @param isOptional whether the expression allows for its absence, by {@code .?} or {@code has(…)}
     * @param position the offset of the word {@code event} in the expression, in code points; −1 if unknown
     */
    record Path(List<Segment> segments, boolean isOptional, int position) {
        private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

        Path {
            segments = List.copyOf(segments);
        }

        /** Returns the field as an expression would name it, such as {@code event.data.object.id}. */
        String text() {
            return text(segments.size());
        }

        /** Returns the first so many segments as an expression would name them. */
        String text(int many) {
            StringBuilder text = new StringBuilder(EVENT);
            for (Segment segment : segments.subList(0, many)) {
                switch (segment) {
                    case Segment.Field(var name)
                    when WORD.matcher(name).matches() -> text.append('.').append(name);
                    case Segment.Field(var name) ->
                        text.append("[\"").append(name).append("\"]");
                    case Segment.Item(var index) ->
                        text.append('[').append(index).append(']');
                }
            }
            return text.toString();
        }
    }

    /** Returns the fields that a checked expression reads, in its order. A longer chain stands for its beginnings. */
    static List<Path> of(CelAbstractSyntaxTree tree) {
        ExpressionPaths paths = new ExpressionPaths(tree);
        paths.visit(tree.getExpr(), Set.of());
        return paths.found.stream()
                .map(path -> paths.isTested(path) ? new Path(path.segments, true, path.position) : path)
                .distinct()
                .toList();
    }

    /**
     * Returns the field that an expression is, with {@code orValue(…)} or without.
     *
     * @param bound names that a macro around the expression has bound
     * @return empty for any other expression
     */
    static Optional<Path> of(CelAbstractSyntaxTree tree, CelExpr expression, Set<String> bound) {
        CelExpr chain = expression.getKind() == ExprKind.Kind.CALL
                        && expression.call().function().equals("orValue")
                        && expression.call().target().isPresent()
                ? expression.call().target().get()
                : expression;
        return new ExpressionPaths(tree).chain(chain, bound).filter(path -> !path.segments.isEmpty());
    }

    /** Adds the names that a macro binds to those around it. */
    static Set<String> bound(Set<String> around, CelComprehension comprehension) {
        Set<String> all = new HashSet<>(around);
        all.add(comprehension.iterVar());
        all.add(comprehension.iterVar2());
        all.add(comprehension.accuVar());
        return all;
    }

    /** Whether {@code has(…)} asks for the field, or for a field that it lies in. */
    private boolean isTested(Path path) {
        return tested.stream()
                .anyMatch(asked -> asked.size() <= path.segments.size()
                        && path.segments.subList(0, asked.size()).equals(asked));
    }

    private void visit(CelExpr expression, Set<String> bound) {
        Optional<Path> chain = chain(expression, bound);
        if (chain.isPresent()) {
            chain.filter(path -> !path.segments.isEmpty()).ifPresent(found::add);
            return;
        }
        switch (expression.getKind()) {
            case CONSTANT, IDENT, NOT_SET, STRUCT -> { // reads nothing
            }
            case SELECT -> visit(expression.select().operand(), bound);
            case CALL -> {
                expression.call().target().ifPresent(target -> visit(target, bound));
                expression.call().args().forEach(argument -> visit(argument, bound));
            }
            case LIST -> expression.list().elements().forEach(item -> visit(item, bound));
            case MAP ->
                expression.map().entries().forEach(entry -> {
                    visit(entry.key(), bound);
                    visit(entry.value(), bound);
                });
            case COMPREHENSION -> visit(expression.comprehension(), bound);
        }
    }

    private void visit(CelComprehension comprehension, Set<String> bound) {
        visit(comprehension.iterRange(), bound);
        visit(comprehension.accuInit(), bound);
        Set<String> inside = bound(bound, comprehension);
        visit(comprehension.loopCondition(), inside);
        visit(comprehension.loopStep(), inside);
        visit(comprehension.result(), inside);
    }

    /** Reads a chain that begins with {@code event}; without segments for the word alone. Empty for anything else. */
    private Optional<Path> chain(CelExpr expression, Set<String> bound) {
        return switch (expression.getKind()) {
            case IDENT ->
                expression.ident().name().equals(EVENT) && !bound.contains(EVENT)
                        ? Optional.of(new Path(List.of(), false, position(expression)))
                        : Optional.empty();
            case SELECT -> {
                Optional<Path> path = chain(expression.select().operand(), bound)
                        .map(operand -> with(
                                operand,
                                new Segment.Field(expression.select().field()),
                                expression.select().testOnly()));
                if (expression.select().testOnly()) {
                    path.ifPresent(asked -> tested.add(asked.segments));
                }
                yield path;
            }
            case CALL -> indexed(expression.call(), bound);
            case CONSTANT, NOT_SET, STRUCT, LIST, MAP, COMPREHENSION -> Optional.empty();
        };
    }

    /** Reads {@code event["a"]}, {@code event.a[0]} and {@code event.?a}. */
    private Optional<Path> indexed(CelCall call, Set<String> bound) {
        boolean isOptional =
                call.function().equals(OPTIONAL_FIELD) || call.function().equals(OPTIONAL_INDEX);
        if (!isOptional && !call.function().equals(Operator.INDEX.getFunction())) {
            return Optional.empty();
        }
        CelExpr key = call.args().getLast();
        return key.getKind() == ExprKind.Kind.CONSTANT
                ? segment(key.constant())
                        .flatMap(segment ->
                                chain(call.args().getFirst(), bound).map(operand -> with(operand, segment, isOptional)))
                : Optional.empty();
    }

    private static Optional<Segment> segment(CelConstant key) {
        return switch (key.getKind()) {
            case STRING_VALUE -> Optional.of(new Segment.Field(key.stringValue()));
            case INT64_VALUE -> Optional.of(new Segment.Item(key.int64Value()));
            default -> Optional.empty();
        };
    }

    private static Path with(Path operand, Segment segment, boolean isOptional) {
        List<Segment> segments = new ArrayList<>(operand.segments);
        segments.add(segment);
        return new Path(segments, operand.isOptional || isOptional, operand.position);
    }

    private int position(CelExpr expression) {
        Integer position = tree.getSource().getPositionsMap().get(expression.id());
        return position == null ? -1 : position;
    }
}
