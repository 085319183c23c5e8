package dev.ringback.outbox;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Records the outcome of an attempt, if the claim still stands. A later proof is never dropped. Every method runs in the
 * caller's transaction and takes the locks in the common order: quota, persons, entry, draft.
 */
@ApplicationScoped
class OutcomeRecorder {
    private static final int STRIKES = 3;

    private final EntryMoves moves;
    private final EntryPersons persons;
    private final DraftRows rows;
    private final LateProofs lateProofs;
    private final Quota quota;
    private final Caps caps;
    private final Breaker breaker;
    private final Attempts attempts;
    private final Pauses pauses;

    OutcomeRecorder(
            EntryMoves moves,
            EntryPersons persons,
            DraftRows rows,
            LateProofs lateProofs,
            Quota quota,
            Caps caps,
            Breaker breaker,
            Attempts attempts,
            Pauses pauses) {
        this.moves = moves;
        this.persons = persons;
        this.rows = rows;
        this.lateProofs = lateProofs;
        this.quota = quota;
        this.caps = caps;
        this.breaker = breaker;
        this.attempts = attempts;
        this.pauses = pauses;
    }

    /** Records an outcome. Returns whether the entry was still SENDING or UNKNOWN with this attempt. */
    boolean record(Claim claim, Outcome outcome) {
        breaker.hear(claim, outcome);
        if (outcome instanceof Outcome.Postponed(var reason, var until, var stops, var jitter)) {
            quota.stop(stops, until, reason); // before the entry's lock, in the lock order of a claim
        }
        if (mayPause(outcome)) {
            quota.lock(); // a resume under way commits first, and decides whether this is a new reason
        }
        OutboxEntry entry = persons.lockWithPersons(claim.entry());
        if (entry == null) { // a failover lost the claim: a person examines the pause that the failover caused
            Log.errorf("entry %s is not in this database; its attempt came to: %s", claim.entry(), outcome.name());
            return false;
        }
        attempts.finish(claim, outcome);
        if (!outcome.mayHaveDialled()) {
            caps.notDialled(claim.entry(), claim.attempt());
        }
        boolean isCurrent = entry.attempt == claim.attempt();
        if (isCurrent && EntryTransitions.isNews(entry.kind, entry.state, outcome)) {
            apply(entry, outcome);
            return true;
        }
        if (isCurrent && entry.isIn(OutboxEntry.State.SENDING, OutboxEntry.State.UNKNOWN)) {
            pauseWhatIsRefused(entry, outcome); // of a start that was given up, its draft's deletion decides
            return true;
        }
        if (outcome instanceof Outcome.Done(var receipt)) {
            lateProofs.answered(entry, claim, receipt);
        }
        return false;
    }

    /** Moves the entry, and the rows of its draft, by the transition table. */
    void apply(OutboxEntry entry, Outcome outcome) {
        pauseWhatIsRefused(entry, outcome);
        EntryTransitions.Step step = EntryTransitions.after(entry.kind, outcome);
        switch (step.write()) {
            case DONE -> moves.finish(entry, OutboxEntry.State.DONE, null, receiptOf(outcome));
            case REFUSED -> moves.finish(entry, OutboxEntry.State.REFUSED, refused(outcome), null);
            case UNKNOWN -> moves.finish(entry, OutboxEntry.State.UNKNOWN, outcome.detail(), null);
            case SUPERSEDED -> moves.finish(entry, OutboxEntry.State.CANCELLED, outcome.detail(), null);
            case AGAIN -> moves.reschedule(entry, moves.earliest(entry, outcome), outcome.detail());
        }
        if (step.rows() != EntryTransitions.Rows.STAY) {
            rows.follow(entry, step.rows(), outcome);
        }
    }

    /** Returns whether an outcome may pause the account, an agent or a number: see {@link #pauseWhatIsRefused}. */
    private static boolean mayPause(Outcome outcome) {
        return outcome instanceof Outcome.KeyRefused
                || outcome instanceof Outcome.Refused(var status, var text) && (status == 403 || status == 404);
    }

    /** Applies an outcome to other writes: pauses after a bad key, and counts refusals of an unknown agent or number. */
    private void pauseWhatIsRefused(OutboxEntry entry, Outcome outcome) {
        switch (outcome) {
            case Outcome.KeyRefused(var text) -> pauses.keyRefused(text, entry.sentAt);
            // Only these kinds name an agent and a number. Another step's 404 is about its draft.
            case Outcome.Refused(var status, var text)
            when entry.kind == OutboxEntry.Kind.ORIGINATE || entry.kind == OutboxEntry.Kind.CREATE ->
                pauses.countRefusal(entry.scopes(), status, text, STRIKES, entry.sentAt);
            case Outcome.Done done when entry.kind.dials() -> pauses.forgetRefusals(entry.scopes());
            case Outcome.Refused about -> Log.warnf("%s of draft %s: %s", entry.kind, entry.draft, about.detail());
            case Outcome.Done done -> { // no effect on other writes
            }
            case Outcome.NotSent notSent -> { // no effect on other writes
            }
            case Outcome.Postponed(var reason, var until, var stops, var jitter)
            when stops == Outcome.Stops.DIALLING && !entry.kind.isStopOrDelete() -> {
                entry.waitsAnew(); // a cap, and no trouble, makes the entry wait
                if (entry.draft != null) {
                    rows.of(entry.draft).forEach(OutboxEntry::waitsAnew);
                }
            }
            case Outcome.Postponed postponed -> { // record has stopped the others
            }
            case Outcome.HadStarted hadStarted -> { // no effect on other writes
            }
            case Outcome.Unknown unknown -> { // no effect on other writes
            }
        }
    }

    private static String refused(Outcome outcome) {
        return EndReason.Word.HUB_REFUSED.because(outcome.detail()).text();
    }

    private static String receiptOf(Outcome outcome) {
        return outcome instanceof Outcome.Done(var receipt) ? receipt : null;
    }
}
