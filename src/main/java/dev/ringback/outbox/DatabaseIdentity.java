package dev.ringback.outbox;

import dev.ringback.platform.Audit;
import dev.ringback.platform.Problem;
import dev.ringback.platform.Startup;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.hibernate.Session;

/**
 * Sees to it that nothing is sent from a database that may have forgotten a ring (guarantee G3). After a restore or a
 * failover the server's identity is not the stored one: then everything is paused until a person resumes, which accepts
 * the new one. Looked at on every start, on every new connection before it is used, and in every claim.
 */
@ApplicationScoped
class DatabaseIdentity {
    private static final String PAUSE = """
            WITH paused AS (
                INSERT INTO pause (scope, reason, who) VALUES ('all', ?, 'ringback')
                ON CONFLICT (scope) DO UPDATE SET who = excluded.who, at = excluded.at,
                    reason = excluded.reason || ' (it was paused before: ' || pause.reason || ')'
                WHERE position(excluded.reason IN pause.reason) = 0
                RETURNING reason
            )
            INSERT INTO audit (who, what, object, detail) SELECT 'ringback', 'pause', 'all', reason FROM paused
            """;

    private final Session database;
    private final Audit audit;
    private final Instance<AgroalDataSource> pool; // the pool asks us about its connections, so it is not there yet
    private volatile ServerIdentity met; // by the newest connection; null before the first

    DatabaseIdentity(Session database, Audit audit, Instance<AgroalDataSource> pool) {
        this.database = database;
        this.audit = audit;
        this.pool = pool;
    }

    /** The first start takes the database as it is; any later one pauses if it is not the accepted one. */
    @Transactional
    void check(@Observes @Priority(Startup.IDENTITY) StartupEvent event) {
        ServerIdentity.Compared compared = database.doReturningWork(ServerIdentity::compare);
        if (compared.stored() == null) {
            store(compared.here());
        } else {
            stands();
        }
    }

    /**
     * Looks at a connection that nobody uses yet. When this returns and its server is another one than the last, the
     * pause is committed there, and the connections to the last one are on their way out.
     *
     * @throws IllegalStateException if the server is none to write to, or its identity is not told
     */
    void meet(Connection connection) throws SQLException {
        ServerIdentity here = ServerIdentity.of(connection);
        ServerIdentity last = met;
        if (last != null && !here.equals(last)) {
            pause(connection, last, here);
            met = here;
            pool.get().flush(FlushMode.GRACEFUL);
        }
        met = here;
    }

    /** Whether claims may be made in the caller's transaction; if its database is not the accepted one, it is paused. */
    boolean stands() {
        return database.doReturningWork(connection -> isAccepted(connection, ServerIdentity.compare(connection)));
    }

    /** Tells whether no other database has been met since this call: a claim made before may be unknown to that one. */
    BooleanSupplier unchanged() {
        ServerIdentity now = met;
        return () -> Objects.equals(now, met);
    }

    /** Takes the database for ours from now on, by a person's word. In the caller's transaction. */
    void accept(String who) {
        ServerIdentity.Compared compared = database.doReturningWork(ServerIdentity::compare);
        if (!compared.here().equals(met)) {
            pool.get().flush(FlushMode.GRACEFUL);
            throw Problem.conflict("database-changing", "The database was just exchanged for another one; try again.");
        }
        if (!compared.here().equals(compared.stored())) {
            store(compared.here());
            audit.record(who, "accept", "database", compared.stored() + " → " + compared.here());
        }
    }

    private void store(ServerIdentity here) {
        database.createNativeMutationQuery(
                        "UPDATE installation SET system_identifier = :identifier, timeline = :timeline")
                .setParameter("identifier", here.systemIdentifier())
                .setParameter("timeline", here.timeline())
                .executeUpdate();
    }

    private boolean isAccepted(Connection connection, ServerIdentity.Compared compared) throws SQLException {
        if (!compared.here().equals(met)) {
            pool.get().flush(FlushMode.GRACEFUL); // a connection to a server that has been replaced since
            return false;
        }
        if (!compared.here().equals(compared.stored())) {
            pause(connection, compared.stored(), compared.here());
            return false;
        }
        return true;
    }

    private static void pause(Connection connection, ServerIdentity before, ServerIdentity here) throws SQLException {
        String reason = "the database is another one: " + before + " → " + here
                + "; calls rung lately may be missing in it: compare with the Hub, then POST /api/v1/resume";
        try (PreparedStatement statement = connection.prepareStatement(PAUSE)) {
            statement.setString(1, reason);
            if (statement.executeUpdate() > 0) {
                Log.errorf("paused all: %s", reason);
            }
        }
    }
}
