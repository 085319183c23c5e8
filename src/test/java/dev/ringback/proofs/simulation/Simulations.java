package dev.ringback.proofs.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs schedules of the {@link Simulation}, seed after seed; a failure prints its seed, with which it can be had again. */
public final class Simulations {
    private static final int LANES = 2;
    private static final int TOLD_EVERY = 500; // schedules: some minutes

    private Simulations() {}

    /** A schedule in which a guarantee did not hold. */
    record Failure(long seed, List<String> broken, List<String> trace) {}

    /** {@code [--schedules N] [--from SEED] [--seed SEED]}: so many from that seed on, or the one alone with its steps. */
    public static void main(String... arguments) {
        List<String> wanted = List.of(arguments);
        int one = wanted.indexOf("--seed");
        long from = one >= 0 ? Long.parseLong(wanted.get(one + 1)) : value(wanted, "--from", 1);
        List<Failure> failures = run(from, one >= 0 ? 1 : value(wanted, "--schedules", 2000), one < 0);
        for (Failure failure : failures) {
            IO.println("seed " + failure.seed() + ": " + failure.broken());
        }
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static long value(List<String> arguments, String name, long otherwise) {
        int at = arguments.indexOf(name);
        return at < 0 ? otherwise : Long.parseLong(arguments.get(at + 1));
    }

    /** Runs schedules until one fails in each lane, or all have run. */
    static List<Failure> run(long from, long schedules, boolean isQuiet) {
        Logger.getLogger("").setLevel(Level.OFF); // what the service warns of is what is done to it here
        long start = System.nanoTime();
        AtomicLong next = new AtomicLong(from);
        List<Failure> failures = new ArrayList<>();
        Map<String, Integer> totals = new ConcurrentSkipListMap<>();
        try (var server = SimulatedDatabase.server();
                ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
            List<Future<List<Failure>>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(LANES, schedules); i++) {
                String name = "lane" + i;
                running.add(lanes.submit(() -> lane(server, name, next, from + schedules, isQuiet, totals)));
            }
            for (Future<List<Failure>> lane : running) {
                failures.addAll(lane.get());
            }
        } catch (InterruptedException | ExecutionException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        IO.println("simulation: %d schedules from seed %d, %d failed, %d s"
                .formatted(Math.min(next.get(), from + schedules) - from, from, failures.size(), took.toSeconds()));
        IO.println("simulated: " + totals);
        return failures;
    }

    private static String causes(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static List<Failure> lane(
            io.zonky.test.db.postgres.embedded.EmbeddedPostgres server,
            String name,
            AtomicLong next,
            long end,
            boolean isQuiet,
            Map<String, Integer> totals)
            throws SQLException {
        AtomicReference<Scheduler> present = new AtomicReference<>();
        try (SimulatedDatabase database = new SimulatedDatabase(server, name, present::get);
                ExecutorService threads = Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().factory())) {
            for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
                if (seed % TOLD_EVERY == 0) {
                    IO.println("simulation: at seed %d of %d".formatted(seed, end - 1));
                }
                Simulation simulation = new Simulation(database, seed, threads, present::set);
                List<String> broken;
                try {
                    broken = simulation.run();
                } catch (IllegalStateException e) {
                    broken = List.of(causes(e)); // a deadlock is one, too
                }
                simulation.chronicle().counts().forEach((what, count) -> totals.merge(what, count, Integer::sum));
                totals.merge("lock waits", present.get().lockWaits(), Integer::sum);
                totals.merge("steps", present.get().steps(), Integer::sum);
                if (!isQuiet) {
                    IO.println(simulation.shape());
                    simulation.trace().forEach(IO::println);
                }
                if (!broken.isEmpty()) {
                    next.set(end); // one is enough to look at
                    return List.of(new Failure(seed, broken, List.copyOf(simulation.trace())));
                }
            }
        }
        return List.of();
    }
}
