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
 * An emulated Kataven Hub: a server of its own that speaks the Hub contract, dials nobody, and keeps a ledger of every
 * ring there would have been. What it answers is on disk before, so it may be killed at any time and started again on
 * the same directory. Its methods may be called from any thread but its own.
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

    /** Starts one and returns when it listens; throws where the port is taken or the directory in use. */
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
                // Reading a long journal at the start is no bug to warn of.
                .setBlockedThreadCheckInterval(TimeUnit.HOURS.toMillis(1))
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }

    /** The address without a path, {@code http://127.0.0.1:8089}. */
    public URI address() {
        return URI.create("http://" + settings.host() + ":" + server.port());
    }

    /** The base address of the API, as a client is given it: {@code http://127.0.0.1:8089/v1}. */
    public URI url() {
        return address().resolve("/v1");
    }

    /** Every ring so far, oldest first. */
    public List<Ring> rings() {
        return server.hub().ledger.all();
    }

    /** The rings of an E.164 number, oldest first. */
    public List<Ring> rings(String number) {
        return server.hub().ledger.to(number);
    }

    /**
     * What of a route was received since the start or the last reset. {@link Route#ANY} sums up all operations; of {@link
     * Route#CONNECTION} the heads are the connections that were accepted.
     */
    public Received requests(Route route) {
        return server.traffic().of(route);
    }

    /** Where exchanges are made to go wrong. */
    public Faults faults() {
        return server.faults();
    }

    /** The emulator's time. */
    public InstantSource clock() {
        return server.hub().clock;
    }

    /** Sets the clock on and does all that is due until then, each thing at its own instant. */
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

    /** What it does now. */
    public Behaviour behaviour() {
        return onLoop(() -> server.hub().behaviour());
    }

    /** Makes it behave otherwise from now on; lasts over restarts on the same directory until a reset. */
    public void behave(Behaviour behaviour) {
        onLoop(() -> {
            server.hub().commit(new Fact.Tuned(behaviour));
            return null;
        });
    }

    /**
     * Has the campaigns that run now dial nobody any more, though they show as running, as after a restart of the Hub.
     *
     * @return how many they are
     */
    public int stallCampaigns() {
        return onLoop(() -> server.hub().stallCampaigns());
    }

    /** Has it forget its cost caps, as after a loss of its store: it shows none and holds to none. */
    public void loseCaps() {
        onLoop(() -> {
            server.hub().commit(new Fact.CapsLost(true));
            return null;
        });
    }

    /** Back to how a first start finds it: no rings, rows only from the seeds, no faults, no counts. The clock goes on. */
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
