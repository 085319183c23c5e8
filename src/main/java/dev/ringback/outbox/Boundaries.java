package dev.ringback.outbox;

import java.util.UUID;

/** Is told of every {@link Boundary} a write reaches, on the thread that reaches it. In production nobody listens. */
@FunctionalInterface
public interface Boundaries {
    /** May end the process or stay long: that is what it is for. Must not throw. */
    void reached(Boundary at, OutboxEntry.Kind kind, UUID entry);
}
