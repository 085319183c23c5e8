package dev.ringback.proofs.killloop;

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
    private final String url;

    /** Reads one row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private Database(Server server, String schema, String url) {
        this.server = server;
        this.schema = schema;
        this.url = url;
    }

    /** Makes the schema; one of that name is never taken over. */
    static Database inNewSchema(Server server, String schema) {
        Database database = new Database(server, schema, server.url());
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
        execute("DROP SCHEMA " + schema + " CASCADE");
    }

    String schema() {
        return schema;
    }

    Server server() {
        return server;
    }

    /** Returns the same schema in a copy of the database. The copy may not exist yet. */
    Database copyOf(Server.Own own) {
        return new Database(own, schema, own.copyUrl());
    }

    /** Returns the URL whose sessions see the tables of the schema. */
    private String url() {
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    /** Returns that URL through a proxy, or the direct URL if the proxy is null. */
    String urlBy(TcpProxy proxy) {
        return proxy == null ? url() : Server.urlAt(proxy.port(), url());
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

    /** Runs a statement. Tries again while the server is away. */
    void execute(String sql) {
        all(row -> null, sql);
    }

    /** Reads the service's clock. */
    Instant now() {
        return all(row -> instant(row, 1), "SELECT ringback_now()").getFirst();
    }

    /** How far the service's clock is ahead of this process's. */
    Duration ahead() {
        Instant before = Instant.now();
        Instant service = now();
        Duration roundTrip = Duration.between(before, Instant.now());
        return Duration.between(before.plus(roundTrip.dividedBy(2)), service);
    }

    /** A timestamp of a row; null where it is null. */
    static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** Opens a session of the kill loop itself. Waits while the server is away. The caller closes it. */
    Connection open() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return connect();
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the database cannot be reached: " + e.getMessage(), e);
                }
                pause();
            }
        }
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
