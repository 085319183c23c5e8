package dev.ringback.platform;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.SimplePassword;
import io.quarkus.logging.Log;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * One connection beside the pool that LISTENs for as long as the process lives; a lost one is replaced. Listens to its
 * own process too, which is how it knows that notifications come through at all.
 */
final class Listening {
    private static final String ECHO = "ringback_echo";
    private static final Duration ECHO_EVERY = Duration.ofSeconds(20);
    private static final Duration ECHO_WAIT = Duration.ofSeconds(10);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private final AgroalDataSource pool;
    private final String self;
    private final Consumer<String> heard;
    private final Consumer<String> notify;
    private volatile boolean stopping;
    private volatile boolean works;
    private volatile Connection connection;
    private Thread loop;

    /**
     * @param self what this process's notifications carry
     * @param heard told the channel of each notification of another process
     * @param notify has this process notify a channel
     */
    Listening(AgroalDataSource pool, String self, Consumer<String> heard, Consumer<String> notify) {
        this.pool = pool;
        this.self = self;
        this.heard = heard;
        this.notify = notify;
    }

    void start() {
        loop = Thread.ofVirtual().name("wakeups-listener").start(this::listenOnAndOn);
    }

    void stop() {
        stopping = true;
        if (loop != null) {
            loop.interrupt();
        }
        close(connection);
    }

    /** Whether the newest echo came back: notifications come through. */
    boolean works() {
        return works;
    }

    private void listenOnAndOn() {
        Duration retry = FIRST_RETRY;
        boolean isToldOf = false;
        while (!stopping) {
            try (Connection current = open()) {
                connection = current;
                listen(current);
            } catch (SQLException | RuntimeException e) {
                if (!stopping && (works || !isToldOf)) { // once for each time that it begins
                    Log.warnf("other replicas are not heard, polling instead: %s", e.getMessage());
                    isToldOf = true;
                }
            }
            retry = works ? FIRST_RETRY : longer(retry);
            works = false;
            if (!stopping && isInterruptedFor(retry)) {
                return;
            }
        }
    }

    /** Ends by an exception: the connection is lost, or an echo stays away, so that it might as well be. */
    private void listen(Connection current) throws SQLException {
        try (Statement statement = current.createStatement()) {
            for (Wakeups.Channel channel : Wakeups.Channel.values()) {
                statement.execute("LISTEN " + channel.sqlName());
            }
            statement.execute("LISTEN " + ECHO);
        }
        PGConnection notifications = current.unwrap(PGConnection.class);
        while (!stopping) {
            notify.accept(ECHO);
            if (!hearEcho(notifications)) {
                throw new SQLException("notifications do not come through; a pooler in transaction mode swallows them");
            }
            works = true;
            hearUntil(notifications, System.nanoTime() + ECHO_EVERY.toNanos());
        }
    }

    private boolean hearEcho(PGConnection notifications) throws SQLException {
        long end = System.nanoTime() + ECHO_WAIT.toNanos();
        while (end - System.nanoTime() > 0) {
            if (hear(notifications, end)) {
                return true;
            }
        }
        return false;
    }

    private void hearUntil(PGConnection notifications, long end) throws SQLException {
        while (end - System.nanoTime() > 0) {
            hear(notifications, end);
        }
    }

    /** Waits for notifications and passes them on. Returns whether this process's echo was among them. */
    private boolean hear(PGConnection notifications, long end) throws SQLException {
        int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        boolean isEchoed = false;
        for (PGNotification notification : notifications.getNotifications(millis)) {
            boolean isOwn = self.equals(notification.getParameter());
            isEchoed |= isOwn && ECHO.equals(notification.getName());
            if (!isOwn) {
                heard.accept(notification.getName());
            }
        }
        return isEchoed;
    }

    /** As the pool opens its own. */
    private Connection open() throws SQLException {
        AgroalConnectionFactoryConfiguration like =
                pool.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        Properties properties = new Properties();
        properties.putAll(like.jdbcProperties());
        if (like.principal() != null) {
            properties.setProperty("user", like.principal().getName());
        }
        like.credentials().stream()
                .filter(SimplePassword.class::isInstance)
                .map(credential -> ((SimplePassword) credential).getWord())
                .forEach(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", "ringback-wakeups");
        properties.setProperty("tcpKeepAlive", "true");
        return new Driver().connect(like.jdbcUrl(), properties);
    }

    private static boolean isInterruptedFor(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static Duration longer(Duration retry) {
        Duration twice = retry.multipliedBy(2);
        return twice.compareTo(LONGEST_RETRY) < 0 ? twice : LONGEST_RETRY;
    }

    /** Cuts the socket, which ends the wait for notifications at once. */
    private static void close(Connection connection) {
        try {
            if (connection != null) {
                connection.abort(Runnable::run);
            }
        } catch (SQLException ignored) {
            // it is closed then
        }
    }
}
