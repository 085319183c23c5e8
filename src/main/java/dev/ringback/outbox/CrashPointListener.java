package dev.ringback.outbox;

import java.util.UUID;

/** Is told of every {@link CrashPoint} a write reaches, on the thread that reaches it. In production nobody listens. */
@FunctionalInterface
public interface CrashPointListener {
    /** May end the process or stay long: that is what it is for. Must not throw. */
    void reached(CrashPoint at, OutboxEntry.Kind kind, UUID entry);
}
