package dev.ringback.hub;

import java.time.Duration;
import java.time.Instant;

/**
 * The requests the Hub allows us (docs/HUB.md), shared by all replicas: sliding windows of a minute, an hour and a
 * day, and a number in flight at once. Each of our requests takes a permit first, reads included. Only what the outbox
 * claims does not come here: its claim has spent the request in its own transaction.
 *
 * <p>What is promised: a permit is stored before it is given, so that two replicas cannot both be given the last one, and
 * its request stays counted in the windows whatever becomes of it, also if the process dies with it.
 */
public interface RequestBudget {
    /** How much of the budget a request may use up. */
    enum Urgency {
        /** Campaigns, and what else comes in great numbers: leaves a third of every limit to what events ask for. */
        BULK,
        /** Lists, previews, the console's questions: has to leave a reserve for the others. */
        ORDINARY,
        /** Brakes, and what settles whether a phone rang: may take the last one. */
        URGENT
    }

    /**
     * Takes a request out of the budget, at once or not at all; it does not wait. Call it with no transaction open.
     *
     * @param longest how long the request may be under way: a place in flight that nobody gave back is free again then
     */
    Grant take(Urgency urgency, Duration longest);

    /**
     * The Hub said that its own window is full, whatever ours says: gives nobody a permit before then, in no replica. An
     * earlier time than the present one is ignored.
     */
    void holdUntil(Instant until);

    /** Whether the request may be made. */
    sealed interface Grant {}

    /** It may. */
    non-sealed interface Permit extends Grant, AutoCloseable {
        /** Gives back the place in flight, not the place in the windows. */
        @Override
        void close();
    }

    /** Not now: the windows have no room, or it is reserved, or the Hub asked to wait. Asking again before is in vain. */
    record Later(Instant at) implements Grant {}
}
