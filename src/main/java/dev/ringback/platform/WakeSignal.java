package dev.ringback.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a worker from its rest. However often it is raised while the worker is busy, the worker looks once more, never less. */
public final class WakeSignal {
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
     * @param by the cause that is counted if the signal is not raised before the rest is over
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
    private final Semaphore raised = new Semaphore(0);
    private volatile Cause lastRaisedBy = Cause.HINT;

    /** @param worker the worker it wakes, as the metric {@code ringback.wakeups} shows it */
    public WakeSignal(String worker, MeterRegistry metrics) {
        this.worker = worker;
        this.metrics = metrics;
    }

    /** Returns a signal that counts no wake-ups, for a loop that only its supervisor wakes. */
    static WakeSignal uncounted() {
        return new WakeSignal("", null);
    }

    /** Wakes the worker, now or as soon as it would sleep. Costs nothing. */
    public void raise(Cause by) {
        if (raised.availablePermits() == 0) {
            lastRaisedBy = by;
            raised.release();
        }
    }

    /** Forgets that it was raised until now, since the worker is about to look. */
    public void reset() {
        raised.drainPermits();
    }

    /**
     * Sleeps until it is raised, or the time is over, which counts as {@code otherwise}.
     *
     * @return what woke it
     */
    public Cause await(Duration atMost, Cause otherwise) throws InterruptedException {
        Cause cause = raised.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS) ? lastRaisedBy : otherwise;
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
