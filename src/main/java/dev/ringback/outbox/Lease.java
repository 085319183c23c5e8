package dev.ringback.outbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a claim may wait before its request leaves, by the process's own clocks: elapsed time since a reading taken
 * before the claim. It looks at two clocks, since the monotonic one stands still while a laptop sleeps, and the wall
 * clock can be set.
 */
public final class Lease {
    private final long monotonicStart;
    private final long wallStart;
    private final Duration length;
    private final BooleanSupplier stillMeant;

    private Lease(Duration length, BooleanSupplier stillMeant) {
        this.monotonicStart = System.nanoTime();
        this.wallStart = System.currentTimeMillis();
        this.length = length;
        this.stillMeant = stillMeant;
    }

    /**
     * Starts now: call it before the claim's transaction begins.
     *
     * @param stillMeant whether what it was claimed from is still what counts; asked each time
     */
    static Lease start(Duration length, BooleanSupplier stillMeant) {
        return new Lease(length, stillMeant);
    }

    /** Whether the request may still leave. Never true again once it was false, unless the wall clock was set back. */
    public boolean stands() {
        Duration monotonic = Duration.ofNanos(System.nanoTime() - monotonicStart);
        Duration wall = Duration.ofMillis(System.currentTimeMillis() - wallStart);
        return monotonic.compareTo(length) < 0
                && wall.compareTo(length) < 0
                && !wall.isNegative()
                && stillMeant.getAsBoolean();
    }
}
