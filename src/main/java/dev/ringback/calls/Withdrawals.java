package dev.ringback.calls;

import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Takes calls back because of whom they are to. A newer fact about the thing that names somebody else may ask again. */
@ApplicationScoped
class Withdrawals {
    private final Outbox outbox;
    private final CallRepository calls;

    Withdrawals(Outbox outbox, CallRepository calls) {
        this.outbox = outbox;
        this.calls = calls;
    }

    /**
     * Cancels an open call, or marks it while it may be ringing: it ends cancelled if it was not placed. What took it back
     * for good stands. In the caller's transaction, with its person locked.
     *
     * @param reason one of those that {@link CallRepository#isOfItsPerson} knows
     * @return whether it waited and is cancelled now
     */
    boolean ofItsPerson(Call call, String reason) {
        Optional<String> before = outbox.lockOfCall(call.id).map(OutboxEntry::withdrawn);
        boolean isGone = before.isPresent() && !CallRepository.isOfItsPerson(before.get());
        return !isGone && forGood(call, reason); // an operator's cancel or the thing's end, whatever newer facts ask
    }

    /** The same for a reason that no newer fact takes back. */
    boolean forGood(Call call, String reason) {
        boolean waited = outbox.withdraw(call.id, reason);
        if (!waited) {
            calls.note(call.id, "withdrawn", reason + "; it ends cancelled unless it was placed");
        }
        return waited;
    }
}
