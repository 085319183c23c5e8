package dev.ringback.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the outbox needs to know of some kinds of write; the feature that owes them implements it. */
public interface Sender {
    Set<OutboxEntry.Kind> kinds();

    /**
     * Makes the write, once, with no transaction open, and says what that proved. It must ask the claim's lease on the
     * open connection, just before the first byte.
     */
    Outcome send(Claim claim);

    /**
     * What to send next and when, by the newest facts, the lawful window and the expiry, or when to repeat a step.
     * Called in a transaction.
     *
     * @param earliest not before this
     */
    Next next(OutboxEntry entry, Instant earliest);

    /**
     * Tells that nothing but an answer of the Hub kept a write, and that a person lifted that: its next plan may be for now.
     * In the transaction that plans it anew.
     */
    default void lifted(OutboxEntry entry, Instant now) {}

    /** What becomes of a write that was proved not to have been made, or may be repeated. */
    sealed interface Next {
        record Send(Plan plan) implements Next {}

        /** The same write once more, then. */
        record Repeat(Instant at) implements Next {}

        /** There is no lawful time for it any more. */
        record Expired() implements Next {}

        /** What it was for has ended. {@code reason} is a stable word, and by what. */
        record Ended(String reason) implements Next {}
    }

    /** Tells that an entry moved, in the transaction that moves it. */
    void moved(OutboxEntry entry, Move move);

    /**
     * Tells that entries of its kinds were claimed together, in the transaction that claims them. By default each is told as
     * any other move.
     */
    default void claimed(List<OutboxEntry> entries) {
        entries.forEach(entry -> moved(entry, new Move(null, null, null)));
    }

    /** A good answer to an attempt of this kind came after its entry had gone on. In the transaction that records it. */
    default void answeredLate(OutboxEntry entry, Optional<String> receipt) {}

    /**
     * Tells that an entry's phone rang although the entry had gone on: nothing else may ring about the same thing. In the
     * transaction that records it, with the persons of all open calls about the thing locked.
     */
    default void rangAfterAll(OutboxEntry entry) {}

    /**
     * One move of an entry to the state it shows.
     *
     * @param reason why, a stable word where a program may ask, else in words; null where the state says it all
     * @param receipt the Hub's id of what it did; null if unknown or nothing was done
     * @param plan what comes next; null unless it is due
     */
    record Move(String reason, String receipt, Plan plan) {}
}
