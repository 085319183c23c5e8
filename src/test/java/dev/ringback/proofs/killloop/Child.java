package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that is started again whenever it ends, as Kubernetes would, until this is closed. */
final class Child implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;
    private static final long RESTART_MILLIS = 500;

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final URI base;
    private final String health;
    private final Web web;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<Duration> recoveries = new ConcurrentLinkedQueue<>();
    private volatile Instant killedAt;
    private volatile Process process;
    private volatile boolean isHeld;
    private volatile boolean isUp;
    private volatile boolean closing;

    /** @param health the path that answers 200 once it can work */
    Child(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            URI base,
            String health,
            Web web) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.base = base;
        this.health = health;
        this.web = web;
        this.process = start();
        Thread.ofVirtual().name(name).start(this::keepAlive);
    }

    private Process start() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeIf(key -> key.startsWith("RINGBACK") || key.startsWith("KATAVEN") || key.startsWith("QUARKUS"));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keepAlive() {
        try {
            while (!closing) {
                awaitHealth(process);
                process.waitFor();
                isUp = false;
                do {
                    TimeUnit.MILLISECONDS.sleep(RESTART_MILLIS);
                } while (isHeld && !closing);
                synchronized (this) {
                    process = closing ? process : start();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitHealth(Process running) throws InterruptedException {
        while (running.isAlive() && !isHealthy()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        Instant killed = killedAt;
        if (running.isAlive()) {
            isUp = true;
            ready.countDown();
            if (killed != null) {
                recoveries.add(Duration.between(killed, Instant.now()));
                killedAt = null;
            }
        }
    }

    private boolean isHealthy() throws InterruptedException {
        try {
            return web.get(base.resolve(health)).isGood();
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for the first time it can work; throws IllegalStateException where that takes too long. */
    Child awaitReady(Duration patience) throws InterruptedException {
        if (!ready.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(name + " did not become ready; see " + log);
        }
        return this;
    }

    /** SIGKILL: nothing is drained, nothing is said. Returns whether there was a process to kill. */
    boolean kill() {
        Process running = process;
        boolean isAlive = running.isAlive();
        if (isAlive) {
            killedAt = Instant.now();
            running.destroyForcibly();
        }
        return isAlive;
    }

    /** Kills the process by SIGKILL. No new process starts before the returned action is run. */
    Runnable killAndKeepDown() {
        isHeld = true;
        kill();
        return () -> {
            killedAt = Instant.now(); // the recovery time excludes the time held down
            isHeld = false;
        };
    }

    /** Tells whether the present process runs and has been ready once. */
    boolean isUp() {
        return isUp && process.isAlive();
    }

    /** SIGSTOP until the returned action is run: it keeps its connections and its beliefs. */
    Runnable freeze() throws IOException {
        String pid = Long.toString(process.pid());
        signal("-STOP", pid);
        return () -> {
            try {
                signal("-CONT", pid); // fails harmlessly where it was killed meanwhile
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static void signal(String signal, String pid) throws IOException {
        new ProcessBuilder("kill", signal, pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .join();
    }

    URI at(String path) {
        return base.resolve(path);
    }

    String name() {
        return name;
    }

    /** From each kill to its next readiness. */
    List<Duration> recoveries() {
        return List.copyOf(recoveries);
    }

    /** Ends it for good. */
    @Override
    public synchronized void close() {
        closing = true;
        process.destroyForcibly().onExit().join();
    }
}
