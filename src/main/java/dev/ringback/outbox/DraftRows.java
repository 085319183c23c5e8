package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Moves the calls that are rows of a draft: with the draft's steps, and by the proofs that readings of its campaign give.
 * Every method runs in the caller's transaction, with the persons of the draft's rows locked.
 */
@ApplicationScoped
class DraftRows {
    private final Session database;
    private final EntryMoves moves;
    private final LateProofs lateProofs;

    DraftRows(Session database, EntryMoves moves, LateProofs lateProofs) {
        this.database = database;
        this.moves = moves;
        this.lateProofs = lateProofs;
    }

    /** Returns the present rows of a draft, locked. */
    List<OutboxEntry> of(UUID draft) {
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE draft = :draft AND kind = 'CONTACT' ORDER BY id FOR UPDATE",
                        OutboxEntry.class)
                .setParameter("draft", draft)
                .getResultList();
    }

    /** Frees the rows of a draft that was not started and never will be. Each row may join another draft. */
    void giveUp(OutboxEntry step, String reason) {
        moves.finish(step, OutboxEntry.State.CANCELLED, reason, null);
        of(step.draft).forEach(row -> row.draft = null);
    }

    /** Moves the rows of a draft after an outcome of the draft's step. */
    void follow(OutboxEntry step, EntryTransitions.Rows move, Outcome outcome) {
        List<OutboxEntry> rows = of(step.draft).stream()
                .filter(row -> EntryTransitions.follows(row.state))
                .toList();
        String why = step.kind.name().toLowerCase(Locale.ROOT) + " of its campaign: " + outcome.detail();
        for (OutboxEntry row : rows) {
            switch (move) {
                case STARTED -> started(row, outcome);
                case UNKNOWN -> moves.finish(row, OutboxEntry.State.UNKNOWN, why, null);
                case RETRY_SAME_DRAFT -> moves.reschedule(row, moves.earliest(step, outcome), why);
                case REBUILT -> rebuild(row, why);
                case REFUSED -> refuse(row, rows.size() > 1, why);
                case STAY -> { // no move
                }
            }
        }
    }

    private void started(OutboxEntry row, Outcome outcome) {
        row.moveTo(OutboxEntry.State.STARTED);
        moves.notifySender(
                row,
                outcome instanceof Outcome.Done(var campaign) ? "campaign " + campaign : outcome.detail(),
                null,
                null);
    }

    private void rebuild(OutboxEntry row, String why) {
        if (row.state != OutboxEntry.State.DUE) {
            moves.reschedule(row, moves.afterStarts(row.attempt), why);
        }
        row.draft = null;
    }

    /**
     * Refuses a single row. Several rows are retried one by one, since one bad row may fail the whole file (docs/HUB.md).
     */
    private void refuse(OutboxEntry row, boolean hasOthers, String why) {
        if (hasOthers) {
            row.alone = true;
            rebuild(row, why);
        } else {
            moves.finish(
                    row,
                    OutboxEntry.State.REFUSED,
                    EndReason.Word.HUB_REFUSED.because(why).text(),
                    null);
        }
    }

    /** Ends an unknown start, once the answer to its draft's deletion proves whether the campaign started. */
    void resolveStart(UUID draft, boolean didStart) {
        stepOf(draft, OutboxEntry.Kind.START)
                .filter(start -> start.state == OutboxEntry.State.UNKNOWN)
                .ifPresent(start -> start.moveTo(didStart ? OutboxEntry.State.DONE : OutboxEntry.State.CANCELLED));
    }

    // --- Proofs from readings of a started campaign

    /** Records that the Hub shows a dial of a row in this draft, whatever the present state of the call. */
    void dialled(UUID call, UUID draft, String session) {
        OutboxEntry row = moves.lockOfCall(call).orElseThrow();
        boolean isCurrent = draft.equals(row.draft);
        if (isCurrent && row.isIn(OutboxEntry.State.SENDING, OutboxEntry.State.STARTED, OutboxEntry.State.UNKNOWN)) {
            row.sentAt = moves.now(); // the person's gap counts from now, since the phone may have rung until now
            moves.finish(row, OutboxEntry.State.DONE, null, session);
        } else if (!(isCurrent && row.state == OutboxEntry.State.DONE)) {
            boolean ringsAgain = row.isIn(OutboxEntry.State.SENDING, OutboxEntry.State.STARTED, OutboxEntry.State.DONE);
            lateProofs.rang(row, ringsAgain, "draft " + draft, session);
            if (row.kind == OutboxEntry.Kind.CONTACT) { // a newer fact may have turned the row into an originate
                row.draft = draft;
            }
        }
    }

    /** Frees a row that was not dialled and never will be with this draft. The row becomes due again if its reason holds. */
    void neverDialled(UUID call, UUID draft, String evidence) {
        moves.lockOfCall(call)
                .filter(row -> draft.equals(row.draft))
                .filter(row -> row.isIn(OutboxEntry.State.STARTED, OutboxEntry.State.UNKNOWN))
                .ifPresent(row -> rebuild(row, evidence));
    }

    /**
     * Marks a started row as unknown: its campaign is over, and the campaign's reading proves neither a dial nor its
     * absence.
     */
    void unclear(UUID call, UUID draft, String why) {
        moves.lockOfCall(call)
                .filter(row -> draft.equals(row.draft) && row.state == OutboxEntry.State.STARTED)
                .ifPresent(row -> moves.finish(row, OutboxEntry.State.UNKNOWN, why, null));
    }

    /** Makes a completed stop due again if the campaign was seen running after the stop was sent. */
    void repeatStop(UUID draft, Instant seenGoingOn) {
        stepOf(draft, OutboxEntry.Kind.STOP)
                .filter(stop -> stop.state == OutboxEntry.State.DONE && stop.sentAt.isBefore(seenGoingOn))
                .ifPresent(stop -> moves.reschedule(stop, moves.now(), "the campaign goes on"));
    }

    private Optional<OutboxEntry> stepOf(UUID draft, OutboxEntry.Kind kind) {
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE draft = :draft AND kind = :kind FOR UPDATE",
                        OutboxEntry.class)
                .setParameter("draft", draft)
                .setParameter("kind", kind.name())
                .getResultStream()
                .findFirst();
    }
}
