package dev.ringback.platform;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.Session;

/**
 * Reads the service's time from the database, in the caller's transaction. Use this clock for an instant that the same
 * transaction stores or compares with stored instants: statements that call {@code ringback_now()} then agree with it. Use
 * {@link ServiceClock} everywhere else; it extrapolates between two readings, so a call costs no round trip.
 */
@ApplicationScoped
public class DatabaseClock {
    private final Session database;

    DatabaseClock(Session database) {
        this.database = database;
    }

    /** Returns the start of the statement that reads it, so a later call in the same transaction returns a later instant. */
    public Instant now() {
        return database.createNativeQuery("SELECT ringback_now()", Instant.class)
                .getSingleResult();
    }
}
