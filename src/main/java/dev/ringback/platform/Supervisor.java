package dev.ringback.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The supervisor runs the background loops of this process, each on a virtual thread of its own. A round may throw anything:
 * its loop logs the failure, backs off, and continues. A loop beats at the end of every round, failed rounds included, so an
 * absent database stops no beat. A loop without a beat for longer than its bound is stuck, and {@link LoopHealth} fails.
 */
@ApplicationScoped
public class Supervisor {
    private static final Set<String> NEVER = Set.of("off", "disabled");
    private static final int BEFORE_WHAT_LOOPS_USE = 1; // a shutdown stops the loops first

    // After a stop, a round has this long to end before it is interrupted.
    private static final Duration POLITE = Duration.ofSeconds(2);
    // No exchange with the database takes longer than its socket timeout, ten seconds unless set otherwise.
    private static final Duration LONGEST_STOP = Duration.ofSeconds(12);

    private final MeterRegistry metrics;
    private final List<Loop> loops = new CopyOnWriteArrayList<>();

    Supervisor(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** A pulse shows a round its loop. */
    public interface Pulse {
        /** A stand-in for rounds that run without a loop. It is never asked to stop. */
        Pulse NONE = new Pulse() {
            @Override
            public void beat() {
                // no loop listens
            }

            @Override
            public boolean isStopping() {
                return false;
            }
        };

        /** Reports progress of the round. A round that may take longer than its loop's bound must beat in between. */
        void beat();

        /** Returns whether a stop of the loop was requested. A long round should then end early. */
        boolean isStopping();
    }

    /** A round is the work that a loop repeats. */
    @FunctionalInterface
    public interface Round {
        /**
         * Does the work that is due now, in transactions of its own. No transaction is open when it is called.
         *
         * @return the rest before the next round; never null
         * @throws Exception any failure: the loop logs it, and the next round follows after a backoff
         */
        WakeSignal.Wait run(Pulse pulse) throws Exception;
    }

    /** A task is the round of a loop whose rest has a constant length. */
    @FunctionalInterface
    public interface Task {
        /** Does the work that is due now, as {@link Round#run}. */
        void run(Pulse pulse) throws Exception;
    }

    /**
     * A worker shows the state of a loop.
     *
     * @param sinceRound the time since its last round ended; null before its first round has ended
     * @param silent the time without a beat; zero during a rest
     */
    public record Worker(String name, Duration sinceRound, Duration silent, Duration bound) {
        /** Returns whether the loop has been silent for longer than its bound. */
        public boolean isStuck() {
            return silent.compareTo(bound) > 0;
        }
    }

    /**
     * Starts a loop.
     *
     * @param name its name in health, metrics and the log
     * @param bound the longest time without a beat
     */
    public Loop run(String name, Duration bound, Round round) {
        return run(name, bound, WakeSignal.uncounted(), round);
    }

    /** Starts a loop whose rests end when the signal is raised; as {@link #run(String, Duration, Round)}. */
    public Loop run(String name, Duration bound, WakeSignal signal, Round round) {
        Loop loop = new Loop(name, bound, signal, round, metrics, loops::remove);
        loops.add(loop);
        loop.start();
        return loop;
    }

    /** Starts a loop that rests equally long between its rounds; the first comes at once. */
    public Loop every(String name, Duration rest, Duration bound, Task task) {
        return run(name, bound, pulse -> {
            task.run(pulse);
            return WakeSignal.Wait.of(rest);
        });
    }

    /** Starts a loop as {@link #every(String, Duration, Duration, Task)}, but rests before its first round as well. */
    public Loop later(String name, Duration first, Duration rest, Duration bound, Task task) {
        AtomicBoolean hasRested = new AtomicBoolean();
        return run(name, bound, pulse -> {
            if (!hasRested.getAndSet(true)) {
                return WakeSignal.Wait.of(first);
            }
            task.run(pulse);
            return WakeSignal.Wait.of(rest);
        });
    }

    /** Starts a loop with a configured rest (see {@link #period}); {@code off} and {@code disabled} start nothing. */
    public void every(String name, String rest, Duration bound, Task task) {
        period(rest).ifPresent(duration -> every(name, duration, bound, task));
    }

    /**
     * Parses the configured rest of a loop.
     *
     * @param every a duration in the configuration's format
     * @return empty for {@code off} and {@code disabled}, for a loop that never runs
     */
    public static Optional<Duration> period(String every) {
        return NEVER.contains(every) ? Optional.empty() : Optional.of(DurationConverter.parseDuration(every));
    }

    /** Returns the running loops, in the order of their start. */
    public List<Worker> workers() {
        return loops.stream().map(Loop::worker).toList();
    }

    /** Stops all loops before the shutdown closes anything they use. */
    void shutDown(@Observes @Priority(BEFORE_WHAT_LOOPS_USE) ShutdownEvent event) {
        stop(List.copyOf(loops));
    }

    /**
     * Stops loops and waits up to 12 seconds for their end. A round in progress has two seconds to finish, then it is
     * interrupted, unless its loop is {@link Loop#whole}. Loops that have already ended are skipped.
     */
    public static void stop(List<Loop> loops) {
        loops.forEach(Loop::askToStop);
        long start = System.nanoTime();
        boolean haveEnded = haveEnded(loops, start, POLITE);
        if (!haveEnded) {
            loops.forEach(Loop::interruptUnlessWhole);
            haveEnded = haveEnded(loops, start, LONGEST_STOP);
        }
        if (!haveEnded) {
            List<String> left = loops.stream()
                    .filter(Loop::isAlive)
                    .map(loop -> loop.worker().name())
                    .toList();
            Log.warnf("stopped without waiting any longer for %s", left);
        }
    }

    private static boolean haveEnded(List<Loop> loops, long start, Duration within) {
        boolean all = true;
        for (Loop loop : loops) {
            all &= loop.hasEndedWithin(within.minusNanos(System.nanoTime() - start));
        }
        return all;
    }
}
