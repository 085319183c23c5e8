package dev.ringback.outbox;

import dev.ringback.platform.UnusableDatabaseException;
import io.agroal.api.AgroalPoolInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;

/** The interceptor has the guard check each new connection before the pool hands it out, and closes a refused connection. */
@ApplicationScoped
class NewConnections implements AgroalPoolInterceptor {
    private final InstallationGuard guard;

    NewConnections(InstallationGuard guard) {
        this.guard = guard;
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        try {
            guard.meet(connection);
        } catch (SQLException e) {
            close(connection);
            throw new UnusableDatabaseException("the database is another one and could not be paused", e);
        } catch (RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    /**
     * Returns the priority, which runs this check after the connection's set-up, so that the statement timeout applies here.
     */
    @Override
    public int getPriority() {
        return 1;
    }

    /** Closes a refused connection, since the pool drops it without closing it. */
    private static void close(Connection connection) {
        try {
            connection.unwrap(PgConnection.class).close();
        } catch (SQLException ignored) {
            // the connection is broken then
        }
    }
}
