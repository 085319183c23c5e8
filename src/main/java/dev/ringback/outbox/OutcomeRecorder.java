package dev.ringback.outbox;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Records what an attempt proved, if the claim still stands. A proof that comes later is never dropped. Every method runs
 * in the caller's transaction and takes the locks in everybody's order: quota, persons, entry, draft.
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

    /** Records an outcome. Returns whether the claim still stood, or had only been given up as silent. */
    boolean record(Claim claim, Outcome outcome) {
        breaker.hear(claim, outcome);
        if (outcome instanceof Outcome.Postponed(var reason, var until, var stops, var jitter)) {
            quota.stop(stops, until, reason); // before the entry's lock, in the order in which a claim takes the two
        }
        if (mayPause(outcome)) {
            quota.lock(); // a resume under way commits first, and says whether this is a new reason
        }
        OutboxEntry entry = persons.lockWithPersons(claim.entry());
        if (entry == null) { // a failover lost the claim: the pause that it caused is what a person looks at
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
            pauseWhatIsRefused(entry, outcome); // a start that was given up: its deletion says what becomes of it
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
            case REFUSED -> moves.finish(entry, OutboxEntry.State.REFUSED, "hub_refused: " + outcome.detail(), null);
            case UNKNOWN -> moves.finish(entry, OutboxEntry.State.UNKNOWN, outcome.detail(), null);
            case SUPERSEDED -> moves.finish(entry, OutboxEntry.State.CANCELLED, outcome.detail(), null);
            case AGAIN -> moves.reschedule(entry, moves.earliest(entry, outcome), outcome.detail());
        }
        if (step.rows() != EntryTransitions.Rows.STAY) {
            rows.follow(entry, step.rows(), outcome);
        }
    }

    /** Whether an outcome may be a reason to pause the account, an agent or a number: see {@link #pauseWhatIsRefused}. */
    private static boolean mayPause(Outcome outcome) {
        return outcome instanceof Outcome.KeyRefused
                || outcome instanceof Outcome.Refused(var status, var text) && (status == 403 || status == 404);
    }

    /** What an outcome says about other writes: a bad key, an agent or number the Hub does not know. */
    private void pauseWhatIsRefused(OutboxEntry entry, Outcome outcome) {
        switch (outcome) {
            case Outcome.KeyRefused(var text) -> pauses.keyRefused(text, entry.sentAt);
            // A step's 404 is about its draft, not about the agent or the number.
            case Outcome.Refused(var status, var text)
            when entry.kind == OutboxEntry.Kind.ORIGINATE || entry.kind == OutboxEntry.Kind.CREATE ->
                pauses.countRefusal(entry.scopes, status, text, STRIKES, entry.sentAt);
            case Outcome.Done done when entry.kind.dials() -> pauses.forgetRefusals(entry.scopes);
            case Outcome.Refused about -> Log.warnf("%s of draft %s: %s", entry.kind, entry.draft, about.detail());
            case Outcome.Done done -> { // tells nothing about other writes
            }
            case Outcome.NotSent notSent -> { // nor does this
            }
            case Outcome.Postponed(var reason, var until, var stops, var jitter)
            when stops == Outcome.Stops.DIALLING && !entry.kind.isStopOrDelete() -> {
                entry.waitsAnew(); // as long as a cap wants it
                if (entry.draft != null) {
                    rows.of(entry.draft).forEach(OutboxEntry::waitsAnew);
                }
            }
            case Outcome.Postponed postponed -> { // record has stopped the others
            }
            case Outcome.HadStarted hadStarted -> { // nor does this
            }
            case Outcome.Unknown unknown -> { // nor does this
            }
        }
    }

    private static String receiptOf(Outcome outcome) {
        return outcome instanceof Outcome.Done(var receipt) ? receipt : null;
    }
}
