package dev.ringback.rules;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reports the failure of one rule on one event. Database trouble that may pass is no rule's failure: it causes a retry of
 * the whole event.
 */
final class RuleFailure extends RuntimeException {
    /**
     * SQLSTATE classes of PostgreSQL's manual, appendix A: connection, transaction state, rollback, schema, resources,
     * locks, operator, system.
     */
    private static final Set<String> PASSING = Set.of("08", "25", "40", "42", "53", "55", "57", "58");

    /** The part of a rule that failed: a call that cannot be requested leaves the rule's cancels readable. */
    enum Part {
        ASKING,
        ENDING
    }

    private final String rule;
    private final Part part;

    private RuleFailure(String rule, Part part, Throwable cause) {
        super("rule " + rule + " failed", cause);
        this.rule = rule;
        this.part = part;
    }

    /** Counts failures of one event's tries. A first may come from another transaction, a second is the rule's own. */
    static final class Failures {
        private final Map<String, RuleFailure> once = new HashMap<>();
        private final Map<String, RuleFailure> twice = new LinkedHashMap<>();

        /** Counts the failures of rules among what earlier tries of the event threw. */
        static Failures of(Collection<RuntimeException> thrown) {
            Failures failures = new Failures();
            thrown.forEach(each -> RuleFailure.in(each).ifPresent(failures::add));
            return failures;
        }

        /** Adds a failure. Returns whether it is the second failure of its part of the rule. */
        boolean add(RuleFailure failure) {
            boolean isSecond = once.put(failure.key(), failure) != null;
            if (isSecond) {
                twice.put(failure.key(), failure);
            }
            return isSecond;
        }

        /** Whether the same part of the rule is already left out. */
        boolean contains(RuleFailure failure) {
            return twice.containsKey(failure.key());
        }

        /** Returns why a part of a rule is left out; empty if it is not. */
        Optional<String> of(String rule, Part part) {
            return Optional.ofNullable(twice.get(part + rule)).map(RuleFailure::why);
        }

        Collection<RuleFailure> all() {
            return twice.values();
        }
    }

    private String key() {
        return part + rule;
    }

    /**
     * Runs one step of a rule.
     *
     * @throws RuleFailure if the step fails for a reason that would not pass by itself
     */
    static <T> T guard(String rule, Part part, Supplier<T> step) {
        try {
            return step.get();
        } catch (RuntimeException | StackOverflowError e) {
            if (e instanceof RuntimeException trouble && mayPass(trouble)) {
                throw trouble;
            }
            throw new RuleFailure(rule, part, e);
        }
    }

    /** Returns the rule failure among an exception's causes, if any. */
    static Optional<RuleFailure> in(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RuleFailure failure) {
                return Optional.of(failure);
            }
        }
        return Optional.empty();
    }

    private static boolean mayPass(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state == null || state.length() < 2 || PASSING.contains(state.substring(0, 2));
            }
        }
        return false;
    }

    String rule() {
        return rule;
    }

    /** Returns the reason in words, without values of the event. */
    String why() {
        return "it failed in an unforeseen way: " + getCause().getClass().getSimpleName();
    }
}
