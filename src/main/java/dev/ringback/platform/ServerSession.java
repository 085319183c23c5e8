package dev.ringback.platform;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.jdbc.PgConnection;

/**
 * A server session has the settings that Ringback needs. The startup parameter {@code options} could set them too, but
 * poolers refuse it.
 *
 * @param isPooled whether a pooler is in between, so that each transaction may get another session
 * @param networkTimeoutMillis the read timeout from the address or the configuration; 0 for none
 */
record ServerSession(boolean isPooled, int networkTimeoutMillis) {
    // The server cancels a statement before the client times out, so that its locks are released too.
    private static final Duration STATEMENT_MARGIN = Duration.ofSeconds(2);

    // A transaction is idle for longer only if its process froze or its connection was lost. Other replicas need its
    // locks, such as the lock of the budget's row.
    private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(20);

    // Compiling a statement of the gates took 305 of the 331 ms of a claim behind 20,000 undecided events: jit is off.
    // Behind a pooler, the process id from the connection's start differs from the session's. G1 depends on
    // synchronous_commit. The keepalives end sessions whose client vanished; otherwise they would use up the server's
    // connections.
    private static final String SET = """
            SELECT set_config('synchronous_commit', 'on', pooled), set_config('TimeZone', 'UTC', pooled),
                   set_config('statement_timeout', ?, pooled),
                   set_config('idle_in_transaction_session_timeout', ?, pooled), pooled,
                   CASE WHEN NOT pooled THEN set_config('tcp_keepalives_idle', '60', false)
                                             || set_config('tcp_keepalives_interval', '10', false)
                                             || set_config('tcp_keepalives_count', '6', false) END,
                   set_config('jit', 'off', pooled)
            FROM (SELECT pg_backend_pid() <> ? OR ? AS pooled OFFSET 0) AS session
            """;

    /**
     * Sets up a new connection, which is in autocommit.
     *
     * @throws UnusableDatabaseException if a setting is refused
     */
    static ServerSession begin(PgConnection connection) throws SQLException {
        int timeout = connection.getNetworkTimeout();
        boolean isPooled = set(connection, timeout, false);
        if (isPooled) {
            // A named statement would stay in a session that another client uses next.
            connection.setPrepareThreshold(0);
        }
        return new ServerSession(isPooled, timeout);
    }

    /** Sets up a transaction that has just begun on a connection through a pooler. */
    static void beginTransaction(PgConnection connection) throws SQLException {
        set(connection, connection.getNetworkTimeout(), true);
    }

    private static boolean set(PgConnection connection, int timeoutMillis, boolean isInTransaction)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, Long.toString(statementTimeout(timeoutMillis)));
            statement.setString(2, Long.toString(IDLE_IN_TRANSACTION.toMillis()));
            statement.setInt(3, connection.getBackendPID());
            statement.setBoolean(4, isInTransaction);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getString(1).equals("on")) {
                    throw new UnusableDatabaseException(
                            "PostgreSQL runs with synchronous_commit=" + row.getString(1) + " although asked for on");
                }
                return row.getBoolean(5);
            }
        }
    }

    /** Returns the statement timeout in milliseconds; 0 (none) if reads have no timeout either. */
    private static long statementTimeout(int networkTimeoutMillis) {
        return networkTimeoutMillis == 0
                ? 0
                : Math.max(networkTimeoutMillis / 2, networkTimeoutMillis - STATEMENT_MARGIN.toMillis());
    }
}
