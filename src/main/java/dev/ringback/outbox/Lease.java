package dev.ringback.outbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;
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
    private final BooleanSupplier stillMeant;
    private final Runnable passing;

    /** @param stillMeant whether what it was claimed from is still what counts; asked each time */
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

    /** The same lease, which tells whenever it was asked at the wire and stood. */
    Lease watched(Runnable passed) {
        return new Lease(this, passed);
    }

    /**
     * Whether the request may still leave: to be asked on the open connection, with nothing else to be done before the
     * first byte. Never true again once it was false, unless the wall clock was set back.
     */
    public boolean stands() {
        boolean stands = lasts() && stillMeant.getAsBoolean();
        if (stands) {
            passing.run();
        }
        return stands;
    }

    /** Whether its time is not over yet; says nothing of what may be sent, and tells nobody. */
    boolean lasts() {
        Duration monotonic = Duration.ofNanos(monotonicNanos.getAsLong() - monotonicStart);
        Duration wall = Duration.ofMillis(wallMillis.getAsLong() - wallStart);
        return monotonic.compareTo(length) < 0 && wall.compareTo(length) < 0 && !wall.isNegative();
    }
}
