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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/**
 * Keeps calls from being sent by a process whose database, clock or Hub may not be this installation's (guarantee G3): a
 * restored or copied database has forgotten rings, a shifted clock rings at night, another Hub has never heard of our
 * calls. A {@link Doubt} pauses everything until a person resumes. The guard looks at the start, at each new connection
 * before it is used, and in each claim.
 */
@ApplicationScoped
class InstallationGuard {
    /** The cure of a clock that was moved for a rehearsal. */
    static final String FRESH_DATABASE =
            "a shifted clock would ring people at unlawful hours: use a fresh database for a"
                    + " real Hub (an empty one, or another ringback.data-dir), and this one for a loopback Hub only";

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

    private final Session database;
    private final IdentityRepository identities;
    private final Quota quota;
    private final Audit audit;
    private final Instance<AgroalDataSource> pool; // the pool asks us about its connections, so it is not there yet
    private final boolean movesClock;
    private volatile Identity.Place met; // by the newest connection; null before the first
    private volatile Instant metUntil = Instant.MIN; // by the clock of the server that was met

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

    /** What may be claimed at present. */
    enum Standing {
        /** Whatever passes its gates. */
        SURE,
        /** Stops and deletions only. */
        BRAKES_ONLY,
        /** Nothing at all. */
        IN_DOUBT;

        boolean letsCallsGo() {
            return this == SURE;
        }

        boolean letsBrakesGo() {
            return this != IN_DOUBT;
        }
    }

    private record Found(Doubt doubt, String what) {}

    /** Refuses to move the clock for a real Hub, before anything has been moved. */
    void refuseToMoveTheClock(@Observes @Priority(Startup.SETTINGS) StartupEvent event) {
        if (movesClock && !identities.hub().isLoopback()) {
            throw new IllegalStateException("ringback.clock.start-at is set, but ringback.hub.url is a real Hub: a"
                    + " shifted clock would ring people at unlawful hours. Remove it.");
        }
    }

    /**
     * Takes a new installation as it is, completes one that an earlier version accepted, and pauses any other that is not
     * the accepted one.
     *
     * @throws IllegalStateException if the clock is shifted and the Hub is a real one
     */
    @Transactional
    void check(@Observes @Priority(Startup.IDENTITY) StartupEvent event) {
        quota.lock();
        IdentityRepository.Reading reading = database.doReturningWork(identities::read);
        if (isClockShifted(reading)) {
            throw new IllegalStateException(
                    "the clock of this database is shifted and ringback.hub.url is a real Hub; " + FRESH_DATABASE);
        }
        boolean isNew = reading.accepted().isBlank();
        if (isNew || standing() == Standing.SURE && !reading.here().equals(reading.accepted())) {
            database.doWork(connection -> identities.store(connection, reading.here(), isNew));
        }
    }

    /**
     * Looks at a connection that nobody uses yet. When this returns and its database is another one than the last, a pause
     * is committed there, unless a person has accepted it meanwhile; and the connections to the last one are on their way
     * out.
     *
     * @throws IllegalStateException if the server is none to write to, or its identity is not told
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
        IdentityRepository.Reading reading = identities.read(connection);
        boolean isAcceptedSince =
                reading.here().place().equals(reading.accepted().place())
                        && reading.acceptedAt() != null
                        && reading.acceptedAt().isAfter(metUntil);
        if (!isAcceptedSince) {
            Identity before =
                    new Identity(last, reading.accepted().port(), reading.here().tableOid(), null);
            databaseDoubt(reading, before)
                    .pause(connection, anotherDatabase(reading.here().databaseChanges(before)));
        }
    }

    /** Tells whether no other database has been met since this call: a claim made before may be unknown to that one. */
    BooleanSupplier unchanged() {
        Identity.Place now = met;
        return () -> Objects.equals(now, met);
    }

    /**
     * Looks whether database, clock and Hub are the accepted ones, and pauses everything if one is not. In the caller's
     * transaction, with the quota locked.
     */
    Standing standing() {
        return database.doReturningWork(this::examine);
    }

    private Standing examine(Connection connection) throws SQLException {
        IdentityRepository.Reading reading = identities.read(connection);
        if (!reading.here().place().equals(met)) {
            pool.get().flush(FlushMode.GRACEFUL); // a connection to a server that has been replaced since
            return Standing.IN_DOUBT;
        }
        metUntil = reading.at();
        Standing standing = Standing.SURE;
        for (Found found : doubts(reading)) {
            found.doubt.pause(connection, found.what);
            Standing left = found.doubt.letsBrakesGo() ? Standing.BRAKES_ONLY : Standing.IN_DOUBT;
            standing = left.compareTo(standing) > 0 ? left : standing;
        }
        return standing;
    }

    private List<Found> doubts(IdentityRepository.Reading reading) {
        List<Found> found = new ArrayList<>();
        List<String> changes = reading.here().databaseChanges(reading.accepted());
        if (!changes.isEmpty()) {
            found.add(new Found(databaseDoubt(reading, reading.accepted()), anotherDatabase(changes)));
        }
        reading.here()
                .hubChange(reading.accepted())
                .ifPresent(change -> found.add(new Found(Doubt.HUB_CHANGED, change)));
        if (isClockShifted(reading)) {
            found.add(new Found(Doubt.CLOCK_SHIFTED, "the clock is shifted, and the Hub is " + identities.hub()));
        }
        return found;
    }

    private static Doubt databaseDoubt(IdentityRepository.Reading reading, Identity before) {
        return reading.here().continuesInPlace(before, reading.sameUrl())
                ? Doubt.DATABASE_REPLACED
                : Doubt.DATABASE_COPIED;
    }

    private static String anotherDatabase(List<String> changes) {
        return "the database is another one: " + String.join(", ", changes);
    }

    private boolean isClockShifted(IdentityRepository.Reading reading) {
        return reading.ahead().abs().compareTo(CLOCK_TOLERANCE) > 0
                && !identities.hub().isLoopback();
    }

    /** Pauses everything for a doubt that somebody else found. In the caller's transaction, with the quota locked. */
    void raise(Doubt doubt, String found) {
        database.doWork(connection -> doubt.pause(connection, found));
    }

    /**
     * Whether a doubt stands that no person has answered, found here or by another replica. In the caller's transaction,
     * with the quota locked.
     */
    boolean isInDoubt() {
        return standing() != Standing.SURE
                || database.createNativeQuery(
                                "SELECT EXISTS (SELECT FROM pause WHERE doubt IS NOT NULL)", Boolean.class)
                        .getSingleResult();
    }

    /**
     * Takes database and Hub for this installation's from now on, by a person's word. In the caller's transaction, with the
     * quota locked, before the pauses are lifted.
     *
     * @return what was accepted; empty if all was accepted before
     * @throws Problem.Thrown 409 if the database is being exchanged at this moment, or the clock forbids it
     */
    Optional<Accepted> accept(String who) {
        IdentityRepository.Reading reading = database.doReturningWork(identities::read);
        if (!reading.here().place().equals(met)) {
            pool.get().flush(FlushMode.GRACEFUL);
            throw Problem.conflict("database-changing", "The database was just exchanged for another one; try again.");
        }
        if (isClockShifted(reading)) {
            throw Problem.conflict(
                    "clock-shifted", "The clock is shifted and the Hub is a real one; " + FRESH_DATABASE + ".");
        }
        List<Found> found = doubts(reading);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        database.doWork(connection -> identities.store(connection, reading.here(), true));
        found.forEach(each -> audit.record(who, "accept", each.doubt.object(), each.what));
        return Optional.of(new Accepted(found.stream().map(Found::what).toList(), openCalls()));
    }

    /** Counts the calls from before the doubt that may still ring, or may be ringing. */
    private long openCalls() {
        return database.createNativeQuery("""
                        SELECT count(*) FROM call WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                        AND created_at <= coalesce((SELECT at FROM pause WHERE scope = 'all'), ringback_now())
                        """, Long.class).getSingleResult();
    }
}
