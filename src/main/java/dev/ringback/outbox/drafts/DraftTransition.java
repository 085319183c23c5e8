package dev.ringback.outbox.drafts;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;

/**
 * Maps a step's new state to its effect on the draft: the transition table of the two-phase protocol beside the outbox's
 * own. The function has no side effects, so that tests can walk through every path.
 */
enum DraftTransition {
    NOTHING,
    /** The draft is at the Hub under a recorded id; its start is enqueued. */
    CREATED,
    /** As far as known, the draft is not at the Hub and never was started. */
    ABANDONED,
    /** The campaign may dial. */
    STARTED,
    /** The draft must never start. Its enqueued deletion also settles an unsure start (docs/PROTOCOL.md). */
    DELETE_OWED,
    /** The Hub has confirmed the stop; a started campaign is read at once. */
    STOPPED,
    /** The draft is deleted, so it did not start and never can. */
    DELETED,
    /** The draft could not be deleted, because it had started. */
    STARTED_AFTER_ALL;

    /** Returns a step's transition. There is no default branch: a new kind or state must be decided before it compiles. */
    static DraftTransition of(Kind step, State state) {
        return switch (step) {
            case CREATE -> created(state);
            case START -> started(state);
            case STOP -> state == State.DONE ? STOPPED : NOTHING;
            case DELETE -> deleted(state);
            case ORIGINATE, CONTACT -> throw new IllegalArgumentException(step + " is no step of a draft");
        };
    }

    private static DraftTransition created(State state) {
        return switch (state) {
            case DONE -> CREATED;
            // If an attempt created a campaign nevertheless, the sweep finds it by its name.
            case REFUSED, CANCELLED, EXPIRED -> ABANDONED;
            case DUE, SENDING -> NOTHING;
            case STARTED, UNKNOWN -> throw new IllegalArgumentException("a create is never " + state);
        };
    }

    private static DraftTransition started(State state) {
        return switch (state) {
            case DONE -> STARTED;
            case REFUSED, CANCELLED, EXPIRED, UNKNOWN -> DELETE_OWED;
            case DUE, SENDING -> NOTHING;
            case STARTED -> throw new IllegalArgumentException("a start is never " + state);
        };
    }

    private static DraftTransition deleted(State state) {
        return switch (state) {
            case DONE -> DELETED;
            case CANCELLED -> STARTED_AFTER_ALL;
            case DUE, SENDING, REFUSED, EXPIRED -> NOTHING; // repeated until done or cancelled
            case STARTED, UNKNOWN -> throw new IllegalArgumentException("a delete is never " + state);
        };
    }
}
