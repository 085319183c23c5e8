package dev.ringback.outbox;

import dev.ringback.outbox.EndReason.Word;
import dev.ringback.outbox.Outbox.Settled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Ends an entry without an outcome of its attempt: its reason ends, or a person or evidence settles it. Every method runs in
 * the caller's transaction, with the person locked.
 */
@ApplicationScoped
class EntrySettler {
    private final Session database;
    private final EntryMoves moves;
    private final Attempts attempts;

    EntrySettler(Session database, EntryMoves moves, Attempts attempts) {
        this.database = database;
        this.moves = moves;
        this.attempts = attempts;
    }

    /** Withdraws an entry; see {@link Outbox#withdraw}. */
    boolean withdraw(UUID call, EndReason reason) {
        OutboxEntry entry = moves.lockOfCall(call).orElse(null);
        return entry != null
                && switch (entry.state) {
                    case DUE -> {
                        moves.finish(entry, OutboxEntry.State.CANCELLED, reason.text(), null);
                        yield true;
                    }
                    case SENDING, STARTED, UNKNOWN -> {
                        entry.withdrawn = reason; // a running campaign is stopped because of this mark
                        yield false;
                    }
                    case DONE, REFUSED, CANCELLED, EXPIRED -> false;
                };
    }

    /** Settles by a person; see {@link Outbox#settle}. */
    Settled settle(UUID call, boolean placed, String note, boolean force) {
        OutboxEntry entry = moves.lockOfCall(call).orElse(null);
        if (entry == null || entry.state != OutboxEntry.State.UNKNOWN) {
            return Settled.NOT_UNKNOWN;
        }
        if (placed) {
            moves.finish(
                    entry,
                    OutboxEntry.State.DONE,
                    Word.SETTLED_BY_OPERATOR.because(note).text(),
                    null);
        } else if (force || (entry.draft == null ? attempts.hasEnded(entry) : isOver(entry.draft))) {
            entry.draft = null;
            moves.reschedule(entry, moves.now(), "settled as not placed: " + note);
        } else {
            return Settled.ATTEMPT_MAY_LIVE;
        }
        attempts.countSettlement(placed, "operator");
        return Settled.YES;
    }

    /** Settles by evidence; see {@link Outbox#settleByEvidence}. */
    Settled settleByEvidence(UUID call, int attempt, boolean placed, String evidence) {
        OutboxEntry entry = moves.lockOfCall(call).orElse(null);
        if (entry == null || entry.state != OutboxEntry.State.UNKNOWN || entry.attempt != attempt) {
            return Settled.NOT_UNKNOWN;
        }
        if (placed) {
            moves.finish(
                    entry,
                    OutboxEntry.State.DONE,
                    Word.SETTLED_BY_CARRIER_LOG.because(evidence).text(),
                    null);
        } else if (attempts.hasEnded(entry)) {
            moves.reschedule(entry, moves.now(), "settled as not placed by the carrier's log: " + evidence);
        } else {
            return Settled.ATTEMPT_MAY_LIVE;
        }
        attempts.countSettlement(placed, "carrier_log");
        return Settled.YES;
    }

    /** Returns whether a draft can no longer dial anybody. */
    private boolean isOver(UUID draft) {
        return database.createNativeQuery(
                        "SELECT state IN ('ENDED', 'SETTLED', 'GONE') FROM draft WHERE id = :draft", Boolean.class)
                .setParameter("draft", draft)
                .getSingleResult();
    }
}
