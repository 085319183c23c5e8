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

    private final String worker;
    private final MeterRegistry metrics;
    private final Semaphore rung = new Semaphore(0);
    private volatile Cause lastRungBy = Cause.HINT;

    /** @param worker whose bell it is, as the metric {@code ringback.wakeups} shows it */
    public Bell(String worker, MeterRegistry metrics) {
        this.worker = worker;
        this.metrics = metrics;
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
        metrics.counter("ringback.wakeups", "worker", worker, "by", cause.name().toLowerCase(Locale.ROOT))
                .increment();
        return cause;
    }
}
