package dev.ringback.outbox;

/** A check that must be made before this process sends anything. */
public interface StartCheck {
    /** Returns the subject of the check, for a log line. */
    String what();

    /** Runs the check, and pauses all sends if it finds a fault. Returns whether the check could be made. */
    boolean passed();
}
