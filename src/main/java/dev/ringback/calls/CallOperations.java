package dev.ringback.calls;

import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.platform.Audit;
import dev.ringback.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** What an operator may do to a call. Each method is a transaction and stands in the audit. */
@ApplicationScoped
public class CallOperations {
    private final CallRepository calls;
    private final Outbox outbox;
    private final Audit audit;

    CallOperations(CallRepository calls, Outbox outbox, Audit audit) {
        this.calls = calls;
        this.outbox = outbox;
        this.audit = audit;
    }

    /**
     * Takes a call back for good; one that may be ringing ends cancelled if it was not placed.
     *
     * @throws Problem.Thrown 404 without such a call, 409 once it has ended
     */
    @Transactional
    public void cancel(UUID id, String who) {
        Call call = locked(id);
        if (!call.isOpen()) {
            throw Problem.conflict(
                    "call-has-ended",
                    "The call is " + call.state.name().toLowerCase(java.util.Locale.ROOT)
                            + "; only a call that has not ended can be cancelled.");
        }
        if (!outbox.withdraw(id, "cancelled_by_operator " + who)) {
            calls.note(id, "withdrawn", "by " + who + "; it ends cancelled unless it was placed");
        }
        audit.record(who, "cancel", "call " + id, null);
    }

    /**
     * Ends an unknown call by a person's word.
     *
     * @param placed whether the phone rang
     * @param note what the word rests on
     * @throws Problem.Thrown 404 without such a call, 409 if it is not unknown, or its attempt may still be alive
     */
    @Transactional
    public void settle(UUID id, boolean placed, String note, boolean force, String who) {
        locked(id);
        String outcome = placed ? "placed" : "not_placed";
        switch (outbox.settle(id, placed, who + ": " + note, force)) {
            case YES -> {
                calls.note(id, "settled", outcome + " by " + who + ": " + note + (force ? " (forced)" : ""));
                audit.record(who, "settle", "call " + id, outcome + (force ? ", forced: " : ": ") + note);
            }
            case NOT_UNKNOWN ->
                throw Problem.conflict("call-not-unknown", "Only a call in state unknown can be settled.");
            case ATTEMPT_MAY_LIVE ->
                throw Problem.conflict(
                        "attempt-may-be-alive",
                        "The process that made the attempt has not reported and is not proved dead: it might still"
                                + " ring. Wait for it, or settle with \"force\": true.");
        }
    }

    /**
     * Frees a call that is held by a failed cancel or an inactive rule.
     *
     * @throws Problem.Thrown 404 without such a call, 409 if it is not held
     */
    @Transactional
    public void release(UUID id, String who) {
        if (!free(locked(id), "by " + who)) {
            throw Problem.conflict("call-not-held", "The call is not held, or has ended.");
        }
        audit.record(who, "release", "call " + id, null);
    }

    /**
     * Frees a call if it is open and held. Runs in the caller's transaction, which has locked the call's persons.
     *
     * @param how who frees it and why, for the call's timeline
     * @return whether it was held
     */
    boolean free(Call call, String how) {
        Optional<OutboxEntry> held =
                call.isOpen() ? outbox.lockOfCall(call.id).filter(entry -> entry.held() != null) : Optional.empty();
        held.ifPresent(entry -> {
            calls.note(call.id, "released", how + "; it was held: " + entry.held());
            entry.hold(null);
            if (call.state == Call.State.WAITING) {
                call.reason = null; // any other state's reason says why it is in that state
            }
        });
        return held.isPresent();
    }

    /** The call with its persons locked, as whoever claims it or ends it does; read anew under that lock. */
    private Call locked(UUID id) {
        Call call = calls.findByIdOptional(id).orElseThrow(() -> Problem.notFound("There is no call of this id."));
        calls.lockPersons(() -> calls.personsOf(id));
        calls.getSession().refresh(call);
        return call;
    }
}
