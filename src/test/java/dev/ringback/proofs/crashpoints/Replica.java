package dev.ringback.proofs.crashpoints;

import dev.ringback.outbox.CrashPointListener;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A packaged Ringback as a process of its own, with a {@link Watcher} in it. Steps only when told to. */
final class Replica implements AutoCloseable {
    private static final Path APP = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Path TEST_CLASSES = Path.of("target", "test-classes");
    private static final String PROOFS = "dev/ringback/proofs/crashpoints";
    private static final String WATCHER = "watcher.jar";
    private static final long PATIENCE_SECONDS = 60;
    private static final int LINES_KEPT = 40;

    private final Process process;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Map<Integer, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger counter = new AtomicInteger();
    private final ConcurrentLinkedDeque<String> printed = new ConcurrentLinkedDeque<>();
    private volatile CompletableFuture<Void> frozen = new CompletableFuture<>();

    private Replica(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("replica-" + process.pid()).start(this::listen);
    }

    /** Makes the jar with the watcher: a JVM keeps no cache for a class path with directories. */
    static void pack(Path home) {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(home.resolve(WATCHER)))) {
            put(
                    jar,
                    "META-INF/services/" + CrashPointListener.class.getName(),
                    Watcher.class.getName().getBytes());
            try (Stream<Path> classes = Files.list(TEST_CLASSES.resolve(PROOFS))) {
                for (Path each : classes.filter(file -> file.toString().endsWith(".class"))
                        .toList()) {
                    put(jar, PROOFS + "/" + each.getFileName(), Files.readAllBytes(each));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
    }

    /**
     * Begins to start one.
     *
     * @param home where {@link #pack} put the watcher
     * @param settings configuration keys and values
     */
    static Replica start(Path home, Map<String, String> settings, String... jvm) {
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1", // it lives for seconds
                    "-XX:+UseSerialGC",
                    "-Xmx192m",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow"));
            command.addAll(List.of(jvm));
            settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
            command.addAll(List.of(
                    "-cp",
                    APP + File.pathSeparator + home.resolve(WATCHER),
                    "io.quarkus.bootstrap.runner.AotQuarkusEntryPoint"));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("RINGBACK") || name.startsWith("KATAVEN"));
            return new Replica(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line);
            }
        } catch (IOException e) {
            printed.add("its output broke off: " + e);
        }
        IllegalStateException gone = new IllegalStateException("the replica is gone");
        ready.completeExceptionally(gone);
        asked.values().forEach(answer -> answer.completeExceptionally(gone));
    }

    private void hear(String line) {
        int mark = line.indexOf(Watcher.MARK);
        if (mark < 0) {
            printed.add(line);
            if (printed.size() > LINES_KEPT) {
                printed.removeFirst();
            }
            if (line.contains(" started in ")) {
                ready.complete(null);
            }
            return;
        }
        String said = line.substring(mark + Watcher.MARK.length());
        if (said.equals(Watcher.FROZEN)) {
            frozen.complete(null);
            return;
        }
        int space = said.indexOf(' ');
        asked.remove(Integer.parseInt(said.substring(0, space))).complete(said.substring(space + 1));
    }

    Replica awaitReady() {
        await(ready, "start");
        return this;
    }

    /** Asks for something and does not wait; the answer fails if the replica is gone before. */
    CompletableFuture<String> ask(String command) {
        int id = counter.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.put(id, answer);
        try {
            process.getOutputStream().write((id + " " + command + "\n").getBytes());
            process.getOutputStream().flush();
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
        if (!process.isAlive()) {
            answer.completeExceptionally(new IllegalStateException("the replica is gone"));
        }
        return answer;
    }

    /** Asks, and waits for an answer that is no failure of the replica's own. */
    String tell(String command) {
        String answer = await(ask(command), command);
        if (answer.startsWith("failed")) {
            throw new IllegalStateException(command + ": " + answer + "\n" + printed());
        }
        return answer;
    }

    private <T> T await(CompletableFuture<T> what, String doing) {
        try {
            return what.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("replica, " + doing + ": " + e + "\n" + printed(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Until what it claimed is recorded; fails with what it does instead. */
    void awaitIdle() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!tell("idle").equals("ok")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("never idle\n" + printed());
            }
            Pause.of(5);
        }
    }

    /** Waits for an answer that was asked for before. */
    void await(CompletableFuture<String> answer) {
        await(answer, "answer");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean isFrozen() {
        return frozen.isDone();
    }

    /** The whole process, every thread of it, at once. */
    void stop() {
        signal("-STOP");
    }

    /** On again, and past the crash point. */
    void wake() {
        signal("-CONT");
        frozen = new CompletableFuture<>();
        tell("thaw");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last it printed, for whoever has to find out why. */
    String printed() {
        return String.join("\n", printed);
    }

    /** Ends it in order, as a JVM that shall write its cache must end. */
    void endInOrder() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
