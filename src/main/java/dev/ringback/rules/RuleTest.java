package dev.ringback.rules;

import java.time.Instant;
import java.util.List;

/**
 * A test of the rules, written in their file: events, and the decisions that they must lead to.
 *
 * @param events in the order of their receipt
 * @param at when the events are received and decided
 * @param expects the decisions that must be among those of all events
 * @param line of its name, from 1, as is {@code column}
 */
record RuleTest(String name, List<Given> events, Instant at, List<Expected> expects, int line, int column) {
    /** An event of a test. */
    sealed interface Given {
        /**
         * @param path relative to the rules file
         * @param source null: as the file says, as are {@code type} and {@code at}
         */
        record OfFile(String path, String source, String type, Instant at, int line, int column) implements Given {}

        /**
         * @param at when it is received; null: the test's time
         * @param body JSON
         */
        record Inline(String source, String type, Instant at, String body, int line, int column) implements Given {}
    }

    /**
     * A decision that must be made.
     *
     * @param verdict a word of {@link Decision.Verdict}, in lower case
     * @param reason a word of {@link RuleEvaluator.SkipReason}, in lower case; null: any, or none
     */
    record Expected(String rule, String verdict, String reason, int line, int column) {}
}
