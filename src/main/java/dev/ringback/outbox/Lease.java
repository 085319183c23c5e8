package dev.ringback.outbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The time that a claim has until its request must have left, by the process's own clocks. The time elapses from a reading
 * taken before the claim. The lease reads two clocks, since the monotonic clock stops while a laptop sleeps, and the wall
 * clock can be set.
 */
public final class Lease {
    private final LongSupplier monotonicNanos;
    private final LongSupplier wallMillis;
    private final long monotonicStart;
    private final long wallStart;
    private final Duration length;
    private final BooleanSupplier stillMeant;
    private final Runnable passing;

    /** @param stillMeant a condition under which the claim is still valid; evaluated at each check */
    Lease(LongSupplier monotonicNanos, LongSupplier wallMillis, Duration length, BooleanSupplier stillMeant) {
        this.monotonicNanos = monotonicNanos;
        this.wallMillis = wallMillis;
        this.monotonicStart = monotonicNanos.getAsLong();
        this.wallStart = wallMillis.getAsLong();
        this.length = length;
        this.stillMeant = stillMeant;
        this.passing = () -> {};
    }

    private Lease(Lease other, Runnable passing) {
        this.monotonicNanos = other.monotonicNanos;
        this.wallMillis = other.wallMillis;
        this.monotonicStart = other.monotonicStart;
        this.wallStart = other.wallStart;
        this.length = other.length;
        this.stillMeant = other.stillMeant;
        this.passing = passing;
    }

    /** Returns the same lease, which also runs {@code passed} at each check that succeeds. */
    Lease watched(Runnable passed) {
        return new Lease(this, passed);
    }

    /**
     * Returns whether the request may still leave. Must be called on the open connection, with no other work before the
     * first byte. A false result is final, unless the wall clock was set back or the condition holds again.
     */
    public boolean stands() {
        boolean stands = lasts() && stillMeant.getAsBoolean();
        if (stands) {
            passing.run();
        }
        return stands;
    }

    /** Returns whether the time has not elapsed. Does not evaluate the condition, and runs no callback. */
    boolean lasts() {
        Duration monotonic = Duration.ofNanos(monotonicNanos.getAsLong() - monotonicStart);
        Duration wall = Duration.ofMillis(wallMillis.getAsLong() - wallStart);
        return monotonic.compareTo(length) < 0 && wall.compareTo(length) < 0 && !wall.isNegative();
    }
}
