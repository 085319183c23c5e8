package dev.ringback.calls.campaigns;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What would become of an upload, before anybody is rung.
 *
 * @param rows all rows of the file below its first line
 * @param good how many would be rung
 * @param rejected how many would not be, by reason
 * @param columns the variables' names
 * @param windows when the first hours of the good rows end, and of how many
 * @param hubRequests about how many requests it costs at the Hub: to make, start and watch its drafts and to read each row once
 * @param estimatedSeconds about how long it rings, were all hours open: rows over {@code max_concurrent}, a minute each
 */
public record Preflight(
        int rows,
        int good,
        Map<String, Integer> rejected,
        List<String> columns,
        List<Window> windows,
        int hubRequests,
        long estimatedSeconds) {
    /** @param closesAt when these contacts may not be rung any more for the day */
    public record Window(Instant closesAt, int contacts) {}
}
