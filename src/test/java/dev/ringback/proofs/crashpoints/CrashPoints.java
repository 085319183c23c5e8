package dev.ringback.proofs.crashpoints;

import dev.ringback.platform.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proves that no write rings twice or is lost wherever its process dies or freezes and whatever the Hub does meanwhile.
 * Runs the packaged application, so package first. Prints every case and what became of it.
 */
public final class CrashPoints {
    private static final int LANES = Runtime.getRuntime().availableProcessors() + 1; // one of them sleeps past a lease

    private static final String LINE = "%-5s %-11s %-20s %-6s %-21s %s";

    private CrashPoints() {}

    /** {@code [--full] [--only TEXT]}: every combination instead of every pair; only cases whose line contains the text. */
    public static void main(String... arguments) {
        List<String> wanted = List.of(arguments);
        int only = wanted.indexOf("--only");
        List<CrashCase> cases = (wanted.contains("--full") ? CrashCases.full() : CrashCases.pairwise())
                .stream()
                        .filter(each -> only < 0 || each.toString().contains(wanted.get(only + 1)))
                        .toList();
        System.exit(prove(cases).stream().allMatch(CrashLane.Verdict::holds) ? 0 : 1);
    }

    static List<CrashLane.Verdict> prove(List<CrashCase> cases) {
        long start = System.nanoTime();
        Path home = temporary();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home.resolve("database"))) {
            Replica.pack(home);
            String cache = trainedCache(home, postgres);
            Queue<CrashCase> left = new ConcurrentLinkedQueue<>(cases);
            IO.println(LINE.formatted("", "write", "crash point", "way", "fault", "final state/rings of each call"));
            List<CrashLane.Verdict> verdicts = inLanes(home, postgres, left, cache);
            sumUp(verdicts, Duration.ofNanos(System.nanoTime() - start));
            return verdicts;
        } finally {
            delete(home);
        }
    }

    private static void sumUp(List<CrashLane.Verdict> verdicts, Duration took) {
        long wrong = verdicts.stream().filter(verdict -> !verdict.holds()).count();
        Map<String, Long> outcomes = verdicts.stream()
                .collect(Collectors.groupingBy(
                        verdict -> "%-11s %s".formatted(verdict.of().scene(), verdict.outcome()),
                        TreeMap::new,
                        Collectors.counting()));
        outcomes.forEach((outcome, cases) -> IO.println("%5d %s".formatted(cases, outcome)));
        IO.println("crash points: %d cases, %d wrong, %d s".formatted(verdicts.size(), wrong, took.toSeconds()));
    }

    /** The JVM's cache of loaded classes halves the price of a start; the first process writes it when it ends. */
    private static String trainedCache(Path home, EmbeddedPostgres postgres) {
        Path cache = home.resolve("classes.aot");
        try (CrashLane lane = new CrashLane(home, postgres, 0, "-XX:AOTCacheOutput=" + cache)) {
            lane.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "-XX:AOTCache=" + cache;
    }

    private static List<CrashLane.Verdict> inLanes(
            Path home, EmbeddedPostgres postgres, Queue<CrashCase> left, String jvm) {
        List<CrashLane.Verdict> verdicts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<CrashLane.Verdict>>> lanes = new ArrayList<>();
            for (int number = 1; number <= LANES; number++) {
                int lane = number;
                lanes.add(threads.submit(() -> {
                    try (CrashLane running = new CrashLane(home, postgres, lane, jvm)) {
                        return runAll(running, left);
                    }
                }));
            }
            for (Future<List<CrashLane.Verdict>> lane : lanes) {
                verdicts.addAll(lane.get());
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return verdicts;
    }

    private static List<CrashLane.Verdict> runAll(CrashLane lane, Queue<CrashCase> left) {
        List<CrashLane.Verdict> verdicts = new ArrayList<>();
        for (CrashCase next = left.poll(); next != null; next = left.poll()) {
            CrashLane.Verdict verdict = lane.run(next);
            verdicts.add(verdict);
            IO.println(LINE.formatted(
                    verdict.holds() ? "ok" : "WRONG",
                    next.scene(),
                    next.at(),
                    next.mode(),
                    next.fault().name(),
                    verdict.outcome() + verdict.remarks()));
        }
        return verdicts;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("ringback-crash-points");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
