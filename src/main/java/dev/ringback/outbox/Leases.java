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
     * Starts now: call it before the claim exists.
     *
     * @param stillMeant whether what it was claimed from is still what counts; asked each time
     */
    Lease start(BooleanSupplier stillMeant) {
        return new Lease(this::monotonicNanos, this::wallMillis, config.dispatchWithin(), stillMeant);
    }

    /** Elapsed time of this process; its zero means nothing. */
    long monotonicNanos() {
        return System.nanoTime();
    }

    long wallMillis() {
        return System.currentTimeMillis();
    }
}
