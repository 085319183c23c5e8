package dev.ringback.rules;

import dev.cel.common.CelOptions;
import dev.cel.common.Operator;
import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionResolver;
import dev.cel.runtime.CelResolvedOverload;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares values, and fails where CEL's own comparisons are silently false. A sender that begins to write {@code "0.00"}
 * for {@code 0} would otherwise make {@code event.total == 0} false for ever, and a paid order would ring.
 *
 * <p>{@code ==}, {@code !=}, {@code in} and an object's {@code [key]} compare within one {@link ValueKind}; another kind
 * is a {@link WrongTypeException}. A null beside another value has no value. The word {@code null} written in a rule asks
 * whether a value is null.
 */
final class StrictComparisons {
    private static final Set<StandardFunction> REPLACED =
            Set.of(StandardFunction.EQUALS, StandardFunction.NOT_EQUALS, StandardFunction.IN, StandardFunction.INDEX);

    private final RuntimeEquality equality;

    StrictComparisons(CelOptions options) {
        this.equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
    }

    /** Returns CEL's functions without the functions that {@link #bindings} replaces. */
    static CelStandardFunctions otherFunctions() {
        return CelStandardFunctions.newBuilder().excludeFunctions(REPLACED).build();
    }

    /** Returns the strict functions, under the overload ids that the type checker gives them. */
    Set<CelFunctionBinding> bindings() {
        Set<CelFunctionBinding> bindings = new HashSet<>(CelFunctionBinding.fromOverloads(
                Operator.INDEX.getFunction(), // the library of optionals adds overloads to this one
                CelFunctionBinding.from("index_list", List.class, Number.class, StrictComparisons::item),
                CelFunctionBinding.from("index_map", Map.class, Object.class, this::field)));
        bindings.add(CelFunctionBinding.from("equals", Object.class, Object.class, this::areEqual));
        bindings.add(CelFunctionBinding.from("not_equals", Object.class, Object.class, (x, y) -> !areEqual(x, y)));
        bindings.add(CelFunctionBinding.from("in_list", Object.class, List.class, this::isAmong));
        bindings.add(CelFunctionBinding.from("in_map", Object.class, Map.class, this::isKeyOf));
        return bindings;
    }

    /**
     * Reports why a function cannot be applied: an operand is null, or operands have the wrong kinds. The runtime asks
     * this resolver where no overload of a function takes the arguments. It never finds one and always throws.
     */
    static final CelFunctionResolver NO_OVERLOAD = new CelFunctionResolver() {
        @Override
        public Optional<CelResolvedOverload> findOverloadMatchingArgs(
                String function, Collection<String> overloads, Object[] arguments) {
            return findOverloadMatchingArgs(function, arguments);
        }

        @Override
        public Optional<CelResolvedOverload> findOverloadMatchingArgs(String function, Object[] arguments) {
            if (Stream.of(arguments).anyMatch(Expression::isNull)) {
                throw noValue();
            }
            throw new WrongTypeException("'" + function.replace("_", "") + "' cannot take "
                    + Stream.of(arguments)
                            .map(argument -> ValueKind.of(argument).inWords())
                            .collect(Collectors.joining(" and ")));
        }
    };

    static CelAttributeNotFoundException noValue() {
        return CelAttributeNotFoundException.of("a null has no value");
    }

    private boolean areEqual(Object x, Object y) {
        if (isWrittenInTheRule(x) || isWrittenInTheRule(y)) {
            return Expression.isNull(x) && Expression.isNull(y);
        }
        if (Expression.isNull(x) || Expression.isNull(y)) {
            throw noValue();
        }
        return areSame(x, y);
    }

    /** Whether a null is the literal of a rule, not a null of the body: the runtime and {@link Facts} use two constants. */
    private static boolean isWrittenInTheRule(Object value) {
        return value instanceof dev.cel.common.values.NullValue;
    }

    /** Compares two values. Inside lists and objects a null is an ordinary value, which equals only another null. */
    private boolean areSame(Object x, Object y) {
        if (Expression.isNull(x) || Expression.isNull(y)) {
            return Expression.isNull(x) && Expression.isNull(y);
        }
        ValueKind kind = ValueKind.of(x);
        if (kind != ValueKind.of(y)) {
            throw new WrongTypeException(
                    kind.inWords() + " is compared with " + ValueKind.of(y).inWords());
        }
        return switch (kind) {
            case LIST -> areSame((List<?>) x, (List<?>) y);
            case OBJECT -> areSame((Map<?, ?>) x, (Map<?, ?>) y);
            case OPTIONAL -> areSame((Optional<?>) x, (Optional<?>) y);
            case NUMBER -> equality.objectEquals(x, y);
            case NULL, TEXT, TRUTH, TIME, DURATION, BYTES, TYPE, OTHER -> Objects.equals(x, y);
        };
    }

    private boolean areSame(List<?> x, List<?> y) {
        boolean areSame = x.size() == y.size();
        Iterator<?> others = y.iterator();
        for (Iterator<?> items = x.iterator(); areSame && items.hasNext(); ) {
            areSame = areSame(items.next(), others.next());
        }
        return areSame;
    }

    private boolean areSame(Map<?, ?> x, Map<?, ?> y) {
        boolean areSame = x.size() == y.size();
        for (Iterator<? extends Map.Entry<?, ?>> fields = x.entrySet().iterator(); areSame && fields.hasNext(); ) {
            Map.Entry<?, ?> field = fields.next();
            Optional<Object> other = equality.findInMap(y, field.getKey());
            areSame = other.isPresent() && areSame(field.getValue(), other.get());
        }
        return areSame;
    }

    private boolean areSame(Optional<?> x, Optional<?> y) {
        return x.isPresent() && y.isPresent() ? areSame(x.get(), y.get()) : x.isEmpty() && y.isEmpty();
    }

    private boolean isAmong(Object value, List<?> list) {
        if (Expression.isNull(value)) {
            boolean isAskedFor =
                    isWrittenInTheRule(value) || list.stream().anyMatch(StrictComparisons::isWrittenInTheRule);
            if (!isAskedFor) {
                throw noValue();
            }
            return list.stream().anyMatch(Expression::isNull);
        }
        return comparable(value, list).stream().anyMatch(item -> areSame(value, item));
    }

    private static Object item(List<?> list, Number index) {
        return RuntimeHelpers.indexList(list, index);
    }

    private boolean isKeyOf(Object key, Map<?, ?> object) {
        return find(key, object).isPresent();
    }

    private Object field(Map<?, ?> object, Object key) {
        return find(key, object).orElseThrow(() -> CelAttributeNotFoundException.of("the object has no such key"));
    }

    private Optional<Object> find(Object key, Map<?, ?> object) {
        if (Expression.isNull(key)) {
            throw noValue();
        }
        Optional<Object> found = equality.findInMap(object, key);
        if (found.isEmpty()) {
            comparable(key, object.keySet());
        }
        return found;
    }

    /** Selects the items of the value's own kind. A list that names several kinds expects values of each. */
    private static List<?> comparable(Object value, Collection<?> items) {
        ValueKind kind = ValueKind.of(value);
        List<?> ofItsKind =
                items.stream().filter(item -> ValueKind.of(item) == kind).toList();
        if (ofItsKind.isEmpty()) {
            items.stream().filter(item -> !Expression.isNull(item)).findFirst().ifPresent(other -> {
                throw new WrongTypeException(kind.inWords() + " is looked for among "
                        + ValueKind.of(other).inWords());
            });
        }
        return ofItsKind;
    }
}
