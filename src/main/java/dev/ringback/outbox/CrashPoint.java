package dev.ringback.outbox;

/**
 * The moments of a write at which a process may die or freeze, in their order. The crash-point proof takes its cases
 * from here: a new moment is a new case.
 */
public enum CrashPoint {
    /** All of a claim is written and nothing of it is committed. */
    BEFORE_CLAIM_COMMIT,
    /** The claim is committed, and nothing has been sent. */
    CLAIMED,
    /** The lease was asked on the open connection and stands, and the first byte is not out. On an event loop. */
    AT_THE_WIRE,
    /** What the exchange proved is known to this process alone. */
    ANSWERED,
    /** All of the outcome is written and nothing of it is committed. */
    BEFORE_RECORD_COMMIT,
    /** The outcome is committed. */
    RECORDED
}
