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
 * The failure of one rule on one event. Trouble of the database that may pass is no rule's failure: the whole event is
 * tried again for it.
 */
final class RuleFailure extends RuntimeException {
    /** SQLSTATE classes of PostgreSQL's manual, appendix A: connection, transaction state, rollback, schema, resources, locks, operator, system. */
    private static final Set<String> PASSING = Set.of("08", "25", "40", "42", "53", "55", "57", "58");

    /** What of a rule failed: a call that cannot be asked for leaves its cancels readable. */
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

    /** The failures of one event's tries. A first failure may be another transaction's doing, a second is the rule's own. */
    static final class Failures {
        private final Map<String, RuleFailure> once = new HashMap<>();
        private final Map<String, RuleFailure> twice = new LinkedHashMap<>();

        /** Adds a failure. Returns whether it is the second one of its part of the rule. */
        boolean add(RuleFailure failure) {
            boolean isSecond = once.put(failure.key(), failure) != null;
            if (isSecond) {
                twice.put(failure.key(), failure);
            }
            return isSecond;
        }

        /** Whether the same part of the rule is left out already. */
        boolean contains(RuleFailure failure) {
            return twice.containsKey(failure.key());
        }

        /** Why a part of a rule is left out; empty if it is not. */
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
     * Runs what one rule asks for.
     *
     * @throws RuleFailure if it fails for a reason that would not pass by itself
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

    /** The rule's failure that an exception was thrown for, if one was. */
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

    /** The reason in words, without values of the event. */
    String why() {
        return "it failed in an unforeseen way: " + getCause().getClass().getSimpleName();
    }
}
