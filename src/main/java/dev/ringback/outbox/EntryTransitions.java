package dev.ringback.outbox;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;

/**
 * Where each outcome takes a write of each kind, and with it the calls that are rows of its draft: the protocol's table,
 * as a function without effects, so that every course it allows can be walked through.
 */
final class EntryTransitions {
    private EntryTransitions() {}

    /** What becomes of the write. */
    enum Write {
        DONE,
        REFUSED,
        /** It may have been made and dials: never again without a proof. */
        UNKNOWN,
        /** It was not made, or making it twice does no harm. */
        AGAIN,
        /** There is nothing left for it to do. */
        SUPERSEDED
    }

    /** What becomes of the rows of its draft. */
    enum Rows {
        /** Nothing. */
        STAY,
        /** They may dial from now on. */
        STARTED,
        /** They may have been dialled, or may yet be. */
        UNKNOWN,
        /** They were not dialled, and go with the same draft when it is tried again. */
        RETRY_SAME_DRAFT,
        /** They were not dialled and never will be with this draft: each is due again by itself. */
        REBUILT,
        REFUSED
    }

    /** Both. */
    record Step(Write write, Rows rows) {}

    /**
     * Whether what an attempt proved still moves its write, which was not claimed again since. Of a start that was given up
     * as silent, only that it did start is news: its deletion is owed already, and says all else for good. Were such a
     * start due again, it would run against its own deletion.
     */
    static boolean isNews(Kind kind, State state, Outcome outcome) {
        return state == State.SENDING
                || state == State.UNKNOWN
                        && (kind != Kind.START || after(kind, outcome).rows() == Rows.STARTED);
    }

    /** Whether a row goes where a step of its draft takes the rows: not when it is known that it rang. */
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
            // Without its id it can never be started: as good as lost, and swept later.
            case CREATE -> new Step(receipt == null ? Write.AGAIN : Write.DONE, Rows.STAY);
            case START -> new Step(Write.DONE, Rows.STARTED);
            case DELETE -> new Step(Write.DONE, Rows.REBUILT); // gone as a draft: it did not start and never can
        };
    }

    private static Step refused(Kind kind, int status) {
        return switch (kind) {
            case ORIGINATE, CONTACT -> new Step(Write.REFUSED, Rows.STAY);
            case CREATE -> new Step(Write.REFUSED, Rows.REFUSED);
            // The recorded draft is not there: somebody deleted it, which is no fault of its calls.
            case START -> new Step(Write.REFUSED, status == 404 ? Rows.REBUILT : Rows.REFUSED);
            case STOP, DELETE -> new Step(Write.AGAIN, Rows.STAY); // a brake is repeated until it is read back as done
        };
    }

    private static Step notDone(Kind kind) {
        return switch (kind) {
            case ORIGINATE, CONTACT, CREATE, STOP, DELETE -> new Step(Write.AGAIN, Rows.STAY);
            case START -> new Step(Write.AGAIN, Rows.RETRY_SAME_DRAFT);
        };
    }

    /** A 409 whose state was read: the campaign is no draft any more. */
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
            case START -> new Step(Write.UNKNOWN, Rows.UNKNOWN); // and its draft is deleted: the fence
            case CREATE, STOP, DELETE -> new Step(Write.AGAIN, Rows.STAY);
        };
    }
}
