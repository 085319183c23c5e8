package dev.ringback.calls;

import dev.ringback.outbox.EndReason;
import dev.ringback.outbox.HoldReason;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.platform.Audit;
import dev.ringback.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Executes an operator's actions on calls. Each public method is a transaction and is recorded in the audit. */
@ApplicationScoped
public class CallOperations {
    private final CallRepository calls;
    private final Outbox outbox;
    private final Reopening reopening;
    private final Audit audit;

    CallOperations(CallRepository calls, Outbox outbox, Reopening reopening, Audit audit) {
        this.calls = calls;
        this.outbox = outbox;
        this.reopening = reopening;
        this.audit = audit;
    }

    /**
     * Cancels a call permanently. A call that may be ringing ends cancelled if it was not placed.
     *
     * @throws Problem.Thrown 404 without such a call, 409 once it has ended
     */
    @Transactional
    public void cancel(UUID id, String who) {
        cancelled(id, who);
        audit.record(who, "cancel", "call " + id, null);
    }

    /** Cancels a call as {@link #cancel} does, in the caller's transaction and without a record in the audit. */
    void cancelled(UUID id, String who) {
        Call call = locked(id);
        if (!call.isOpen()) {
            throw Problem.conflict(
                    "call-has-ended",
                    "The call is " + call.state.name().toLowerCase(Locale.ROOT)
                            + "; only a call that has not ended can be cancelled.");
        }
        if (!outbox.withdraw(id, EndReason.Word.CANCELLED_BY_OPERATOR.by(who))) {
            calls.note(id, "withdrawn", "by " + who + "; it ends cancelled unless it was placed");
        }
    }

    /**
     * Settles an unknown call by a person's statement.
     *
     * @param placed whether the phone rang
     * @param note the evidence for the statement
     * @throws Problem.Thrown 404 without such a call, 409 if it is not unknown, or its attempt may still be alive
     */
    @Transactional
    public void settle(UUID id, boolean placed, String note, boolean force, String who) {
        String outcome = settled(id, placed, note, force, who);
        audit.record(who, "settle", "call " + id, outcome + (force ? ", forced: " : ": ") + note);
    }

    /**
     * Settles a call as {@link #settle} does, in the caller's transaction and without a record in the audit.
     *
     * @return the outcome's word
     */
    String settled(UUID id, boolean placed, String note, boolean force, String who) {
        locked(id);
        String outcome = placed ? "placed" : "not_placed";
        switch (outbox.settle(id, placed, who + ": " + note, force)) {
            case YES -> calls.note(id, "settled", outcome + " by " + who + ": " + note + (force ? " (forced)" : ""));
            case NOT_UNKNOWN ->
                throw Problem.conflict("call-not-unknown", "Only a call in state unknown can be settled.");
            case ATTEMPT_MAY_LIVE ->
                throw Problem.conflict(
                        "attempt-may-be-alive",
                        "The process that made the attempt has not reported and is not proved dead: it might still"
                                + " ring. Wait for it, or settle with \"force\": true.");
        }
        return outcome;
    }

    /**
     * Makes a refused or expired call due again; see {@link Reopening#reopen}.
     *
     * @param reason null if none was given
     * @param expiresIn null for the rule's
     */
    @Transactional
    public void reopen(UUID id, String reason, Duration expiresIn, String who) {
        Instant expiresAt = reopening.reopen(id, expiresIn, "by " + who + (reason == null ? "" : ": " + reason));
        audit.record(who, "reopen", "call " + id, "until " + expiresAt + (reason == null ? "" : ": " + reason));
    }

    /**
     * Releases a call that is held by a failed cancel or an inactive rule.
     *
     * @throws Problem.Thrown 404 without such a call, 409 if it is not held
     */
    @Transactional
    public void release(UUID id, String who) {
        if (!free(locked(id), "by " + who)) {
            throw Problem.conflict(
                    "call-not-held",
                    "The call is not held, or has ended. A call of a rule that observes goes on once the rule is live.");
        }
        audit.record(who, "release", "call " + id, null);
    }

    /**
     * Releases a call if it is open and held. Runs in the caller's transaction, which has locked the call's persons.
     *
     * @param how who releases it and why, for the call's timeline
     * @return whether it was held
     */
    boolean free(Call call, String how) {
        Optional<OutboxEntry> held =
                call.isOpen() ? outbox.lockOfCall(call.id).filter(CallOperations::isToBeReleased) : Optional.empty();
        held.ifPresent(entry -> {
            calls.note(call.id, "released", how + "; it was held: " + entry.held());
            entry.hold(null);
            if (call.state == Call.State.WAITING) {
                call.reason = null; // in any other state the reason explains that state
            }
        });
        return held.isPresent();
    }

    /** Whether a person may free an entry. A call of a rule that observes is freed by its rule's switch alone. */
    private static boolean isToBeReleased(OutboxEntry entry) {
        return entry.held() != null && !entry.isHeldBy(HoldReason.OBSERVED);
    }

    /** Returns the call, reread with its persons locked. Claims and ends of the call take the same locks. */
    private Call locked(UUID id) {
        Call call = calls.findByIdOptional(id).orElseThrow(() -> Problem.notFound("There is no call of this id."));
        calls.lockPersons(() -> calls.personsOf(id));
        calls.getSession().refresh(call);
        return call;
    }
}
