package dev.ringback.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a worker from its rest. Signals raised while the worker is busy cause exactly one more round. */
public final class WakeSignal {
    /** Lists the causes of a wake-up: this process, another process, the poll, or the time of known future work. */
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
        /** Skips the rest: the next round follows at once. */
        public static final Wait NONE = new Wait(Duration.ZERO, Cause.POLL);

        /** Returns a rest that counts as a poll when it expires. */
        public static Wait of(Duration length) {
            return new Wait(length, Cause.POLL);
        }
    }

    private final String worker;
    private final MeterRegistry metrics; // null: not counted
    private final Semaphore raised = new Semaphore(0);
    private volatile Cause lastRaisedBy = Cause.HINT;

    /** @param worker the worker's name in the metric {@code ringback.wakeups} */
    public WakeSignal(String worker, MeterRegistry metrics) {
        this.worker = worker;
        this.metrics = metrics;
    }

    /** Returns a signal that counts no wake-ups, for a loop that only its supervisor wakes. */
    static WakeSignal uncounted() {
        return new WakeSignal("", null);
    }

    /** Wakes the worker, now or when its next rest begins. Never blocks. */
    public void raise(Cause by) {
        if (raised.availablePermits() == 0) {
            lastRaisedBy = by;
            raised.release();
        }
    }

    /** Clears signals raised so far, since the worker is about to begin a round. */
    public void reset() {
        raised.drainPermits();
    }

    /**
     * Sleeps until the signal is raised or the time is over, which counts as {@code otherwise}.
     *
     * @return the cause of the wake-up
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
