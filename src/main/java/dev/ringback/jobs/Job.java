package dev.ringback.jobs;

import java.time.Instant;
import java.util.UUID;

/**
 * Describes a job for an operator.
 *
 * @param kind a word of {@link Kind}
 * @param state a word of {@link State}
 * @param total the number of items when it was posted; {@code done} is the number that it has acted on
 * @param decisions the number of decisions that a replay made; 0 for other kinds
 * @param failed the number of items on which the act was not possible
 * @param firstFailure the first of these items, and why; null if there is none
 */
public record Job(
        UUID id,
        String kind,
        String state,
        long total,
        long done,
        long decisions,
        long failed,
        String firstFailure,
        String reason,
        String createdBy,
        Instant createdAt) {
    /** The acts. Each is stored, and shown in lower case. */
    public enum Kind {
        RELEASE,
        REPLAY,
        REOPEN,
        CANCEL,
        SETTLE
    }

    /** The states as shown, in lower case. */
    public enum State {
        RUNNING,
        DONE,
        CANCELLED
    }
}
