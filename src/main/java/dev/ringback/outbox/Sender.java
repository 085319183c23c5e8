package dev.ringback.outbox;

import java.time.Instant;
import java.util.UUID;

/** What the outbox needs to know of one kind of write; the feature that owes the write implements it. */
public interface Sender {
    OutboxEntry.Kind kind();

    /**
     * Makes the write, once, with no transaction open, and says what that proved. It must ask the claim's lease on the
     * open connection, just before the first byte.
     */
    Outcome send(Claim claim);

    /**
     * What to send next and when, by the newest facts, the lawful window and the expiry. Called in a transaction.
     *
     * @param earliest not before this
     */
    Next next(UUID call, Instant earliest);

    /** What becomes of a write that was proved not to have been made. */
    sealed interface Next {
        record Send(Plan plan) implements Next {}

        /** There is no lawful time for it any more. */
        record Expired() implements Next {}

        /** What it was for has ended. {@code reason} is a stable word, and by what. */
        record Ended(String reason) implements Next {}
    }

    /** Tells that the entry of a call moved, in the transaction that moves it. */
    void moved(Move move);

    /**
     * One move of an entry.
     *
     * @param reason why, a stable word where a program may ask, else in words; null where the state says it all
     * @param receipt the Hub's id of what it did; null if unknown or nothing was done
     * @param plan what comes next; null unless it is due
     */
    record Move(UUID call, OutboxEntry.State state, String reason, String receipt, Plan plan) {}
}
