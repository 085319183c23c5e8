package dev.ringback.outbox;

import dev.ringback.platform.Alarm;
import dev.ringback.platform.Alarms;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Stores proofs that come after their entry was settled, given up or repeated: a ring that took place counts, whatever was
 * believed. Every method runs in the caller's transaction, with the persons locked.
 */
@ApplicationScoped
class LateProofs {
    private final EntryMoves moves;
    private final Attempts attempts;
    private final Alarms alarms;

    LateProofs(EntryMoves moves, Attempts attempts, Alarms alarms) {
        this.moves = moves;
        this.attempts = attempts;
        this.alarms = alarms;
    }

    /** Takes a good answer to an attempt whose entry has gone on since. */
    void answered(OutboxEntry entry, Claim claim, String receipt) {
        if (claim.kind() != OutboxEntry.Kind.ORIGINATE) { // the entry may have become a row of a draft since
            moves.sender(entry.kind).answeredLate(entry, Optional.ofNullable(receipt));
            return;
        }
        boolean ringsAgain = entry.state == OutboxEntry.State.SENDING || attempts.anotherIsDone(claim);
        rang(entry, ringsAgain, "attempt " + claim.attempt(), receipt);
    }

    /**
     * Ends an entry as done, since its phone rang after all, and withdraws every other open call about the same thing.
     *
     * @param ringsAgain whether the entry is being sent once more, or was: raises an alarm
     * @param what names the attempt or draft that rang, for a log line
     * @param receipt the Hub's id of the call; null where it is not known
     */
    void rang(OutboxEntry entry, boolean ringsAgain, String what, String receipt) {
        if (ringsAgain) {
            alarms.raise(Alarm.SECOND_RING, entry.call.toString(), what + " was taken for not placed, and rang");
        } else {
            Log.warnf("call %s: %s answered late, it is placed", entry.call, what);
        }
        moves.finish(entry, OutboxEntry.State.DONE, "answered_late", receipt);
        moves.sender(entry.kind).rangAfterAll(entry);
    }
}
