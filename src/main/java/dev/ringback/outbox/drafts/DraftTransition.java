package dev.ringback.outbox.drafts;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;

/**
 * What a step's new state makes of its draft: the two-phase protocol's other half beside the outbox's own table, as a
 * function without effects, so that every course it allows can be walked through.
 */
enum DraftTransition {
    NOTHING,
    /** It is at the Hub under a recorded id: its start is owed. */
    CREATED,
    /** It is not at the Hub, as far as we know, and never was started. */
    ABANDONED,
    /** It may dial. */
    STARTED,
    /** It shall never start: its deletion is owed, which is also the fence of an unsure start (docs/PROTOCOL.md). */
    DELETE_OWED,
    /** The Hub says that it has ended: read it. */
    STOPPED,
    /** It is gone as a draft, so it did not start and never can. */
    DELETED,
    /** It could not be deleted, because it had started. */
    STARTED_AFTER_ALL;

    /** No default branch: a new kind or state does not compile until someone has decided. */
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
            // Should an attempt have made one nevertheless, the sweep finds it by its name.
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
            case DUE, SENDING, REFUSED, EXPIRED -> NOTHING; // repeated until one of the two
            case STARTED, UNKNOWN -> throw new IllegalArgumentException("a delete is never " + state);
        };
    }
}
