package dev.ringback.outbox;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;

/**
 * The protocol's transition table: the effect of each outcome on a write of each kind, and on the rows of its draft. A
 * function without side effects, so that tests can walk through every allowed sequence.
 */
final class EntryTransitions {
    private EntryTransitions() {}

    /** The effect on the write. */
    enum Write {
        DONE,
        REFUSED,
        /** The write dials and may have been made: never repeated without a proof. */
        UNKNOWN,
        /** The write was not made, or a repetition does no harm. */
        AGAIN,
        /** The write has no effect left to make. */
        SUPERSEDED
    }

    /** The effect on the rows of the write's draft. */
    enum Rows {
        /** The rows do not change. */
        STAY,
        /** The rows may dial from now on. */
        STARTED,
        /** The rows may have been dialled, or may still be dialled. */
        UNKNOWN,
        /** The rows were not dialled, and stay in the same draft for the retry. */
        RETRY_SAME_DRAFT,
        /** The rows were not dialled and never will be with this draft. Each row is due again by itself. */
        REBUILT,
        REFUSED
    }

    /** The effects on write and rows. */
    record Step(Write write, Rows rows) {}

    /**
     * Returns whether this outcome still changes the write, which was not claimed again since. Of a start that was given up
     * as silent, only the proof of its start counts. Its draft's deletion is already due and decides every other case. If
     * such a start were due again, it would race against that deletion.
     */
    static boolean isNews(Kind kind, State state, Outcome outcome) {
        return state == State.SENDING
                || state == State.UNKNOWN
                        && (kind != Kind.START || after(kind, outcome).rows() == Rows.STARTED);
    }

    /** Returns whether a row follows its draft's step: rows in a final state do not. */
    static boolean follows(State row) {
        return switch (row) {
            case DUE, SENDING, STARTED, UNKNOWN -> true;
            case DONE, REFUSED, CANCELLED, EXPIRED -> false;
        };
    }

    /** No default branch: a new outcome or kind does not compile until someone has decided. */
    static Step after(Kind kind, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(var receipt) -> done(kind, receipt);
            case Outcome.Refused(var status, var text) -> refused(kind, status);
            case Outcome.KeyRefused notDone -> notDone(kind);
            case Outcome.NotSent notDone -> notDone(kind);
            case Outcome.Postponed notDone -> notDone(kind);
            case Outcome.HadStarted hadStarted -> hadStarted(kind);
            case Outcome.Unknown unknown -> unknown(kind);
        };
    }

    private static Step done(Kind kind, String receipt) {
        return switch (kind) {
            case ORIGINATE, CONTACT, STOP -> new Step(Write.DONE, Rows.STAY);
            // A draft without a known id can never be started. A later sweep deletes the draft.
            case CREATE -> new Step(receipt == null ? Write.AGAIN : Write.DONE, Rows.STAY);
            case START -> new Step(Write.DONE, Rows.STARTED);
            case DELETE -> new Step(Write.DONE, Rows.REBUILT); // the draft is deleted: it did not start and never can
        };
    }

    private static Step refused(Kind kind, int status) {
        return switch (kind) {
            case ORIGINATE, CONTACT -> new Step(Write.REFUSED, Rows.STAY);
            case CREATE -> new Step(Write.REFUSED, Rows.REFUSED);
            // The recorded draft is missing, since somebody deleted it. Its calls are not at fault.
            case START -> new Step(Write.REFUSED, status == 404 ? Rows.REBUILT : Rows.REFUSED);
            case STOP, DELETE -> new Step(Write.AGAIN, Rows.STAY); // a brake is repeated until a reading confirms it
        };
    }

    private static Step notDone(Kind kind) {
        return switch (kind) {
            case ORIGINATE, CONTACT, CREATE, STOP, DELETE -> new Step(Write.AGAIN, Rows.STAY);
            case START -> new Step(Write.AGAIN, Rows.RETRY_SAME_DRAFT);
        };
    }

    /** Returns the transition after a 409 whose state was read: the campaign is no longer a draft. */
    private static Step hadStarted(Kind kind) {
        return switch (kind) {
            case ORIGINATE, CONTACT, CREATE, STOP -> throw new IllegalArgumentException(kind + " cannot meet this");
            case START -> new Step(Write.DONE, Rows.STARTED);
            case DELETE -> new Step(Write.SUPERSEDED, Rows.STARTED);
        };
    }

    private static Step unknown(Kind kind) {
        return switch (kind) {
            case ORIGINATE, CONTACT -> new Step(Write.UNKNOWN, Rows.STAY);
            case START -> new Step(Write.UNKNOWN, Rows.UNKNOWN); // and the deletion of its draft follows
            case CREATE, STOP, DELETE -> new Step(Write.AGAIN, Rows.STAY);
        };
    }
}
