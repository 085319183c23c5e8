package dev.ringback.platform;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Refuses to run on a database that may forget a commit (guarantee G1). The pool sets {@code synchronous_commit} for
 * each connection; {@code fsync} is the server's alone.
 */
@ApplicationScoped
class Durability {
    private final DataSource database;

    Durability(DataSource database) {
        this.database = database;
    }

    void check(@Observes @Priority(Startup.DURABILITY) StartupEvent event) {
        try (Connection connection = database.getConnection()) {
            requireOn(
                    connection,
                    "fsync",
                    "switch it on in postgresql.conf: without it a crash can lose what a sender"
                            + " was told is stored");
            requireOn(connection, "synchronous_commit", "the connection asked for it and the server refused");
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
