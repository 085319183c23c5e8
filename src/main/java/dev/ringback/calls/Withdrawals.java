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
     * Cancels an open call, or marks it while it may be ringing: it ends cancelled if it was not placed. In the caller's
     * transaction, with its person locked.
     *
     * @param reason one of those that {@link CallRepository#isOfItsPerson} knows
     */
    void ofItsPerson(Call call, String reason) {
        Optional<String> before = outbox.lockOfCall(call.id).map(OutboxEntry::withdrawn);
        if (before.isPresent() && !CallRepository.isOfItsPerson(before.get())) {
            return; // an operator's cancel or the thing's end stands, whatever newer facts ask
        }
        if (!outbox.withdraw(call.id, reason)) {
            calls.note(call.id, "withdrawn", reason + "; it ends cancelled unless it was placed");
        }
    }
}
