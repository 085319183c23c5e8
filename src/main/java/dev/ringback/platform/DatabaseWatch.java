package dev.ringback.platform;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The watch checks every two seconds whether the pool still reaches a database that takes writes. Readiness and the gauge
 * {@code ringback_ready} show its last check, so neither waits for the database. When the database stops answering, the
 * pool replaces its connections: each connection to a silent server would cost its borrower a timeout.
 */
@Readiness
@ApplicationScoped
class DatabaseWatch implements HealthCheck {
    private static final WakeSignal.Wait EVERY = WakeSignal.Wait.of(Duration.ofSeconds(2));
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Duration IS_OLD = Duration.ofSeconds(8); // a check that takes longer counts as failed

    private final AgroalDataSource database;
    private final SessionSettings connections;
    private final Supervisor supervisor;
    private final MeterRegistry metrics;
    private final Gauge gauge;
    private volatile Seen seen = new Seen("not looked at yet", System.nanoTime());

    /**
     * The result of a check.
     *
     * @param trouble in words; null if there is none
     * @param at the end of the check, as {@link System#nanoTime}
     */
    private record Seen(String trouble, long at) {}

    DatabaseWatch(
            AgroalDataSource database, SessionSettings connections, Supervisor supervisor, MeterRegistry metrics) {
        this.database = database;
        this.connections = connections;
        this.supervisor = supervisor;
        this.metrics = metrics;
        this.gauge = Gauge.builder("ringback.ready", this, watch -> watch.trouble() == null ? 1 : 0)
                .description("1 while this process reaches a database that takes its writes, else 0")
                .strongReference(true)
                .register(metrics);
    }

    void start(@Observes @Priority(Startup.WORKERS) StartupEvent event) {
        supervisor.run("database", BOUND, pulse -> {
            connections.cutOverdue();
            look();
            return EVERY;
        });
    }

    /** Removes the gauge at shutdown, since tests start several applications over one registry. */
    @PreDestroy
    void forget() {
        metrics.remove(gauge);
    }

    @Override
    public HealthCheckResponse call() {
        String trouble = trouble();
        return trouble == null
                ? HealthCheckResponse.up("Database")
                : HealthCheckResponse.named("Database")
                        .down()
                        .withData("trouble", trouble)
                        .build();
    }

    private String trouble() {
        Seen last = seen;
        if (last.trouble() != null) {
            return last.trouble();
        }
        return System.nanoTime() - last.at() > IS_OLD.toNanos() ? "it does not answer" : null;
    }

    /**
     * Checks the database once and stores the result.
     *
     * @throws SQLException if the check fails, so that the loop logs it
     */
    void look() throws SQLException {
        try {
            see();
            seen = new Seen(null, System.nanoTime());
        } catch (SQLException | RuntimeException e) {
            boolean isNew = seen.trouble() == null;
            seen = new Seen(DatabaseTrouble.in(e).orElse(e.getClass().getSimpleName()), System.nanoTime());
            if (isNew && !(e instanceof UnusableDatabaseException)) {
                database.flush(FlushMode.GRACEFUL);
            }
            throw e;
        }
    }

    private void see() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')")) {
            row.next();
            if (row.getBoolean(1)) {
                throw new UnusableDatabaseException("the database is a standby");
            }
            if (!row.getString(2).equals("off")) {
                throw new UnusableDatabaseException("the database takes no writes: it is read-only");
            }
        }
    }
}
