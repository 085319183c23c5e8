package dev.ringback.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelList;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.HashMap;
import java.util.Map;

/**
 * Rewrites an expression into a form that explains why there is no value. The form is evaluated only where the first gave
 * none, so the usual case costs nothing. It gives the same value wherever the first form gives one.
 *
 * <p>CEL reports one error for a field that is missing and for a field of a text. Of two errors under {@code &&} or
 * {@code ||} it keeps the left one. This form distinguishes a missing or null operand from an operand of a wrong type. A
 * wrong type outweighs a missing value on either side.
 */
final class Diagnosis {
    /** Functions of the language whose calls are replaced, by name. */
    private static final Map<String, String> LOGIC = Map.of("_&&_", OperandChecks.AND, "_||_", OperandChecks.OR);

    private static final String CONDITIONAL = "_?_:_";
    private static final String OPTIONAL_FIELD = "_?._";

    private final CelAbstractSyntaxTree tree;
    private final Map<Long, CelReference> references;
    private final Map<Long, CelType> types;
    private long lastId;

    private Diagnosis(CelAbstractSyntaxTree tree) {
        this.tree = tree;
        this.references = new HashMap<>(tree.getReferenceMap());
        this.types = new HashMap<>(tree.getTypeMap());
        this.lastId = types.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Rewrites a checked expression. The result calls the functions of {@link OperandChecks}. */
    static CelAbstractSyntaxTree of(CelAbstractSyntaxTree tree) {
        Diagnosis diagnosis = new Diagnosis(tree);
        CelExpr rewritten = diagnosis.rewrite(tree.getExpr());
        return CelAbstractSyntaxTree.newCheckedAst(rewritten, tree.getSource(), diagnosis.references, diagnosis.types);
    }

    private CelExpr rewrite(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT, IDENT, NOT_SET, STRUCT -> expression;
            case SELECT -> select(expression);
            case CALL -> call(expression);
            case LIST -> list(expression);
            case MAP -> map(expression);
            case COMPREHENSION -> comprehension(expression);
        };
    }

    private CelExpr select(CelExpr expression) {
        if (tree.getReference(expression.id()).isPresent()) {
            return expression; // a qualified name, not a field
        }
        return expression.toBuilder()
                .setSelect(expression.select().toBuilder()
                        .setOperand(checked(
                                OperandChecks.OBJECT, expression.select().operand(), SimpleType.DYN))
                        .build())
                .build();
    }

    private CelExpr call(CelExpr expression) {
        CelCall call = expression.call();
        CelCall.Builder rewritten = call.toBuilder();
        for (int i = 0; i < call.args().size(); i++) {
            rewritten.setArg(i, rewrite(call.args().get(i)));
        }
        call.target().map(this::rewrite).ifPresent(rewritten::setTarget);
        String logic = LOGIC.get(call.function());
        if (logic != null) {
            rewritten.setFunction(logic);
            references.put(expression.id(), reference(logic));
        } else if (call.function().equals(CONDITIONAL)) {
            rewritten.setArg(0, checked(OperandChecks.TRUTH, call.args().getFirst(), SimpleType.BOOL));
        } else if (call.function().equals(OPTIONAL_FIELD)) {
            rewritten.setArg(0, checked(OperandChecks.OBJECT, call.args().getFirst(), SimpleType.DYN));
        }
        return expression.toBuilder().setCall(rewritten.build()).build();
    }

    private CelExpr list(CelExpr expression) {
        CelList.Builder rewritten = expression.list().toBuilder();
        for (int i = 0; i < expression.list().elements().size(); i++) {
            rewritten.setElement(i, rewrite(expression.list().elements().get(i)));
        }
        return expression.toBuilder().setList(rewritten.build()).build();
    }

    private CelExpr map(CelExpr expression) {
        CelMap.Builder rewritten = expression.map().toBuilder();
        for (int i = 0; i < expression.map().entries().size(); i++) {
            CelMap.Entry entry = expression.map().entries().get(i);
            rewritten.setEntry(
                    i,
                    entry.toBuilder()
                            .setKey(rewrite(entry.key()))
                            .setValue(rewrite(entry.value()))
                            .build());
        }
        return expression.toBuilder().setMap(rewritten.build()).build();
    }

    private CelExpr comprehension(CelExpr expression) {
        CelComprehension comprehension = expression.comprehension();
        CelExpr range = comprehension.iterRange();
        return expression.toBuilder()
                .setComprehension(comprehension.toBuilder()
                        // The runtime recognizes a binding of a name by the empty list it ranges over.
                        .setIterRange(
                                range.getKind() == ExprKind.Kind.LIST
                                        ? rewrite(range)
                                        : checked(OperandChecks.SERIES, range, SimpleType.DYN))
                        .setAccuInit(rewrite(comprehension.accuInit()))
                        .setLoopCondition(rewrite(comprehension.loopCondition()))
                        .setLoopStep(rewrite(comprehension.loopStep()))
                        .setResult(rewrite(comprehension.result()))
                        .build())
                .build();
    }

    /** Wraps an operand in a function that returns the operand, or throws if it is missing or of a wrong type. */
    private CelExpr checked(String function, CelExpr operand, CelType type) {
        long id = ++lastId;
        references.put(id, reference(function));
        types.put(id, type);
        return CelExpr.newBuilder()
                .setId(id)
                .setCall(CelCall.newBuilder()
                        .setFunction(function)
                        .addArgs(rewrite(operand))
                        .build())
                .build();
    }

    private static CelReference reference(String overload) {
        return CelReference.newBuilder().addOverloadIds(overload).build();
    }
}
