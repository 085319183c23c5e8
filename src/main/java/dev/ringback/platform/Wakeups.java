package dev.ringback.platform;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the workers of other replicas by PostgreSQL's NOTIFY. Notifications only reduce latency: if one is lost, the poll
 * finds the work. If none arrive, as behind a pooler in transaction mode, workers poll faster.
 */
@ApplicationScoped
public class Wakeups {
    private static final Duration COALESCE = Duration.ofMillis(50); // a NOTIFY for each commit would halve the intake
    private static final Duration FAST_POLL = Duration.ofMillis(500);
    private static final Duration LOOK_UP = Duration.ofSeconds(1); // an idle sender beats too
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final AgroalDataSource database;
    private final String self = UUID.randomUUID().toString();
    private final Map<String, List<Runnable>> workers = new ConcurrentHashMap<>();
    private final Set<String> owed = ConcurrentHashMap.newKeySet();
    private final Semaphore isOwed = new Semaphore(0);
    private final NotificationListener listening;
    private final Supervisor supervisor;

    Wakeups(AgroalDataSource database, Supervisor supervisor) {
        this.database = database;
        this.supervisor = supervisor;
        this.listening = new NotificationListener(database, self, this::heard, this::owe);
    }

    /** Lists the reasons to wake a worker. */
    public enum Channel {
        /** An event waits for its decisions. */
        EVENT,
        /** An outbox entry may be due. */
        DUE;

        String sqlName() {
            return "ringback_" + name().toLowerCase(Locale.ROOT);
        }
    }

    void start(@Observes @Priority(Startup.WAKEUPS) StartupEvent event) {
        supervisor.run("wakeups-sender", BOUND, this::sendOwed);
        supervisor.run("wakeups-listener", BOUND, listening::listen);
    }

    /** Registers a worker, which runs on the listener's thread for each notification. The worker must not block. */
    public void on(Channel channel, Runnable worker) {
        workers.computeIfAbsent(channel.sqlName(), name -> new CopyOnWriteArrayList<>())
                .add(worker);
    }

    /** Notifies the other processes soon, once for many calls. Never blocks or fails; call it after the commit. */
    public void notifyOthers(Channel channel) {
        owe(channel.sqlName());
    }

    /** Returns a worker's poll interval: {@code slow} while notifications arrive, else at most half a second. */
    public Duration poll(Duration slow) {
        return listening.works() || slow.compareTo(FAST_POLL) < 0 ? slow : FAST_POLL;
    }

    private void heard(String channel) {
        workers.getOrDefault(channel, List.of()).forEach(Runnable::run);
    }

    private void owe(String channel) {
        if (owed.add(channel)) {
            isOwed.release();
        }
    }

    /** Sends the pending notifications. A failed send loses them; the polls of the other processes find the work. */
    private WakeSignal.Wait sendOwed(Supervisor.Pulse pulse) throws InterruptedException, SQLException {
        if (isOwed.tryAcquire(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS)) {
            isOwed.drainPermits();
            send();
        }
        return WakeSignal.Wait.of(COALESCE);
    }

    /** Notifies outside every business transaction, since NOTIFY serialises the commits of all transactions that use it. */
    private void send() throws SQLException {
        String[] channels = owed.toArray(String[]::new);
        owed.removeAll(Set.of(channels)); // before the send: later calls cause another notification
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT pg_notify(channel, ?) FROM unnest(?) AS channel")) {
            statement.setString(1, self);
            statement.setArray(2, connection.createArrayOf("text", channels));
            statement.execute();
        }
    }
}
