package dev.ringback.platform;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.hibernate.Session;
import org.postgresql.jdbc.PgConnection;

/** Runs transactions that may take minutes, such as a large upload. Statements of other transactions time out sooner. */
public final class LongTransaction {
    private static final Duration MARGIN = Duration.ofSeconds(5); // the server times out before the client

    private LongTransaction() {}

    /**
     * Runs work in a new transaction. Each of its statements may take as long as the whole transaction. No transaction may
     * be open.
     *
     * @param most the timeout of the transaction
     * @return the work's result, after the commit
     */
    public static <T> T call(Session database, Duration most, Callable<T> work) {
        return QuarkusTransaction.requiringNew()
                .timeout(Math.toIntExact(most.toSeconds()))
                .call(() -> {
                    allow(database, most);
                    return work.call();
                });
    }

    /** Raises both timeouts. The server's ends with the transaction; the pool resets the socket's on return. */
    private static void allow(Session database, Duration most) {
        database.doWork(connection -> {
            PgConnection real = connection.unwrap(PgConnection.class);
            if (real.getNetworkTimeout() > 0) {
                real.setNetworkTimeout(null, lengthOf(most.plus(MARGIN)));
                set(connection, most);
            }
        });
    }

    private static void set(java.sql.Connection connection, Duration most) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT set_config('statement_timeout', ?, true)")) {
            statement.setString(1, Long.toString(most.toMillis()));
            statement.execute();
        }
    }

    private static int lengthOf(Duration time) {
        return Math.toIntExact(time.toMillis());
    }
}
