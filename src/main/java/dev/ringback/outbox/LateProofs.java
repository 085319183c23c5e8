package dev.ringback.outbox;

import dev.ringback.platform.Alarm;
import dev.ringback.platform.Alarms;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Stores proofs that arrive after their entry was settled, given up or repeated. A proved ring counts, whatever the entry's
 * state. Every method runs in the caller's transaction, with the persons locked.
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

    /** Records a successful answer to an attempt whose entry has moved since. */
    void answered(OutboxEntry entry, Claim claim, String receipt) {
        if (claim.kind() != OutboxEntry.Kind.ORIGINATE) { // the entry may have become a row of a draft since
            moves.sender(entry.kind).answeredLate(entry, Optional.ofNullable(receipt));
            return;
        }
        boolean ringsAgain = entry.state == OutboxEntry.State.SENDING || attempts.anotherIsDone(claim);
        rang(entry, ringsAgain, "attempt " + claim.attempt(), receipt);
    }

    /**
     * Ends an entry as done because its phone rang, and has the sender end every other open call about the same thing.
     *
     * @param ringsAgain whether the entry is or was sent once more; true raises an alarm
     * @param what names the attempt or draft that rang, for a log line
     * @param receipt the Hub's id of the call; null if unknown
     */
    void rang(OutboxEntry entry, boolean ringsAgain, String what, String receipt) {
        if (ringsAgain) {
            alarms.raise(Alarm.SECOND_RING, entry.call.toString(), what + " was taken for not placed, and rang");
        } else {
            Log.warnf("call %s: %s answered late, it is placed", entry.call, what);
        }
        moves.finish(entry, OutboxEntry.State.DONE, EndReason.Word.ANSWERED_LATE.text(), receipt);
        moves.sender(entry.kind).rangAfterAll(entry);
    }
}
