package dev.ringback;

import dev.ringback.platform.EmbeddedPostgres;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where the process starts: gives the service a database when none is configured, then runs it. */
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
            Quarkus.run(null, (status, failure) -> postgres.close(), args);
        } else {
            Quarkus.run(args);
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
