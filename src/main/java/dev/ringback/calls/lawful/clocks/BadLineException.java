package dev.ringback.calls.lawful.clocks;

/** Reports a line of zone data that does not follow their language. The message never repeats text of the line. */
final class BadLineException extends RuntimeException {
    private final int line;

    BadLineException(int line, String why) {
        super(why);
        this.line = line;
    }

    /** Returns the number of the line, from 1. */
    int line() {
        return line;
    }
}
