package dev.ringback.calls;

import dev.ringback.outbox.EndReason;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Withdraws calls because of their person. A newer fact about the thing may request a call to another person. */
@ApplicationScoped
class Withdrawals {
    private final Outbox outbox;
    private final CallRepository calls;

    Withdrawals(Outbox outbox, CallRepository calls) {
        this.outbox = outbox;
        this.calls = calls;
    }

    /**
     * Cancels a waiting call, or marks a call that may be ringing to end cancelled if it was not placed. An earlier
     * permanent withdrawal stays. Runs in the caller's transaction, with the call's person locked.
     *
     * @param reason a reason that {@link CallRepository#isOfItsPerson} accepts
     * @return whether the call waited and is now cancelled
     */
    boolean ofItsPerson(Call call, EndReason reason) {
        Optional<EndReason> before = outbox.lockOfCall(call.id).map(OutboxEntry::withdrawn);
        boolean isGone = before.isPresent() && !CallRepository.isOfItsPerson(before.get());
        return !isGone && forGood(call, reason); // an operator's cancel or the thing's end outlasts newer facts
    }

    /** Withdraws a call for a reason that no newer fact lifts. */
    boolean forGood(Call call, EndReason reason) {
        boolean waited = outbox.withdraw(call.id, reason);
        if (!waited) {
            calls.note(call.id, "withdrawn", reason.text() + "; it ends cancelled unless it was placed");
        }
        return waited;
    }
}
