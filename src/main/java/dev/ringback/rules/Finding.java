package dev.ringback.rules;

/**
 * A flaw of a rules file that its form does not show.
 *
 * @param line from 1, as is {@code column}
 * @param message what is wrong and how to cure it; never a phone number or a value of an event
 */
record Finding(int line, int column, Severity severity, String message) {
    /** The consequence of a flaw for its file. */
    enum Severity {
        /** The file is refused. */
        ERROR,
        /** The file is accepted. */
        WARNING
    }

    RulesFile.Problem problem() {
        return new RulesFile.Problem(line, column, message);
    }
}
