package dev.ringback.outbox;

import dev.ringback.platform.UnusableDatabaseException;
import io.agroal.api.AgroalPoolInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.jdbc.PgConnection;

/** Has each new connection's server looked at before the pool hands the connection out; closes what is refused. */
@ApplicationScoped
class NewConnections implements AgroalPoolInterceptor {
    private final DatabaseIdentity identity;

    NewConnections(DatabaseIdentity identity) {
        this.identity = identity;
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        try {
            identity.meet(connection);
        } catch (SQLException e) {
            close(connection);
            throw new UnusableDatabaseException("the database is another one and could not be paused", e);
        } catch (RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    /** After the connection has been set up, so that nothing here waits for longer than a statement may. */
    @Override
    public int getPriority() {
        return 1;
    }

    /** The pool forgets a connection that is refused here without closing it. */
    private static void close(Connection connection) {
        try {
            connection.unwrap(PgConnection.class).close();
        } catch (SQLException ignored) {
            // it is gone then
        }
    }
}
