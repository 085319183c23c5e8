package dev.ringback.outbox;

import jakarta.enterprise.inject.Vetoed;
import java.util.function.LongSupplier;

/** Leases by a simulated machine's clocks, which both show the same. */
@Vetoed // a scope is inherited, and Quarkus's tests have the real one
public final class SimulatedLeases extends Leases {
    private final LongSupplier millis;

    public SimulatedLeases(OutboxConfig config, LongSupplier millis) {
        super(config);
        this.millis = millis;
    }

    /** What {@link Outbox} asks for. */
    public static Class<?> type() {
        return Leases.class;
    }

    @Override
    long monotonicNanos() {
        return millis.getAsLong() * 1_000_000;
    }

    @Override
    long wallMillis() {
        return millis.getAsLong();
    }
}
