package dev.ringback.outbox;

import java.util.UUID;

/** Receives every {@link CrashPoint} that a write reaches, on the thread that reaches it. Production has no listener. */
@FunctionalInterface
public interface CrashPointListener {
    /** May end the process or block for long, as the crash-point proof requires. Must not throw. */
    void reached(CrashPoint at, OutboxEntry.Kind kind, UUID entry);
}
