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
 * Runs the background loops of this process, each on a virtual thread of its own. A round may throw anything: the loop logs
 * it, rests longer after each failure in a row, and goes on. A loop beats at the end of every round, failed rounds included.
 * So an absent database stops no beat; a loop without one for longer than its bound is stuck, and {@link LoopHealth} fails.
 */
@ApplicationScoped
public class Supervisor {
    private static final Set<String> NEVER = Set.of("off", "disabled");
    private static final int BEFORE_WHAT_LOOPS_USE = 1; // a shutdown stops the loops first

    // A round that ends by itself within this time is not interrupted.
    private static final Duration POLITE = Duration.ofSeconds(2);
    // No exchange with the database takes longer than its socket timeout, ten seconds unless set otherwise.
    private static final Duration LONGEST_STOP = Duration.ofSeconds(12);

    private final MeterRegistry metrics;
    private final List<Loop> loops = new CopyOnWriteArrayList<>();

    Supervisor(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** The loop as a round sees it. */
    public interface Pulse {
        /** Stands in where a round runs without a loop: nobody listens, and it is not asked to stop. */
        Pulse NONE = new Pulse() {
            @Override
            public void beat() {
                // nobody listens
            }

            @Override
            public boolean isStopping() {
                return false;
            }
        };

        /** Tells that the round makes progress. A round that takes longer than its loop's bound calls it in between. */
        void beat();

        /** Tells whether the loop was asked to stop: a long round then ends early. */
        boolean isStopping();
    }

    /** One round of a loop. */
    @FunctionalInterface
    public interface Round {
        /**
         * Does what is due now, in transactions of its own; no transaction is open when it is called.
         *
         * @return the rest before the next round; never null
         * @throws Exception whatever went wrong: it is logged, and the next round follows after a pause
         */
        Bell.Wait run(Pulse pulse) throws Exception;
    }

    /** One round of a loop that always rests equally long. */
    @FunctionalInterface
    public interface Task {
        /** As {@link Round#run}. */
        void run(Pulse pulse) throws Exception;
    }

    /**
     * A loop as others see it.
     *
     * @param sinceRound the time since its last round ended; null before the first has
     * @param silent the time without a beat; zero while it rests
     */
    public record Worker(String name, Duration sinceRound, Duration silent, Duration bound) {
        /** Tells whether the loop has been silent for longer than it may. */
        public boolean isStuck() {
            return silent.compareTo(bound) > 0;
        }
    }

    /**
     * Starts a loop.
     *
     * @param name as health, metrics and the log show it
     * @param bound the longest time without a beat
     */
    public Loop run(String name, Duration bound, Round round) {
        return run(name, bound, Bell.uncounted(), round);
    }

    /** Starts a loop whose rests end when the bell rings; as {@link #run(String, Duration, Round)}. */
    public Loop run(String name, Duration bound, Bell bell, Round round) {
        Loop loop = new Loop(name, bound, bell, round, metrics, loops::remove);
        loops.add(loop);
        loop.start();
        return loop;
    }

    /** Starts a loop that rests equally long between its rounds; the first comes at once. */
    public Loop every(String name, Duration rest, Duration bound, Task task) {
        return run(name, bound, pulse -> {
            task.run(pulse);
            return Bell.Wait.of(rest);
        });
    }

    /** Starts a loop as {@link #every(String, Duration, Duration, Task)}, but rests before its first round as well. */
    public Loop later(String name, Duration first, Duration rest, Duration bound, Task task) {
        AtomicBoolean hasRested = new AtomicBoolean();
        return run(name, bound, pulse -> {
            if (!hasRested.getAndSet(true)) {
                return Bell.Wait.of(first);
            }
            task.run(pulse);
            return Bell.Wait.of(rest);
        });
    }

    /** As {@link #every(String, Duration, Duration, Task)}, with a rest as the configuration has it; {@code off} and {@code disabled} start nothing. */
    public void every(String name, String rest, Duration bound, Task task) {
        period(rest).ifPresent(duration -> every(name, duration, bound, task));
    }

    /**
     * Reads how often a loop runs.
     *
     * @param every a duration as the configuration has them
     * @return empty for {@code off} and {@code disabled}: never
     */
    public static Optional<Duration> period(String every) {
        return NEVER.contains(every) ? Optional.empty() : Optional.of(DurationConverter.parseDuration(every));
    }

    /** The loops that run, in the order of their start. */
    public List<Worker> workers() {
        return loops.stream().map(Loop::worker).toList();
    }

    /** Ends all loops before anything they use is closed. */
    void shutDown(@Observes @Priority(BEFORE_WHAT_LOOPS_USE) ShutdownEvent event) {
        stop(List.copyOf(loops));
    }

    /**
     * Ends loops and waits for them: a round under way may finish, within seconds. Then it is interrupted, unless its loop
     * says otherwise. Loops that have ended already are passed over.
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
