package dev.ringback.platform;

import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.PGNotification;
import org.postgresql.jdbc.PgConnection;

/**
 * The listener receives the notifications of other processes on a connection outside the pool. It also sends itself an echo,
 * to verify that notifications arrive at all. Behind a pooler it does not LISTEN: the LISTEN would stay in a session that
 * other clients use, and notifications would accumulate there.
 */
final class NotificationListener {
    private static final String ECHO = "ringback_echo";
    private static final Duration ECHO_EVERY = Duration.ofSeconds(20);
    private static final Duration ECHO_WAIT = Duration.ofSeconds(10);
    private static final Duration SLICE = Duration.ofSeconds(1); // between beats and checks for a stop
    private static final int TRIES = 3;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final Duration POOLER_STAYS = Duration.ofMinutes(10);

    private final AgroalDataSource pool;
    private final String self;
    private final Consumer<String> heard;
    private final Consumer<String> notify;
    private volatile boolean works;
    private int unheard; // echoes in a row; used only by the loop's thread
    private PgConnection connection; // null while there is none; used only by the loop's thread

    /**
     * @param self the payload of this process's notifications
     * @param heard receives the channel of each notification of another process
     * @param notify makes this process notify a channel
     */
    NotificationListener(AgroalDataSource pool, String self, Consumer<String> heard, Consumer<String> notify) {
        this.pool = pool;
        this.self = self;
        this.heard = heard;
        this.notify = notify;
    }

    /** Returns whether the newest echo arrived, which proves that notifications arrive. */
    boolean works() {
        return works;
    }

    /**
     * Runs one round: awaits an echo, then listens until the next echo is due.
     *
     * @throws SQLException if the connection is lost; the next round opens a new connection
     */
    WakeSignal.Wait listen(Supervisor.Pulse pulse) throws SQLException {
        boolean goesOn = false;
        try {
            if (connection == null && !isOpened()) {
                return WakeSignal.Wait.of(POOLER_STAYS);
            }
            notify.accept(ECHO);
            goesOn = works = hearEcho(pulse);
            if (!goesOn) {
                return giveUp(pulse);
            }
            unheard = 0;
            hearUntil(pulse, System.nanoTime() + ECHO_EVERY.toNanos());
            return WakeSignal.Wait.NONE;
        } catch (SQLException | RuntimeException e) {
            goesOn = false;
            throw e;
        } finally {
            works = goesOn;
            if (!goesOn || pulse.isStopping()) {
                close();
            }
        }
    }

    private boolean isOpened() throws SQLException {
        connection = DatabaseConnections.open(pool, "ringback-wakeups");
        if (ServerSession.begin(connection).isPooled()) {
            Log.info("other replicas are not heard behind a pooler, polling instead");
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            for (Wakeups.Channel channel : Wakeups.Channel.values()) {
                statement.execute("LISTEN " + channel.sqlName());
            }
            statement.execute("LISTEN " + ECHO);
        }
        return true;
    }

    /** Stops listening; after three missing echoes in a row, as behind a pooler, for ten minutes. */
    private WakeSignal.Wait giveUp(Supervisor.Pulse pulse) throws SQLException {
        if (pulse.isStopping()) {
            return WakeSignal.Wait.NONE;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("UNLISTEN *");
        }
        unheard++;
        if (unheard < TRIES) { // the pool may have had no connection for the echo
            return WakeSignal.Wait.of(TRY_AGAIN);
        }
        Log.warn("notifications do not come through, polling instead; does a pooler in transaction mode swallow them?");
        return WakeSignal.Wait.of(POOLER_STAYS);
    }

    private boolean hearEcho(Supervisor.Pulse pulse) throws SQLException {
        long end = System.nanoTime() + ECHO_WAIT.toNanos();
        while (end - System.nanoTime() > 0 && !pulse.isStopping()) {
            if (hear(pulse, end)) {
                return true;
            }
        }
        return false;
    }

    private void hearUntil(Supervisor.Pulse pulse, long end) throws SQLException {
        while (end - System.nanoTime() > 0 && !pulse.isStopping()) {
            hear(pulse, end);
        }
    }

    /** Waits for notifications and forwards them. Returns whether this process's echo was among them. */
    private boolean hear(Supervisor.Pulse pulse, long end) throws SQLException {
        pulse.beat();
        long left = Math.min(SLICE.toMillis(), TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        boolean isEchoed = false;
        for (PGNotification notification : connection.getNotifications((int) Math.max(1, left))) {
            boolean isOwn = self.equals(notification.getParameter());
            isEchoed |= isOwn && ECHO.equals(notification.getName());
            if (!isOwn) {
                heard.accept(notification.getName());
            }
        }
        return isEchoed;
    }

    private void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException ignored) {
            // the connection is already closed
        }
        connection = null;
    }
}
