package dev.ringback.outbox;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a claim may wait before its request leaves, by the process's own clocks: elapsed time since a reading taken
 * before the claim. It looks at two clocks, since the monotonic one stands still while a laptop sleeps, and the wall
 * clock can be set.
 */
public final class Lease {
    private final LongSupplier monotonicNanos;
    private final LongSupplier wallMillis;
    private final long monotonicStart;
    private final long wallStart;
    private final Duration length;
    private final Runnable passing;

    Lease(LongSupplier monotonicNanos, LongSupplier wallMillis, Duration length, Runnable passing) {
        this(monotonicNanos, wallMillis, monotonicNanos.getAsLong(), wallMillis.getAsLong(), length, passing);
    }

    private Lease(
            LongSupplier monotonicNanos,
            LongSupplier wallMillis,
            long monotonicStart,
            long wallStart,
            Duration length,
            Runnable passing) {
        this.monotonicNanos = monotonicNanos;
        this.wallMillis = wallMillis;
        this.monotonicStart = monotonicStart;
        this.wallStart = wallStart;
        this.length = length;
        this.passing = passing;
    }

    /** Starts now by the system's clocks. */
    static Lease start(Duration length) {
        return new Lease(System::nanoTime, System::currentTimeMillis, length, () -> {});
    }

    /** The same lease, which tells whenever it was asked at the wire and stood. */
    Lease watched(Runnable passed) {
        return new Lease(monotonicNanos, wallMillis, monotonicStart, wallStart, length, passed);
    }

    /**
     * Whether the request may still leave: to be asked on the open connection, with nothing else to be done before the
     * first byte. Never true again once it was false, unless the wall clock was set back.
     */
    public boolean stands() {
        Duration monotonic = Duration.ofNanos(monotonicNanos.getAsLong() - monotonicStart);
        Duration wall = Duration.ofMillis(wallMillis.getAsLong() - wallStart);
        boolean stands = monotonic.compareTo(length) < 0 && wall.compareTo(length) < 0 && !wall.isNegative();
        if (stands) {
            passing.run();
        }
        return stands;
    }
}
