package dev.ringback.calls;

import java.util.UUID;

/** The occasion of a decision. */
public sealed interface Occasion {
    /** The event is decided for the first time. */
    record First() implements Occasion {}

    /** An operator has the event decided again; {@code job} is that job's id. */
    record Replay(UUID job) implements Occasion {}
}
