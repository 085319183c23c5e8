package dev.ringback.platform;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Returns the service's time: the database's clock plus the installation's offset, so that all replicas agree. Reads it from
 * the database periodically and extrapolates by the system clock in between.
 */
@ApplicationScoped
public class ServiceClock implements InstantSource {
    static final String LAWFUL = "lawful";
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final LocalTime DEMO_OPENS = LocalTime.of(15, 0);
    private static final LocalTime DEMO_CLOSES = LocalTime.of(18, 0);

    private final DataSource database;
    private final Optional<String> startAt;
    private volatile Duration aheadOfSystem; // null until it has been read

    ServiceClock(DataSource database, @ConfigProperty(name = "ringback.clock.start-at") Optional<String> startAt) {
        this.database = database;
        this.startAt = startAt;
    }

    void start(@Observes @Priority(Startup.CLOCK) StartupEvent event) {
        startAt.ifPresentOrElse(this::startAt, this::startUnmoved);
        readAgain();
    }

    @Override
    public Instant instant() {
        if (aheadOfSystem == null) {
            readAgain();
        }
        return Instant.now().plus(aheadOfSystem);
    }

    /** Starts the periodic reading, which corrects for a step of either clock or of the offset. */
    void goOn(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.clock.read-every") String every) {
        supervisor.every("clock", every, BOUND, pulse -> read());
    }

    /**
     * Reads the database's clock. After a failure the last known offset stays.
     *
     * @throws IllegalStateException if the first reading fails
     */
    public void readAgain() {
        try {
            read();
        } catch (SQLException e) {
            if (aheadOfSystem == null) {
                throw new IllegalStateException("the database's clock cannot be read", e);
            }
            Log.warnf("the database's clock cannot be read now, running on: %s", e.getMessage());
        }
    }

    private void read() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT ringback_now()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            aheadOfSystem = Duration.between(
                    Instant.now(), row.getObject(1, OffsetDateTime.class).toInstant());
        }
    }

    /**
     * Starts a new installation's clock at the wanted instant. A clock that has started is only ever moved forward.
     *
     * @throws IllegalStateException if the database has been used with a real Hub, since an offset cannot be undone
     */
    private void startAt(String wanted) {
        readAgain();
        Instant now = instant();
        Instant instant = wanted.equals(LAWFUL) ? inDemoHours(now) : parsed(wanted);
        if (instant.equals(now)) { // even an offset of milliseconds would count as an offset
            startUnmoved();
            return;
        }
        boolean isMoved = move("""
                UPDATE installation SET clock_started = true, clock_offset = CASE
                    WHEN clock_started THEN greatest(clock_offset, ? - clock_timestamp())
                    ELSE ? - clock_timestamp() END
                WHERE coalesce(hub_address, 'loopback') = 'loopback'
                """, instant);
        if (!isMoved) {
            throw new IllegalStateException(
                    "ringback.clock.start-at is set, but this database has been used with a real"
                            + " Hub, for which its clock must not be moved. Use a fresh database for a rehearsal.");
        }
    }

    private void startUnmoved() {
        move("UPDATE installation SET clock_started = true", null);
    }

    private static Instant parsed(String wanted) {
        try {
            return OffsetDateTime.parse(wanted).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalStateException(
                    "ringback.clock.start-at is '" + wanted + "'; expected an RFC 3339 time, such as"
                            + " 2026-11-23T17:00:00Z, or the word " + LAWFUL,
                    e);
        }
    }

    /** Returns whether the statement changed the installation's row. */
    private boolean move(String sql, Instant instant) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
                statement.setObject(i, instant.atOffset(ZoneOffset.UTC));
            }
            return statement.executeUpdate() > 0;
        } catch (SQLException e) {
            throw new IllegalStateException("the installation's clock cannot be set", e);
        }
    }

    /**
     * Returns now on a workday between 15:00 and 18:00 UTC, else the next 17:00 UTC of a workday. Then it is daytime in the
     * contiguous United States and in Britain.
     */
    static Instant inDemoHours(Instant now) {
        ZonedDateTime utc = now.atZone(ZoneOffset.UTC);
        boolean open =
                !utc.toLocalTime().isBefore(DEMO_OPENS) && utc.toLocalTime().isBefore(DEMO_CLOSES);
        if (isWorkday(utc.getDayOfWeek()) && open) {
            return now;
        }
        ZonedDateTime next = utc.with(DEMO_OPENS.plusHours(2));
        while (next.isBefore(utc) || !isWorkday(next.getDayOfWeek())) {
            next = next.plusDays(1);
        }
        return next.toInstant();
    }

    private static boolean isWorkday(DayOfWeek day) {
        return day != DayOfWeek.SATURDAY && day != DayOfWeek.SUNDAY;
    }
}
