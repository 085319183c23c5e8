package dev.ringback.rules;

import java.sql.SQLException;
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

    private final String rule;

    private RuleFailure(String rule, Throwable cause) {
        super("rule " + rule + " failed", cause);
        this.rule = rule;
    }

    /**
     * Runs what one rule asks for.
     *
     * @throws RuleFailure if it fails for a reason that would not pass by itself
     */
    static <T> T guard(String rule, Supplier<T> step) {
        try {
            return step.get();
        } catch (RuntimeException | StackOverflowError e) {
            if (e instanceof RuntimeException trouble && mayPass(trouble)) {
                throw trouble;
            }
            throw new RuleFailure(rule, e);
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

    /** In words, without values of the event. */
    String why() {
        return "it failed in an unforeseen way: " + getCause().getClass().getSimpleName();
    }
}
