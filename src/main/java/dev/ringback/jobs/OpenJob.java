package dev.ringback.jobs;

import java.time.Instant;
import java.util.UUID;

/**
 * A job that is not finished, whose row the current transaction has locked.
 *
 * @param filter the items to act on, as JSON
 * @param terms what the act needs beside the filter, as JSON; null if nothing
 * @param after the last item of the job's last batch; null before the first
 */
public record OpenJob(
        UUID id, String filter, String terms, UUID after, String reason, String createdBy, Instant createdAt) {
    /** Returns who posted the job and why, for the history of an item. */
    public String byWhom() {
        return "by " + createdBy + ": " + reason;
    }
}
