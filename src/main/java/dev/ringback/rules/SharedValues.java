package dev.ringback.rules;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The variables of one event, with the values of the expressions that were already evaluated on it: rules and versions of
 * rules often have expressions of equal text. Used by one thread.
 */
final class SharedValues extends AbstractMap<String, Object> {
    private final Map<String, Object> variables;
    private final Map<String, Expression.Value> values = new HashMap<>();

    private SharedValues(Map<String, Object> variables) {
        this.variables = variables;
    }

    /** Returns the same facts, on which each text of an expression is evaluated once. */
    static Facts in(Facts facts) {
        return new Facts(facts.event(), facts.asOf(), facts.isTest(), new SharedValues(facts.variables()));
    }

    Expression.Value value(String text, Supplier<Expression.Value> evaluation) {
        Expression.Value known = values.get(text);
        if (known == null) {
            known = evaluation.get();
            values.put(text, known);
        }
        return known;
    }

    @Override
    public Object get(Object name) {
        return variables.get(name);
    }

    @Override
    public boolean containsKey(Object name) {
        return variables.containsKey(name);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return variables.entrySet();
    }
}
