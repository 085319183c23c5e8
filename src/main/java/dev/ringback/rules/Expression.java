package dev.ringback.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Evaluates a CEL expression of a rule, compiled and type-checked. Safe for use by many threads. */
final class Expression {
    private static final String EVENT = "event";
    private static final int LONGEST = 4096;
    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .comprehensionMaxIterations(10_000) // bounds what one evaluation can cost
            .enableHeterogeneousNumericComparisons(
                    true) // 12.50 >= 10: JSON does not distinguish the two kinds of number
            .build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addMacros(RuleFunctions.macros())
            .addFunctionDeclarations(RuleFunctions.declarations())
            .addLibraries(CelExtensions.strings(), CelExtensions.optional())
            .addVar(EVENT, SimpleType.DYN)
            .addVar("source", SimpleType.STRING)
            .addVar("type", SimpleType.STRING)
            .addVar("received_at", SimpleType.TIMESTAMP)
            .addVar(RuleFunctions.CONTEXT, RuleFunctions.CONTEXT_TYPE)
            .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false) // the next line adds its functions, without the replaced ones
            .setStandardFunctions(StrictComparisons.otherFunctions())
            .addFunctionBindings(new StrictComparisons(OPTIONS).bindings())
            .addFunctionBindings(OperandChecks.bindings())
            .addFunctionBindings(RuleFunctions.bindings())
            .addLibraries(CelExtensions.strings(), CelExtensions.optional())
            .build();

    private final String text;
    private final List<FieldPath> reads;
    private final CelAbstractSyntaxTree tree;
    private final CelRuntime.Program program;
    private final CelRuntime.Program diagnosis;
    private final boolean readsEvent;

    private Expression(
            String text,
            List<FieldPath> reads,
            CelAbstractSyntaxTree tree,
            CelRuntime.Program program,
            CelRuntime.Program diagnosis,
            boolean readsEvent) {
        this.text = text;
        this.reads = reads;
        this.tree = tree;
        this.program = program;
        this.diagnosis = diagnosis;
        this.readsEvent = readsEvent;
    }

    /** Returns the expression as it was written. */
    String text() {
        return text;
    }

    /** Returns the fields of the body that the expression reads. */
    List<ExpressionPaths.Path> paths() {
        return ExpressionPaths.of(tree);
    }

    /** Returns the comparisons of a field of the body with constants. */
    List<ExpressionComparisons.Comparison> comparisons() {
        return ExpressionComparisons.of(tree);
    }

    /** Whether the expression reads a variable, such as {@code type}. */
    boolean reads(String variable) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .anyMatch(node -> node.getKind() == ExprKind.Kind.IDENT
                        && node.expr().ident().name().equals(variable));
    }

    /** Whether the expression reads the event's body. */
    boolean readsEvent() {
        return readsEvent;
    }

    /** The result of an evaluation. */
    sealed interface Value {
        record Present(Object value) implements Value {}

        /** The event gives no value: an operand of the expression is missing or null. */
        record Absent(String why) implements Value {}

        /**
         * The expression cannot be evaluated on this event: a mistake in the rule, or a type that has changed.
         *
         * @param why in words that quote no value
         */
        record Failed(String why) implements Value {}
    }

    /** Reports a text that is no expression, or not of the wanted type. Line and column count from 1 in the expression. */
    static final class InvalidException extends Exception {
        private final int line;
        private final int column;

        InvalidException(String message, int line, int column) {
            super(message);
            this.line = line;
            this.column = column;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }
    }

    /**
     * Compiles an expression of a file that is to be activated.
     *
     * @param wanted the allowed types of the result; a type known only at run time passes
     * @param constants checks the constants of rules' functions
     * @throws InvalidException with the first error
     */
    static Expression compile(String text, Set<CelKind> wanted, FunctionConstants constants) throws InvalidException {
        CelAbstractSyntaxTree tree = checked(text, wanted);
        constants.check(tree);
        return of(text, tree);
    }

    /**
     * Compiles an expression of a stored version. Its constants were checked in their day, by the tables of that day.
     *
     * @param wanted the allowed types of the result; a type known only at run time passes
     * @throws InvalidException with the first error
     */
    static Expression compile(String text, Set<CelKind> wanted) throws InvalidException {
        return of(text, checked(text, wanted));
    }

    private static CelAbstractSyntaxTree checked(String text, Set<CelKind> wanted) throws InvalidException {
        try {
            CelAbstractSyntaxTree tree = COMPILER.compile(text).getAst();
            CelKind kind = tree.getResultType().kind();
            if (kind != CelKind.DYN && !wanted.contains(kind)) {
                throw new InvalidException("gives a " + name(kind) + ", expected " + names(wanted), 1, 1);
            }
            return tree;
        } catch (CelValidationException e) {
            throw ExpressionErrors.explained(e);
        }
    }

    private static Expression of(String text, CelAbstractSyntaxTree tree) throws InvalidException {
        try {
            boolean readsEvent = CelNavigableAst.fromAst(tree)
                    .getRoot()
                    .allNodes()
                    .anyMatch(node -> node.getKind() == ExprKind.Kind.IDENT
                            && node.expr().ident().name().equals(EVENT));
            return new Expression(
                    text,
                    FieldPath.readBy(tree),
                    tree,
                    RUNTIME.createProgram(tree),
                    RUNTIME.createProgram(Diagnosis.of(tree)),
                    readsEvent);
        } catch (CelEvaluationException e) {
            throw new InvalidException(e.getMessage(), 1, 1);
        }
    }

    /** Returns the fields of the event that the expression can read, in the order of its text, each once. */
    List<FieldPath> reads() {
        return reads;
    }

    private static String names(Set<CelKind> kinds) {
        return String.join(" or ", kinds.stream().map(Expression::name).sorted().toList());
    }

    private static String name(CelKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Evaluates the expression with variables by name. Never throws an exception for the content of an event. */
    Value evaluate(Map<String, Object> variables) {
        return variables instanceof SharedValues shared
                ? shared.value(text, () -> evaluated(variables))
                : evaluated(variables);
    }

    private Value evaluated(Map<String, Object> variables) {
        try {
            return value(program.eval(variables, StrictComparisons.NO_OVERLOAD));
        } catch (CelEvaluationException noValue) {
            return diagnosed(variables);
        }
    }

    private Value diagnosed(Map<String, Object> variables) {
        try {
            return value(diagnosis.eval(variables, StrictComparisons.NO_OVERLOAD));
        } catch (CelEvaluationException e) {
            if (OperandChecks.isWithoutValue(e)) {
                return new Value.Absent(e.getMessage());
            }
            return new Value.Failed(
                    e.getCause() instanceof OperandException wrong
                            ? wrong.getMessage()
                            // The message may quote the value, and the value may be a phone number.
                            : e.getErrorCode().name().toLowerCase(Locale.ROOT));
        }
    }

    private static Value value(Object value) {
        return isNull(value) ? new Value.Absent("is null") : new Value.Present(value);
    }

    /** Whether a value is JSON's null, as the runtime returns it. */
    static boolean isNull(Object value) {
        return value == null
                || value instanceof com.google.protobuf.NullValue
                || value instanceof dev.cel.common.values.NullValue;
    }
}
