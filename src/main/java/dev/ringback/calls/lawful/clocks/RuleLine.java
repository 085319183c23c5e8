package dev.ringback.calls.lawful.clocks;

/**
 * Holds a line of a named rule: in each of some years, from an instant on, the wall clock is ahead of standard time.
 *
 * @param line its number in the file
 * @param from the first year
 * @param to the last year; {@link #FOREVER} if the line has no end
 * @param save seconds ahead; negative where winter is the exception, as in Ireland
 */
record RuleLine(int line, int from, int to, YearlyTime time, int save) {
    static final int FOREVER = Integer.MAX_VALUE;

    /** Returns whether the line holds in a year. */
    boolean holdsIn(int year) {
        return from <= year && year <= to;
    }

    /** Returns whether the line has no last year. */
    boolean isEndless() {
        return to == FOREVER;
    }
}
