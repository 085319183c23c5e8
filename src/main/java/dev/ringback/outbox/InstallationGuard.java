package dev.ringback.outbox;

import dev.ringback.platform.Audit;
import dev.ringback.platform.Problem;
import dev.ringback.platform.Startup;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/**
 * The guard stops sends while the database, the clock or the Hub may not belong to this installation (guarantee G3). A
 * restored or copied database has forgotten rings, a shifted clock rings at night, and another Hub knows nothing of our
 * calls. A {@link Doubt} pauses everything until a person resumes. The guard checks at start, on each new connection
 * before its use, and in each claim.
 */
@ApplicationScoped
class InstallationGuard {
    /** The cure for a clock that a rehearsal has moved. */
    static final String FRESH_DATABASE =
            "a shifted clock would ring people at unlawful hours: use a fresh database for a"
                    + " real Hub (an empty one, or another ringback.data-dir), and this one for a loopback Hub only";

    private final Session database;
    private final IdentityRepository identities;
    private final Quota quota;
    private final Audit audit;
    private final Instance<AgroalDataSource> pool; // looked up late: the pool needs this guard to open connections
    private final boolean movesClock;
    private volatile Identity.Place met; // where the newest connection leads to; null before the first connection
    private volatile Instant metUntil = Instant.MIN; // when that server was last read, by its own clock

    InstallationGuard(
            Session database,
            IdentityRepository identities,
            Quota quota,
            Audit audit,
            Instance<AgroalDataSource> pool,
            @ConfigProperty(name = "ringback.clock.start-at") Optional<String> startAt) {
        this.database = database;
        this.identities = identities;
        this.quota = quota;
        this.audit = audit;
        this.pool = pool;
        this.movesClock = startAt.isPresent();
    }

    /** The kinds of entries that may be claimed at present. */
    enum Standing {
        /** All entries that pass their gates. */
        SURE,
        /** Stops and deletions only. */
        BRAKES_ONLY,
        /** No entry. */
        IN_DOUBT;

        boolean letsCallsGo() {
            return this == SURE;
        }

        boolean letsBrakesGo() {
            return this != IN_DOUBT;
        }
    }

    /** Refuses a configured start of the clock beside a real Hub, before the clock is moved. */
    void refuseToMoveTheClock(@Observes @Priority(Startup.SETTINGS) StartupEvent event) {
        if (movesClock && !identities.hub().isLoopback()) {
            throw new IllegalStateException("ringback.clock.start-at is set, but ringback.hub.url is a real Hub: a"
                    + " shifted clock would ring people at unlawful hours. Remove it.");
        }
    }

    /**
     * Checks the identity at start. A new installation accepts it; an identity that an earlier version accepted is
     * completed; a different identity pauses everything.
     *
     * @throws IllegalStateException if the clock is shifted and the Hub is a real one
     */
    @Transactional
    void check(@Observes @Priority(Startup.IDENTITY) StartupEvent event) {
        quota.lock();
        IdentityReading reading = database.doReturningWork(identities::read);
        if (reading.isClockShifted()) {
            throw new IllegalStateException(
                    "the clock of this database is shifted and ringback.hub.url is a real Hub; " + FRESH_DATABASE);
        }
        boolean isNew = reading.accepted().isBlank();
        if (isNew || standing() == Standing.SURE && !reading.here().equals(reading.accepted())) {
            database.doWork(connection -> identities.store(connection, reading.here(), isNew));
        }
    }

    /**
     * Checks a connection before its first use. If it leads to another database than the connection before it, this commits
     * a pause there, unless a person has resumed since the exchange. The pool then closes its connections to the former
     * database.
     *
     * @throws IllegalStateException if the server takes no writes, or may not be asked for its identity
     * @throws SQLException if the pause could not be committed
     */
    void meet(Connection connection) throws SQLException {
        IdentityRepository.Seen seen = identities.see(connection);
        Identity.Place last = met;
        if (last != null && !seen.place().equals(last)) {
            connection.setAutoCommit(false);
            pauseUnlessAccepted(connection, last);
            connection.commit();
            connection.setAutoCommit(true);
            met = seen.place();
            pool.get().flush(FlushMode.GRACEFUL);
        }
        met = seen.place();
        metUntil = seen.at();
    }

    private void pauseUnlessAccepted(Connection connection, Identity.Place last) throws SQLException {
        Quota.lock(connection);
        IdentityReading reading = identities.read(connection);
        if (!reading.isAcceptedSince(metUntil)) {
            IdentityReading.Finding exchange = reading.exchanged(last);
            exchange.doubt().pause(connection, exchange.what());
        }
    }

    /**
     * Returns a condition that holds until a connection leads to another database. Such a database may not know a claim
     * that was made before.
     */
    BooleanSupplier unchanged() {
        Identity.Place now = met;
        return () -> Objects.equals(now, met);
    }

    /**
     * Compares database, clock and Hub with the accepted identity, and pauses everything on a difference. Runs in the
     * caller's transaction, with the quota locked.
     */
    Standing standing() {
        return database.doReturningWork(this::examine);
    }

    private Standing examine(Connection connection) throws SQLException {
        IdentityReading reading = identities.read(connection);
        if (!reading.here().place().equals(met)) {
            pool.get().flush(FlushMode.GRACEFUL); // a connection to a server that has been replaced since
            return Standing.IN_DOUBT;
        }
        metUntil = reading.at();
        Standing standing = Standing.SURE;
        for (IdentityReading.Finding found : reading.doubts()) {
            found.doubt().pause(connection, found.what());
            Standing left = found.doubt().letsBrakesGo() ? Standing.BRAKES_ONLY : Standing.IN_DOUBT;
            standing = left.compareTo(standing) > 0 ? left : standing;
        }
        return standing;
    }

    /** Pauses everything for a doubt that the caller found. Runs in its transaction, with the quota locked. */
    void raise(Doubt doubt, String found) {
        database.doWork(connection -> doubt.pause(connection, found));
    }

    /**
     * Returns whether this replica or another has found a doubt, and no person has resumed since. Runs in the caller's
     * transaction, with the quota locked.
     */
    boolean isInDoubt() {
        return standing() != Standing.SURE
                || database.createNativeQuery(
                                "SELECT EXISTS (SELECT FROM pause WHERE doubt IS NOT NULL)", Boolean.class)
                        .getSingleResult();
    }

    /**
     * Accepts the present database and Hub, on a person's request. Runs in the caller's transaction, with the quota locked,
     * before the pauses are lifted.
     *
     * @return the accepted changes; empty if there were none
     * @throws Problem.Thrown 409 if the database is being exchanged at this moment, or if the clock is shifted and the Hub
     *     is real
     */
    Optional<Accepted> accept(String who) {
        IdentityReading reading = database.doReturningWork(identities::read);
        if (!reading.here().place().equals(met)) {
            pool.get().flush(FlushMode.GRACEFUL);
            throw Problem.conflict("database-changing", "The database was just exchanged for another one; try again.");
        }
        if (reading.isClockShifted()) {
            throw Problem.conflict(
                    "clock-shifted", "The clock is shifted and the Hub is a real one; " + FRESH_DATABASE + ".");
        }
        List<IdentityReading.Finding> found = reading.doubts();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        database.doWork(connection -> identities.store(connection, reading.here(), true));
        found.forEach(each -> audit.record(who, "accept", each.doubt().object(), each.what()));
        return Optional.of(
                new Accepted(found.stream().map(IdentityReading.Finding::what).toList(), openCalls()));
    }

    /** Counts calls from before the doubt that may still ring, or may be ringing. */
    private long openCalls() {
        return database.createNativeQuery("""
                        SELECT count(*) FROM call WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                        AND created_at <= coalesce((SELECT at FROM pause WHERE scope = 'all'), ringback_now())
                        """, Long.class).getSingleResult();
    }
}
