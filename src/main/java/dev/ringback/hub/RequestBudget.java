package dev.ringback.hub;

import java.time.Duration;
import java.time.Instant;

/**
 * Grants the requests that the Hub allows us (docs/HUB.md), shared by all replicas. It has sliding windows of a minute,
 * an hour and a day, and a limit of requests in flight. Each request takes a permit first, reads included. Outbox
 * claims are the exception: a claim spends its request in its own transaction.
 *
 * <p>A permit is stored before it is given, so two replicas cannot both get the last one. Its request stays counted in
 * the windows whatever happens, even if the process dies.
 */
public interface RequestBudget {
    /** How much of the budget a request may use. */
    enum Urgency {
        /** Campaigns and other mass requests. They leave a third of every limit to requests caused by events. */
        BULK,
        /** Lists, previews and requests of the console. They leave a reserve for urgent requests. */
        ORDINARY,
        /** Stops, deletes, breaker probes, and reads that settle whether a phone rang. They may take the last permit. */
        URGENT
    }

    /**
     * Takes a request from the budget, or returns {@link Later} without waiting. Call it with no open transaction.
     *
     * @param longest how long the request may take; an in-flight slot that is not returned lapses then
     */
    Grant take(Urgency urgency, Duration longest);

    /**
     * Withholds all permits, in every replica, until the given time, because the Hub reported its window full. A time
     * before the end of the current hold is ignored.
     */
    void holdUntil(Instant until);

    /** The decision whether the request may be made. */
    sealed interface Grant {}

    /** A permit to make the request. */
    non-sealed interface Permit extends Grant, AutoCloseable {
        /** Returns the in-flight slot. The request stays counted in the windows. */
        @Override
        void close();
    }

    /** A refusal: the windows are full or reserved, or the Hub asked to wait. Asking before {@code at} is pointless. */
    record Later(Instant at) implements Grant {}
}
