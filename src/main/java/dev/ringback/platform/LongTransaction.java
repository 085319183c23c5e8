package dev.ringback.platform;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.hibernate.Session;
import org.postgresql.jdbc.PgConnection;

/** A long transaction may take minutes, as the upload of a large file does. Statements of all others are cut after seconds. */
public final class LongTransaction {
    private static final Duration MARGIN = Duration.ofSeconds(5); // the server gives up before our side does

    private LongTransaction() {}

    /**
     * Runs work in a new transaction, of which each statement may take as long as the whole. No transaction may be open.
     *
     * @param most the longest time of the transaction
     * @return the work's result, once it is committed
     */
    public static <T> T call(Session database, Duration most, Callable<T> work) {
        return QuarkusTransaction.requiringNew()
                .timeout(Math.toIntExact(most.toSeconds()))
                .call(() -> {
                    allow(database, most);
                    return work.call();
                });
    }

    /** The server's setting ends with the transaction; the pool resets the socket's when the connection goes back. */
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
