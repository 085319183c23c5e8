package dev.ringback.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.Session;

/**
 * Reads the service's time from the database, in the caller's transaction. Use this clock for an instant that is stored or
 * compared with stored ones in the same transaction: statements that call {@code ringback_now()} then agree with it. Use
 * {@link ServiceClock} everywhere else; it runs on between two readings and costs no round trip.
 */
@ApplicationScoped
public class DatabaseClock {
    private final Session database;

    DatabaseClock(Session database) {
        this.database = database;
    }

    /** The start of the statement that reads it, so a later call in the same transaction returns a later instant. */
    public Instant now() {
        return database.createNativeQuery("SELECT ringback_now()", Instant.class)
                .getSingleResult();
    }
}
