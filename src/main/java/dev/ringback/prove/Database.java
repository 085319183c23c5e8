package dev.ringback.prove;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The kill loop's own eyes on the database: a schema of its own, read by plain SQL and over every crash. */
final class Database {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Server server;
    private final String schema;

    /** Reads one row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private Database(Server server, String schema) {
        this.server = server;
        this.schema = schema;
    }

    /** Makes the schema; one of that name is never taken over. */
    static Database inNewSchema(Server server, String schema) {
        Database database = new Database(server, schema);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException("the schema " + schema + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Drops the schema that this made. */
    void drop() {
        run("DROP SCHEMA " + schema + " CASCADE");
    }

    String schema() {
        return schema;
    }

    Server server() {
        return server;
    }

    /** Where replicas connect: the session's tables are the schema's. */
    String url() {
        String url = server.url();
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    /** Also the replicas' name for their sessions, so that no other program's session is ever ended. */
    String application() {
        return schema;
    }

    /** All rows of a query; tried again while the server is away. */
    <T> List<T> all(Row<T> row, String sql, Object... parameters) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Connection connection = connect();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                return read(row, statement);
            } catch (SQLException e) {
                boolean isOurMistake =
                        e.getSQLState() != null && e.getSQLState().startsWith("42");
                if (isOurMistake || System.nanoTime() > deadline) {
                    throw new IllegalStateException("the database cannot be read: " + e.getMessage(), e);
                }
                pause();
            }
        }
    }

    private static <T> List<T> read(Row<T> row, PreparedStatement statement) throws SQLException {
        List<T> rows = new ArrayList<>();
        if (statement.execute()) {
            try (ResultSet results = statement.getResultSet()) {
                while (results.next()) {
                    rows.add(row.of(results));
                }
            }
        }
        return rows;
    }

    long count(String sql, Object... parameters) {
        return all(row -> row.getLong(1), sql, parameters).getFirst();
    }

    String text(String sql) {
        return all(row -> row.getString(1), sql).getFirst();
    }

    private void run(String sql) {
        all(row -> null, sql);
    }

    /** How far the service's clock is ahead of this process's. */
    Duration ahead() {
        Instant before = Instant.now();
        Instant service = all(row -> instant(row, 1), "SELECT ringback_now()").getFirst();
        Duration roundTrip = Duration.between(before, Instant.now());
        return Duration.between(before.plus(roundTrip.dividedBy(2)), service);
    }

    /** A timestamp of a row; null where it is null. */
    static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), server.user(), server.password());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
