package dev.ringback.outbox;

/**
 * The moments of a write at which a process may die or freeze, in their order. The crash-point proof takes its cases from
 * this list, so a new moment is a new case.
 */
public enum CrashPoint {
    /** The claim is written completely and not committed. */
    BEFORE_CLAIM_COMMIT,
    /** The claim is committed, and nothing has been sent. */
    CLAIMED,
    /** The lease was checked on the open connection and stands; the first byte has not left. On an event loop. */
    AT_THE_WIRE,
    /** The outcome of the exchange is known to this process alone. */
    ANSWERED,
    /** The outcome is written completely and not committed. */
    BEFORE_RECORD_COMMIT,
    /** The outcome is committed. */
    RECORDED
}
