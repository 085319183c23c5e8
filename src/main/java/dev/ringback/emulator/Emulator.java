package dev.ringback.emulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An emulated Kataven Hub: a separate server that implements the Hub contract, dials nobody and keeps a ledger of
 * rings. Its state is on disk before it answers, so it may be killed any time and restarted on the same directory. Any
 * thread except its own event loop may call its methods.
 */
public final class Emulator implements AutoCloseable {
    private final Vertx vertx;
    private final StateDirectory directory;
    private final Server server;
    private final Settings settings;

    private Emulator(Vertx vertx, StateDirectory directory, Server server, Settings settings) {
        this.vertx = vertx;
        this.directory = directory;
        this.server = server;
        this.settings = settings;
    }

    /** Starts an emulator and returns when it listens. Throws if the port is taken or the directory in use. */
    public static Emulator start(Settings settings) {
        try {
            var directory = StateDirectory.open(settings.state());
            var vertx = Vertx.vertx(options());
            var server = new Server(settings, directory.path());
            try {
                vertx.deployVerticle(server)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
            } catch (RuntimeException e) {
                vertx.close();
                directory.close();
                throw e;
            }
            return new Emulator(vertx, directory, server, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                // Reading a long journal at the start is no reason for a warning.
                .setBlockedThreadCheckInterval(TimeUnit.HOURS.toMillis(1))
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }

    /** Returns the address without a path, {@code http://127.0.0.1:8089}. */
    public URI address() {
        return URI.create("http://" + settings.host() + ":" + server.port());
    }

    /** Returns the API's base address for clients, {@code http://127.0.0.1:8089/v1}. */
    public URI url() {
        return address().resolve("/v1");
    }

    /** Returns all rings since the last reset or clearing, oldest first. */
    public List<Ring> rings() {
        return server.hub().ledger.all();
    }

    /** Returns the rings of an E.164 number, oldest first. */
    public List<Ring> rings(String number) {
        return server.hub().ledger.to(number);
    }

    /**
     * Returns the requests received for a route since the start, or the last reset or clearing. {@link Route#ANY} sums
     * all operations; for {@link Route#CONNECTION} the heads are accepted connections.
     */
    public Received requests(Route route) {
        return server.traffic().of(route);
    }

    /** Returns the plans for faults in exchanges. */
    public Faults faults() {
        return server.faults();
    }

    /** Returns the emulator's clock. */
    public InstantSource clock() {
        return server.hub().clock;
    }

    /**
     * Advances the clock and runs all actions that become due, each at its own instant.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("the clock does not go back");
        }
        onLoop(() -> {
            server.hub().commit(new Fact.ClockMoved(by));
            server.hub().runDue();
            return null;
        });
    }

    /** Returns the current settings. */
    public Behaviour behaviour() {
        return onLoop(() -> server.hub().behaviour());
    }

    /** Changes the settings. They survive restarts on the same directory, until a reset. */
    public void behave(Behaviour behaviour) {
        onLoop(() -> {
            server.hub().commit(new Fact.Tuned(behaviour));
            return null;
        });
    }

    /**
     * Stalls the running campaigns, as after a restart of the Hub: they show as running but dial nobody.
     *
     * @return the number of campaigns stalled
     */
    public int stallCampaigns() {
        return onLoop(() -> server.hub().stallCampaigns());
    }

    /** Makes the emulator lose its cost caps, as after a loss of the Hub's store: it neither shows nor enforces them. */
    public void loseCaps() {
        onLoop(() -> {
            server.hub().commit(new Fact.CapsLost(true));
            return null;
        });
    }

    /** Resets to the state of a first start: no rings, only seed rows, no faults, no counts. The clock continues. */
    public void reset() {
        onLoop(() -> {
            server.reset();
            return null;
        });
    }

    private <T> T onLoop(Supplier<T> action) {
        var result = new CompletableFuture<T>();
        server.onLoop(() -> {
            try {
                result.complete(action.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }

    /** Stops listening, ends all connections and closes the files. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        try {
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
