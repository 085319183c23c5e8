package dev.ringback.calls.lawful.clocks;

import java.util.List;
import java.util.Optional;

/**
 * Holds a line of a zone: standard time and rules until an instant.
 *
 * @param line its number in the file
 * @param standard seconds of standard time east of UTC
 * @param save seconds by which the wall clock is ahead all the time; 0 where rules say it
 * @param rules the lines of the named rule; empty if none is named
 * @param until the end; empty if the line has none
 */
record ZoneLine(int line, int standard, int save, List<RuleLine> rules, Optional<Until> until) {
    /** Holds the end of a zone's line. */
    record Until(int year, YearlyTime time) {
        /** Returns the instant in seconds from 1970-01-01T00:00Z, where the clocks show the given offsets just before. */
        long instant(int standard, int save) {
            return time.instant(year, standard, save);
        }
    }

    ZoneLine {
        rules = List.copyOf(rules);
    }
}
