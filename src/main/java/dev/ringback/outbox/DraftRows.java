package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * The calls that are rows of a draft: they follow the draft's start, and what readings of its campaign prove of them.
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

    /** The rows that go with a draft at present, locked. */
    List<OutboxEntry> of(UUID draft) {
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE draft = :draft AND kind = 'CONTACT' ORDER BY id FOR UPDATE",
                        OutboxEntry.class)
                .setParameter("draft", draft)
                .getResultList();
    }

    /** Frees the rows of a draft that was not started and never will be: each may go with another draft. */
    void giveUp(OutboxEntry step, String reason) {
        moves.finish(step, OutboxEntry.State.CANCELLED, reason, null);
        of(step.draft).forEach(row -> row.draft = null);
    }

    /** Lets the rows of a draft follow what its step proved. */
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
                case STAY -> { // nothing to do
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

    /** One bad row may fail the whole file (docs/HUB.md): then each is tried by itself. */
    private void refuse(OutboxEntry row, boolean hasOthers, String why) {
        if (hasOthers) {
            row.alone = true;
            rebuild(row, why);
        } else {
            moves.finish(row, OutboxEntry.State.REFUSED, "hub_refused: " + why, null);
        }
    }

    // --- What readings of a started campaign prove

    /** Records that the Hub shows a dial of a row in this draft, whatever has become of the call since. */
    void dialled(UUID call, UUID draft, String session) {
        OutboxEntry row = moves.lockOfCall(call).orElseThrow();
        boolean isCurrent = draft.equals(row.draft);
        if (isCurrent && row.isIn(OutboxEntry.State.SENDING, OutboxEntry.State.STARTED, OutboxEntry.State.UNKNOWN)) {
            row.sentAt = moves.now(); // the person's gap counts from when it can have rung
            moves.finish(row, OutboxEntry.State.DONE, null, session);
        } else if (!(isCurrent && row.state == OutboxEntry.State.DONE)) {
            boolean ringsAgain = row.isIn(OutboxEntry.State.SENDING, OutboxEntry.State.STARTED, OutboxEntry.State.DONE);
            lateProofs.rang(row, ringsAgain, "draft " + draft, session);
            if (row.kind == OutboxEntry.Kind.CONTACT) { // a newer fact may have made an originate of it
                row.draft = draft;
            }
        }
    }

    /** Frees a row that was never dialled and never will be with this draft: it may go on, if its reason holds. */
    void neverDialled(UUID call, UUID draft, String evidence) {
        moves.lockOfCall(call)
                .filter(row -> draft.equals(row.draft))
                .filter(row -> row.isIn(OutboxEntry.State.STARTED, OutboxEntry.State.UNKNOWN))
                .ifPresent(row -> rebuild(row, evidence));
    }

    /** Leaves a row unknown: its campaign is over, and what it shows proves neither a dial nor that there was none. */
    void unclear(UUID call, UUID draft, String why) {
        moves.lockOfCall(call)
                .filter(row -> draft.equals(row.draft) && row.state == OutboxEntry.State.STARTED)
                .ifPresent(row -> moves.finish(row, OutboxEntry.State.UNKNOWN, why, null));
    }

    /** Ends an unsure start, once it is known whether it took place. */
    void resolveStart(UUID draft, boolean didStart) {
        stepOf(draft, OutboxEntry.Kind.START)
                .filter(start -> start.state == OutboxEntry.State.UNKNOWN)
                .ifPresent(start -> start.moveTo(didStart ? OutboxEntry.State.DONE : OutboxEntry.State.CANCELLED));
    }

    /** Makes a stop due again that was answered as done, though the campaign was seen going on since then. */
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
