package dev.ringback.calls.campaigns;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Forecasts the result of an upload, before anybody is rung.
 *
 * @param rows all rows of the file below its first line
 * @param good how many rows would be rung
 * @param rejected how many rows would not be rung, by reason
 * @param columns the variables' names
 * @param windows when the first hours of the good rows end, with the number of rows
 * @param hubRequests estimated requests to the Hub: to create, start and watch its drafts and to read each row once
 * @param estimatedSeconds estimated duration, were all hours open: rows over {@code max_concurrent}, a minute each
 */
public record Preflight(
        int rows,
        int good,
        Map<String, Integer> rejected,
        List<String> columns,
        List<Window> windows,
        int hubRequests,
        long estimatedSeconds) {
    private static final int STEPS = 3; // create, start and one reading while it runs
    private static final int ROWS_A_PAGE = 100; // of a reading: docs/HUB.md

    /** Returns the requests to the Hub that drafts with so many contacts need. */
    public static long hubRequests(long drafts, long contacts) {
        return drafts * STEPS + Math.ceilDiv(contacts, ROWS_A_PAGE);
    }

    /** @param closesAt when the first hours of these contacts end */
    public record Window(Instant closesAt, int contacts) {}
}
