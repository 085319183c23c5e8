package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BooleanSupplier;

/** Starts leases, by this machine's two clocks. */
@ApplicationScoped
class Leases {
    private final OutboxConfig config;

    Leases(OutboxConfig config) {
        this.config = config;
    }

    /**
     * Starts a lease now. Must be called before the claim exists.
     *
     * @param stillMeant a condition under which the claim is still valid; evaluated at each check
     */
    Lease start(BooleanSupplier stillMeant) {
        return new Lease(this::monotonicNanos, this::wallMillis, config.dispatchWithin(), stillMeant);
    }

    /** Returns the elapsed time of this process in nanoseconds; its zero has no meaning. */
    long monotonicNanos() {
        return System.nanoTime();
    }

    long wallMillis() {
        return System.currentTimeMillis();
    }
}
