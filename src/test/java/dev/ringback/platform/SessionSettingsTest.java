package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgConnection;

/** Connections have their settings, directly and behind a pooler; {@code PgBouncerIT} uses a real PgBouncer. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class SessionSettingsTest {
    private static final List<String> SETTINGS =
            List.of("synchronous_commit", "TimeZone", "statement_timeout", "idle_in_transaction_session_timeout");

    private final AgroalDataSource pool;
    private final SessionSettings settings;
    private final Session database;
    private final Flyway flyway;
    private final String url;
    private final String password;

    SessionSettingsTest(
            AgroalDataSource pool,
            SessionSettings settings,
            Session database,
            Flyway flyway,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.password") String password) {
        this.pool = pool;
        this.settings = settings;
        this.database = database;
        this.flyway = flyway;
        this.url = url;
        this.password = password;
    }

    private static Map<String, String> shown(Connection connection) throws SQLException {
        Map<String, String> shown = new HashMap<>();
        for (String setting : SETTINGS) {
            shown.put(setting, ask(connection, "SHOW " + setting));
        }
        return shown;
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private PgConnection direct() throws SQLException {
        return (PgConnection) DriverManager.getConnection(url + "?socketTimeout=10", "postgres", password);
    }

    private static final Map<String, String> WANTED = Map.of(
            "synchronous_commit", "on",
            "TimeZone", "UTC",
            "statement_timeout", "8s",
            "idle_in_transaction_session_timeout", "20s");

    @Test
    void aConnectionOfThePoolHasWhatItNeeds() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            assertThat(shown(connection)).isEqualTo(WANTED);
            assertThat(ask(connection, "SHOW tcp_keepalives_idle")).isEqualTo("60");
            assertThat(connection.getNetworkTimeout()).isEqualTo(10_000);
        }
    }

    @Test
    void theServerGivesUpAStatementBeforeTheSocketDoes() throws SQLException {
        try (PgConnection connection =
                (PgConnection) DriverManager.getConnection(url + "?socketTimeout=1", "postgres", password)) {
            ServerSession.begin(connection);
            assertThatThrownBy(() -> ask(connection, "SELECT pg_sleep(20)")).hasMessageContaining("statement timeout");
            assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void withoutATimeoutOfTheSocketNothingIsCut() throws SQLException {
        try (PgConnection connection = (PgConnection) DriverManager.getConnection(url, "postgres", password)) {
            ServerSession.begin(connection);
            assertThat(ask(connection, "SHOW statement_timeout")).isEqualTo("0");
        }
    }

    @Test
    void aLongTransactionMayTakeItsTimeAndTheNextOfItsConnectionMayNot() {
        String pid = LongTransaction.call(database, Duration.ofMinutes(10), () -> {
            assertThat(ofTransaction("SHOW statement_timeout")).isEqualTo("10min");
            assertThat(networkTimeout()).isEqualTo(605_000);
            return ofTransaction("SELECT cast(pg_backend_pid() AS text)");
        });
        await().until(() -> QuarkusTransaction.requiringNew().call(() -> {
            assertThat(ofTransaction("SHOW statement_timeout")).isEqualTo("8s");
            assertThat(networkTimeout()).isEqualTo(10_000);
            return ofTransaction("SELECT cast(pg_backend_pid() AS text)").equals(pid);
        }));
    }

    private String ofTransaction(String sql) {
        return database.createNativeQuery(sql, String.class).getSingleResult();
    }

    private int networkTimeout() {
        return database.doReturningWork(Connection::getNetworkTimeout);
    }

    @Test
    void aMigrationMayTakeItsTimeAndItsLockMayIdle() throws SQLException {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
            assertThat(ask(connection, "SHOW statement_timeout")).isEqualTo("10min");
            assertThat(ask(connection, "SHOW idle_in_transaction_session_timeout"))
                    .isEqualTo("0");
            assertThat(connection.getNetworkTimeout()).isEqualTo(605_000);
            assertThat(connection.unwrap(PGConnection.class).getPrepareThreshold())
                    .isZero();
        }
    }

    @Test
    void aConnectionThatIsOutForTooLongIsCut() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            assertThat(settings.cutOverdue()).isZero();
            connection.setNetworkTimeout(Runnable::run, 0);
            assertThat(settings.cutOverdue(Duration.ZERO)).isZero();
            connection.setNetworkTimeout(Runnable::run, 1);
            await().until(() -> settings.cutOverdue(Duration.ofMillis(1)) > 0);
            assertThatThrownBy(() -> ask(connection, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        try (Connection another = pool.getConnection()) {
            assertThat(ask(another, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void behindAPoolerEachTransactionIsGivenItsSettingsAndTheSessionIsLeftAlone() throws SQLException {
        try (PgConnection admin = direct();
                Statement statement = admin.createStatement()) {
            statement.execute("ALTER ROLE postgres SET synchronous_commit = off");
        }
        int port = URI.create(url.substring("jdbc:".length())).getPort();
        try (OtherPid pooler = new OtherPid(port);
                PgConnection connection = (PgConnection) DriverManager.getConnection(
                        "jdbc:postgresql://localhost:" + pooler.port() + "/postgres?socketTimeout=10&sslmode=disable",
                        "postgres",
                        password)) {
            Map<String, String> before = shown(connection);
            assertThat(before).containsEntry("synchronous_commit", "off");
            SessionSettings behind = new SessionSettings();
            behind.onConnectionCreate(connection);
            assertThat(shown(connection)).isEqualTo(before);
            assertThat(connection.getPrepareThreshold()).isZero();

            connection.setAutoCommit(false);
            behind.onConnectionAcquire(connection);
            assertThat(shown(connection)).isEqualTo(WANTED);
            connection.commit();
            connection.setAutoCommit(true);
            behind.onConnectionReturn(connection);
            assertThat(shown(connection)).isEqualTo(before);
            behind.onConnectionAcquire(connection); // without a transaction there is nothing to set
            assertThat(shown(connection)).isEqualTo(before);
        } finally {
            try (PgConnection admin = direct();
                    Statement statement = admin.createStatement()) {
                statement.execute("ALTER ROLE postgres RESET synchronous_commit");
            }
        }
    }

    @Test
    void aConnectionThatGoesBackKeepsNoNotifications() throws SQLException {
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                Connection connection = pool.getConnection();
                all.add(connection);
                connection.createStatement().execute("LISTEN unread");
            }
            try (PgConnection other = direct();
                    Statement statement = other.createStatement()) {
                statement.execute("NOTIFY unread");
            }
            for (Connection connection : all) {
                assertThat(ask(connection, "SELECT 1")).isEqualTo("1"); // reads the notification along with it
                connection.createStatement().execute("UNLISTEN unread");
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
        for (int i = 0; i < 16; i++) {
            Connection connection = pool.getConnection();
            all.set(i, connection);
            assertThat(connection.unwrap(PGConnection.class).getNotifications()).isEmpty();
        }
        for (Connection connection : all) {
            connection.close();
        }
    }
}
