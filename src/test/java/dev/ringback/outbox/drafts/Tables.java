package dev.ringback.outbox.drafts;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.TransitionTable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The functions that decide in the model: those that are in use, or broken ones to see that the model checker finds it.
 *
 * @param slips what the code around the functions does wrong
 */
record Tables(
        TransitionTable course, BiFunction<Kind, State, DraftTransition> moves, ContactProofs proofs, Set<Slip> slips) {
    /** As {@link ContactProof#of}. */
    interface ContactProofs {
        ContactProof of(String status, Instant endedSince, Instant now, ContactProof.Proofs proofs);
    }

    enum Slip {
        /** {@code StepSender.delete} believes any 404. */
        ANY_404_PROVES,
        /** {@code DraftLifecycle.answeredLate} records a late create's campaign over the first. */
        LATE_CREATE_IS_RECORDED,
        /** {@code EntryClaimer.claim} asks the gates of all starts before it takes the first. */
        ONE_LOOK_FOR_ALL_STARTS,
        /** {@code EntrySweeper.sweep} makes what is silent due again. */
        SILENCE_IS_NOT_SENT,
        /** {@code OutcomeRecorder.record} lets any outcome move a start that was given up. */
        ALL_IS_NEWS,
        /** {@code DraftRows.follow} moves rows that are known to have rung, too. */
        ALL_ROWS_FOLLOW,
        /** {@code DraftReconciler.apply} takes a reading for as new as the moment it is written down. */
        READINGS_NEVER_AGE
    }

    static final Tables REAL =
            new Tables(TransitionTable.REAL, DraftTransition::of, ContactProof::of, EnumSet.noneOf(Slip.class));

    Tables with(Slip slip) {
        return new Tables(course, moves, proofs, EnumSet.of(slip));
    }

    Tables with(TransitionTable broken) {
        return new Tables(broken, moves, proofs, slips);
    }

    Tables with(ContactProofs broken) {
        return new Tables(course, moves, broken, slips);
    }

    Tables withMoves(BiFunction<Kind, State, DraftTransition> broken) {
        return new Tables(course, broken, proofs, slips);
    }

    boolean has(Slip slip) {
        return slips.contains(slip);
    }

    boolean isNews(Kind kind, State state, Outcome outcome) {
        return has(Slip.ALL_IS_NEWS)
                ? state == State.SENDING || state == State.UNKNOWN
                : course.isNews(kind, state, outcome);
    }

    boolean follows(State row) {
        return has(Slip.ALL_ROWS_FOLLOW) || course.follows(row);
    }
}
