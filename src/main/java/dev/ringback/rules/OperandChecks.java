package dev.ringback.rules;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks operands for a {@link Diagnosis}: each function returns its operand, or throws the operand's error. */
final class OperandChecks {
    private static final Set<CelErrorCode> NO_VALUE =
            Set.of(CelErrorCode.ATTRIBUTE_NOT_FOUND, CelErrorCode.INDEX_OUT_OF_BOUNDS);

    /** The functions' names and overload ids, which no rule can write. */
    static final String AND = "@and";

    static final String OR = "@or";
    static final String OBJECT = "@object";
    static final String TRUTH = "@truth";
    static final String SERIES = "@series";

    private OperandChecks() {}

    /** Whether an evaluation failed because a value is missing, and not by a mistake. */
    static boolean isWithoutValue(Exception failure) {
        return switch (failure) {
            case CelEvaluationException evaluation -> NO_VALUE.contains(evaluation.getErrorCode());
            case CelRuntimeException early -> NO_VALUE.contains(early.getErrorCode());
            default -> false;
        };
    }

    static List<CelFunctionBinding> bindings() {
        return List.of(
                new Lenient(AND, List.of(Object.class, Object.class), operands -> decided(operands, false)),
                new Lenient(OR, List.of(Object.class, Object.class), operands -> decided(operands, true)),
                CelFunctionBinding.from(OBJECT, Object.class, OperandChecks::object),
                CelFunctionBinding.from(TRUTH, Object.class, OperandChecks::truth),
                CelFunctionBinding.from(SERIES, Object.class, OperandChecks::series));
    }

    /** Applies a function to failures too: an operand may be a {@link CelEvaluationException}. */
    private record Lenient(String overload, List<Class<?>> types, CelFunctionOverload definition)
            implements CelFunctionBinding {
        @Override
        public String getOverloadId() {
            return overload;
        }

        @Override
        public ImmutableList<Class<?>> getArgTypes() {
            return ImmutableList.copyOf(types);
        }

        @Override
        public CelFunctionOverload getDefinition() {
            return definition;
        }

        @Override
        public boolean isStrict() {
            return false;
        }
    }

    /**
     * Decides a conjunction or disjunction of two operands. A wrong operand is thrown before a missing operand.
     *
     * @param decisive the truth value that settles the result, whatever the other operand is
     */
    private static boolean decided(Object[] operands, boolean decisive) throws CelEvaluationException {
        List<Object> truths =
                Stream.of(operands).map(OperandChecks::truthOrFailure).toList();
        if (truths.contains(decisive)) {
            return decisive;
        }
        Optional<Exception> failure = truths.stream()
                .filter(Exception.class::isInstance)
                .map(Exception.class::cast)
                .min(Comparator.comparing(OperandChecks::isWithoutValue)); // false comes first
        if (failure.isPresent()) {
            throw thrown(failure.get());
        }
        return !decisive;
    }

    private static Object truthOrFailure(Object operand) {
        try {
            return operand instanceof Exception ? operand : truth(operand);
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static RuntimeException thrown(Exception failure) throws CelEvaluationException {
        if (failure instanceof CelEvaluationException evaluation) {
            throw evaluation;
        }
        return (RuntimeException) failure;
    }

    private static Object truth(Object value) {
        if (value instanceof Boolean) {
            return value;
        }
        throw notUsable(value, "a truth value");
    }

    /** Checks the operand of a field: an object, or an optional that is empty or holds an object. */
    private static Object object(Object value) {
        Object held = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (held instanceof Map || held == null) {
            return value;
        }
        throw notUsable(held, "an object");
    }

    private static Object series(Object value) {
        if (value instanceof List || value instanceof Map) {
            return value;
        }
        throw notUsable(value, "a list or an object");
    }

    private static RuntimeException notUsable(Object value, String wanted) {
        return Expression.isNull(value)
                ? StrictComparisons.noValue()
                : new WrongTypeException(ValueKind.of(value).inWords() + " stands where " + wanted + " is needed");
    }
}
