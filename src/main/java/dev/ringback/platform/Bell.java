package dev.ringback.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a worker sleeps by. However often it is rung while the worker is busy, the worker looks once more, never less. */
public final class Bell {
    /** What wakes a worker: its own process, another one, its slow poll, or the time of what it knows will come. */
    public enum Cause {
        HINT,
        NOTIFY,
        POLL,
        TIMER
    }

    /**
     * The length of a loop's rest.
     *
     * @param by the cause that is counted if the bell does not ring before the rest is over
     */
    public record Wait(Duration length, Cause by) {
        /** No rest: the next round follows at once. */
        public static final Wait NONE = new Wait(Duration.ZERO, Cause.POLL);

        /** A rest that ends by the clock, as the next poll. */
        public static Wait of(Duration length) {
            return new Wait(length, Cause.POLL);
        }
    }

    private final String worker;
    private final MeterRegistry metrics; // null: not counted
    private final Semaphore rung = new Semaphore(0);
    private volatile Cause lastRungBy = Cause.HINT;

    /** @param worker whose bell it is, as the metric {@code ringback.wakeups} shows it */
    public Bell(String worker, MeterRegistry metrics) {
        this.worker = worker;
        this.metrics = metrics;
    }

    /** Returns a bell that counts no rings, for a loop that only its supervisor wakes. */
    static Bell uncounted() {
        return new Bell("", null);
    }

    /** Wakes the worker, now or as soon as it would sleep. Costs nothing. */
    public void ring(Cause by) {
        if (rung.availablePermits() == 0) {
            lastRungBy = by;
            rung.release();
        }
    }

    /** Forgets what was rung until now, since the worker is about to look. */
    public void hush() {
        rung.drainPermits();
    }

    /**
     * Sleeps until it is rung, or the time is over, which counts as {@code otherwise}.
     *
     * @return what woke it
     */
    public Cause await(Duration atMost, Cause otherwise) throws InterruptedException {
        Cause cause = rung.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS) ? lastRungBy : otherwise;
        if (metrics != null) {
            metrics.counter(
                            "ringback.wakeups",
                            "worker",
                            worker,
                            "by",
                            cause.name().toLowerCase(Locale.ROOT))
                    .increment();
        }
        return cause;
    }
}
