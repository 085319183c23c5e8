package dev.ringback.outbox;

/** Something that has to be looked at before this process sends anything. */
public interface StartCheck {
    /** What is looked at, for a log line. */
    String what();

    /** Looks, and pauses all sends if what it finds is not as it should be. Returns whether it could look. */
    boolean passed();
}
