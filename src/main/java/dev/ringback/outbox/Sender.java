package dev.ringback.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes and plans writes of some kinds for the outbox; the feature that enqueues them implements it. */
public interface Sender {
    Set<OutboxEntry.Kind> kinds();

    /**
     * Makes the write once, with no transaction open, and returns the proved outcome. Must check the claim's lease on the
     * open connection, just before the first byte.
     */
    Outcome send(Claim claim);

    /**
     * Returns the next plan, by the newest facts, the lawful window and the expiry, or the time to repeat a step. Called in
     * a transaction.
     *
     * @param earliest the earliest time of the next attempt
     */
    Next next(OutboxEntry entry, Instant earliest);

    /**
     * Notifies that a person lifted the Hub's answer that alone kept a write. Its next plan may be for now. Called in the
     * transaction that reschedules it.
     */
    default void lifted(OutboxEntry entry, Instant now) {}

    /** The next step of a write that was proved not to have been made, or may be repeated. */
    sealed interface Next {
        record Send(Plan plan) implements Next {}

        /** The same write is due again at this time. */
        record Repeat(Instant at) implements Next {}

        /** No lawful time is left for the write. */
        record Expired() implements Next {}

        /** The reason for the write has ended. */
        record Ended(EndReason reason) implements Next {}
    }

    /** Notifies of an entry's move, in the transaction that moves it. */
    void moved(OutboxEntry entry, Move move);

    /**
     * Notifies of entries that were claimed together, in the transaction that claims them. By default each is handled as a
     * move.
     */
    default void claimed(List<OutboxEntry> entries) {
        entries.forEach(entry -> moved(entry, new Move(null, null, null)));
    }

    /** Notifies of a successful answer to an attempt whose entry had moved since, in the transaction that records it. */
    default void answeredLate(OutboxEntry entry, Optional<String> receipt) {}

    /**
     * Notifies that an entry's phone rang although the entry had moved since: nothing else may ring about the same thing.
     * Called in the transaction that records it, with the persons of all open calls about the thing locked.
     */
    default void rangAfterAll(OutboxEntry entry) {}

    /**
     * A move of an entry to its present state.
     *
     * @param reason the text of an {@link EndReason}, otherwise in words; null if the state is reason enough
     * @param receipt the Hub's id of the result; null if unknown or nothing was done
     * @param plan the next plan; null unless the entry is due
     */
    record Move(String reason, String receipt, Plan plan) {}
}
