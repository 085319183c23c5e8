package dev.ringback.platform;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.jdbc.PgConnection;

/**
 * Refuses to start on a database that may lose a commit (guarantee G1). {@link SessionSettings} sets
 * {@code synchronous_commit} on each connection; only the server can set {@code fsync}. The check opens a connection of its
 * own, which may take longer than the pool waits, as when the first of two hosts hangs.
 */
@ApplicationScoped
class Durability {
    private final AgroalDataSource database;

    Durability(AgroalDataSource database) {
        this.database = database;
    }

    void check(@Observes @Priority(Startup.DURABILITY) StartupEvent event) {
        try (PgConnection connection = DatabaseConnections.open(database, "ringback-start")) {
            ServerSession.begin(connection);
            requireOn(
                    connection,
                    "fsync",
                    "switch it on in postgresql.conf: without it a crash can lose what a sender"
                            + " was told is stored");
        } catch (SQLException e) {
            throw new IllegalStateException("the database's durability settings cannot be read", e);
        }
    }

    private static void requireOn(Connection connection, String setting, String cure) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            if (!row.getString(1).equals("on")) {
                throw new IllegalStateException(
                        "PostgreSQL runs with " + setting + "=" + row.getString(1) + "; " + cure);
            }
        }
    }
}
