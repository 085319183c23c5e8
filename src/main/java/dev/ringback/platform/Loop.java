package dev.ringback.platform;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A loop repeats a round on a thread of its own, under the {@link Supervisor}, until it is stopped. */
public final class Loop implements Supervisor.Pulse {
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);
    private static final Duration LOG_AGAIN = Duration.ofMinutes(1);

    private final String name;
    private final Duration bound;
    private final WakeSignal signal;
    private final Supervisor.Round round;
    private final MeterRegistry metrics;
    private final List<Gauge> gauges;
    private final Thread thread;
    private final long startedAt = System.nanoTime();
    private volatile long heardAt = startedAt; // the last beat; in the future during a rest
    private volatile long roundAt = startedAt;
    private volatile boolean hasFinishedARound;
    private volatile boolean stopping;
    private volatile boolean isWhole;
    private long failures; // in a row; used only by the loop's thread
    private long loggedAt;

    /** @param ended called when the loop has ended */
    Loop(
            String name,
            Duration bound,
            WakeSignal signal,
            Supervisor.Round round,
            MeterRegistry metrics,
            Consumer<Loop> ended) {
        this.name = name;
        this.bound = bound;
        this.signal = signal;
        this.round = round;
        this.metrics = metrics;
        this.gauges = List.of(
                Gauge.builder("ringback.worker.silent.seconds", this, Loop::silentSeconds)
                        .description("How long a background loop has given no sign of life; 0 while it rests")
                        .tag("worker", name)
                        .register(metrics),
                Gauge.builder("ringback.worker.silent.after.seconds", bound, Duration::toSeconds)
                        .description("How long a background loop may give no sign of life")
                        .tag("worker", name)
                        .strongReference(true)
                        .register(metrics));
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                goOn();
            } finally {
                gauges.forEach(metrics::remove);
                ended.accept(this);
            }
        });
    }

    void start() {
        thread.start();
    }

    /** Exempts the current round from the interrupt of a stop, for rounds that must complete. Returns this loop. */
    public Loop whole() {
        isWhole = true;
        return this;
    }

    /** Stops this loop alone, as {@link Supervisor#stop}. */
    public void stop() {
        Supervisor.stop(List.of(this));
    }

    @Override
    public void beat() {
        heardAt = System.nanoTime();
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    private void goOn() {
        while (!stopping) {
            beat();
            signal.reset();
            WakeSignal.Wait rest = once();
            roundAt = System.nanoTime();
            hasFinishedARound = true;
            heardAt = roundAt + rest.length().toNanos();
            rest(rest);
        }
    }

    private void rest(WakeSignal.Wait rest) {
        try {
            if (!stopping) { // checked here, since the reset before the round may have cleared the stop's signal
                signal.await(rest.length(), rest.by());
            }
        } catch (InterruptedException e) {
            // a stop was requested; otherwise the next round merely begins early
        }
    }

    private WakeSignal.Wait once() {
        try {
            WakeSignal.Wait rest = round.run(this);
            if (failures > 0) {
                Log.infof("%s works again after %d failures in a row", name, failures);
                failures = 0;
            }
            return rest;
        } catch (Throwable e) { // even an Error must not end the loop, since the end would go unnoticed
            failures++;
            if (!stopping) {
                report(e);
            }
            return WakeSignal.Wait.of(restAfterFailures());
        }
    }

    /** Logs the first failure in a row, then one a minute. Never throws, even without memory: the loop must survive. */
    private void report(Throwable e) {
        try {
            boolean isDue = failures == 1 || System.nanoTime() - loggedAt > LOG_AGAIN.toNanos();
            if (isDue) {
                loggedAt = System.nanoTime();
                Optional<String> absent = DatabaseTrouble.in(e);
                absent.ifPresentOrElse(
                        why -> Log.warnf("%s: failure %d, trying again: %s", name, failures, why),
                        () -> Log.errorf(e, "%s: failure %d, trying again", name, failures));
            }
        } catch (Throwable unsayable) {
            loggedAt = System.nanoTime();
        }
    }

    private Duration restAfterFailures() {
        Duration doubled = FIRST_REST.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(LONGEST_REST) < 0 ? doubled : LONGEST_REST;
    }

    Supervisor.Worker worker() {
        Duration sinceRound = hasFinishedARound ? Duration.ofNanos(System.nanoTime() - roundAt) : null;
        return new Supervisor.Worker(name, sinceRound, silent(), bound);
    }

    private Duration silent() {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - heardAt));
    }

    private double silentSeconds() {
        return silent().toMillis() / 1000.0;
    }

    void askToStop() {
        stopping = true;
        signal.raise(WakeSignal.Cause.HINT);
    }

    /** Interrupts the round. The interrupt of a virtual thread closes the socket it waits at, so that wait ends too. */
    void interruptUnlessWhole() {
        if (!isWhole) {
            thread.interrupt();
        }
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    boolean hasEndedWithin(Duration time) {
        try {
            return thread.join(time.isNegative() ? Duration.ZERO : time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !thread.isAlive();
        }
    }
}
