package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;

/** Starts leases, by this machine's two clocks. */
@ApplicationScoped
class Leases {
    private final OutboxConfig config;

    Leases(OutboxConfig config) {
        this.config = config;
    }

    /** Starts now: call it before the claim's transaction begins. */
    Lease start() {
        return new Lease(this::monotonicNanos, this::wallMillis, config.dispatchWithin(), () -> {});
    }

    /** Elapsed time of this process; its zero means nothing. */
    long monotonicNanos() {
        return System.nanoTime();
    }

    long wallMillis() {
        return System.currentTimeMillis();
    }
}
