package dev.ringback;

import dev.ringback.platform.EmbeddedPostgres;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts the process: provides an embedded database if none is configured, then runs the service. */
@QuarkusMain
public class Ringback {
    private static final String URL = "quarkus.datasource.jdbc.url";

    /** Starts the embedded PostgreSQL first, since its address must be known before Quarkus opens its pool. */
    public static void main(String... args) {
        Config config = ConfigProvider.getConfig();
        if (config.getOptionalValue(URL, String.class).isEmpty()) {
            EmbeddedPostgres postgres = startEmbedded(config);
            System.setProperty(URL, postgres.jdbcUrl());
            System.setProperty("quarkus.datasource.username", postgres.username());
            System.setProperty("quarkus.datasource.password", postgres.password());
            CountDownLatch closed = new CountDownLatch(1);
            // Quarkus stops in its own shutdown hook and then returns to this thread. Without this second hook the
            // process would end before the database is stopped.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> await(closed), "postgres-closer"));
            Quarkus.run(
                    null,
                    (status, failure) -> {
                        sayWhy(failure);
                        postgres.close();
                        closed.countDown();
                        System.exit(status);
                    },
                    args);
        } else {
            Quarkus.run(
                    null,
                    (status, failure) -> {
                        sayWhy(failure);
                        System.exit(status);
                    },
                    args);
        }
    }

    /** Prints the reason of a failed start in one line for the operator. {@code failure} is null if there was none. */
    private static void sayWhy(Throwable failure) {
        Throwable root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        if (root != null) {
            System.err.println("ringback: " + root.getMessage());
        }
    }

    private static void await(CountDownLatch closed) {
        try {
            if (!closed.await(60, TimeUnit.SECONDS)) {
                System.err.println("ringback: the embedded PostgreSQL was left running; the next start stops it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static EmbeddedPostgres startEmbedded(Config config) {
        try {
            return EmbeddedPostgres.start(EmbeddedPostgres.chosenDirectory(config));
        } catch (EmbeddedPostgres.NotStartedException e) {
            System.err.println("ringback: " + e.getMessage()); // the log is not configured before Quarkus starts
            System.exit(1);
            throw e;
        }
    }
}
