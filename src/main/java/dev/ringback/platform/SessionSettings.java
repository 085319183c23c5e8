package dev.ringback.platform;

import io.agroal.api.AgroalPoolInterceptor;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.jdbc.PgConnection;

/**
 * The interceptor applies the settings of {@link ServerSession} to each connection of the pool before its first use. A
 * direct server session keeps them. Behind a pooler the next transaction may get another server session, so each transaction
 * sets them again, at the cost of a round trip.
 */
@ApplicationScoped
class SessionSettings implements AgroalPoolInterceptor {
    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(60); // as quarkus.transaction-manager
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final Map<PgConnection, Use> known = new ConcurrentHashMap<>();
    private final AtomicBoolean hasToldOfPooler = new AtomicBoolean();

    /** A use holds a connection's session and the time at which it was taken out of the pool. */
    private static final class Use {
        private final ServerSession session;
        private volatile long since; // System.nanoTime; meaningless unless isOut
        private volatile boolean isOut;

        private Use(ServerSession session) {
            this.session = session;
        }
    }

    @Override
    public void onConnectionCreate(Connection connection) {
        PgConnection real = real(connection).orElseThrow();
        try {
            ServerSession session = ServerSession.begin(real);
            known.put(real, new Use(session));
            if (session.isPooled() && hasToldOfPooler.compareAndSet(false, true)) {
                Log.info("a pooler stands before the database: each transaction sets what it needs for itself");
            }
        } catch (SQLException e) {
            close(real); // the pool forgets a connection that is refused here without closing it
            throw new UnusableDatabaseException("a new connection could not be set up: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close(real);
            throw e;
        }
    }

    /** Sets up a transaction behind a pooler. Must not throw: the pool would lend the connection a second time. */
    @Override
    public void onConnectionAcquire(Connection connection) {
        real(connection).ifPresent(real -> Optional.ofNullable(known.get(real)).ifPresent(use -> begin(real, use)));
    }

    private static void begin(PgConnection real, Use use) {
        use.since = System.nanoTime();
        use.isOut = true;
        try {
            if (use.session.isPooled() && !real.getAutoCommit()) {
                ServerSession.beginTransaction(real);
            }
        } catch (SQLException | RuntimeException e) {
            Log.warnf("a transaction could not be set up, so its connection is closed: %s", e.getMessage());
            abort(real); // makes the transaction's next statement fail
        }
    }

    /** Resets a returned connection. Must not throw: the pool would lose the connection's slot permanently. */
    @Override
    public void onConnectionReturn(Connection connection) {
        real(connection).ifPresent(real -> Optional.ofNullable(known.get(real)).ifPresent(use -> end(real, use)));
    }

    private static void end(PgConnection real, Use use) {
        use.isOut = false;
        try {
            // Notifications would accumulate here if the session listens for another client of a pooler.
            real.getQueryExecutor().getNotifications();
            real.setNetworkTimeout(null, use.session.networkTimeoutMillis());
        } catch (SQLException e) {
            abort(real);
        }
    }

    @Override
    public void onConnectionDestroy(Connection connection) {
        real(connection).ifPresent(known::remove); // cutOverdue removes the others
    }

    /**
     * Aborts connections that have been out of the pool for longer than any transaction may last. A socket timeout bounds
     * only reads, so a write to a peer that accepts no more bytes would block for ever. A connection with a longer network
     * timeout may be out for that long, and a connection without a timeout for ever.
     *
     * @return the number of aborted connections
     */
    int cutOverdue() {
        return cutOverdue(LONGEST_TRANSACTION.plus(SLACK));
    }

    int cutOverdue(Duration most) {
        known.keySet().removeIf(SessionSettings::isClosed);
        int cut = 0;
        for (Map.Entry<PgConnection, Use> entry : known.entrySet()) {
            if (entry.getValue().isOut && isOverdue(entry.getKey(), entry.getValue(), most)) {
                Log.errorf("a connection was in use for more than %d s and is cut", most.toSeconds());
                abort(entry.getKey());
                cut++;
            }
        }
        return cut;
    }

    private static boolean isOverdue(PgConnection connection, Use use, Duration most) {
        try {
            int ofNetwork = connection.getNetworkTimeout();
            long allowed = Math.max(most.toNanos(), Duration.ofMillis(ofNetwork).toNanos());
            return ofNetwork > 0 && use.isOut && System.nanoTime() - use.since > allowed;
        } catch (SQLException e) {
            return false; // the connection is closed
        }
    }

    private static boolean isClosed(PgConnection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** @return empty for a closed connection, and at a shutdown for a connection that is still in a transaction */
    private static Optional<PgConnection> real(Connection connection) {
        try {
            return Optional.of(connection.unwrap(PgConnection.class));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static void abort(PgConnection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException ignored) {
            // the connection is already closed
        }
    }

    private static void close(PgConnection connection) {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // the connection is already lost
        }
    }
}
