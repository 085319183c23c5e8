package dev.ringback.platform;

import io.agroal.api.AgroalDataSource;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;

/**
 * The customizer gives Flyway connections of its own. A migration may take minutes, where other statements have seconds. Its
 * lock must survive while another session migrates. A data source that is configured for Flyway itself is left unchanged.
 */
@Singleton
class Migrations implements FlywayConfigurationCustomizer {
    private final AgroalDataSource pool;
    private final Duration longest;

    /** @param longest the timeout of each statement of a migration */
    Migrations(
            AgroalDataSource pool, @ConfigProperty(name = "ringback.migrations.longest-statement") Duration longest) {
        this.pool = pool;
        this.longest = longest;
    }

    @Override
    public void customize(FluentConfiguration configuration) {
        if (configuration.getDataSource() instanceof AgroalDataSource) {
            configuration.dataSource(new Patient(pool, longest));
        }
    }

    /** The data source opens a connection for each call; Flyway closes it. */
    private static final class Patient extends PGSimpleDataSource {
        private static final Duration MARGIN = Duration.ofSeconds(5); // the server times out before the client

        private final transient AgroalDataSource pool;
        private final Duration longest;

        private Patient(AgroalDataSource pool, Duration longest) {
            this.pool = pool;
            this.longest = longest;
        }

        @Override
        public Connection getConnection() throws SQLException {
            PgConnection connection = DatabaseConnections.open(pool, "ringback-migrations");
            try {
                boolean isPooled = ServerSession.begin(connection).isPooled();
                connection.setPrepareThreshold(0); // each statement runs once
                if (connection.getNetworkTimeout() > 0) {
                    connection.setNetworkTimeout(
                            null, Math.toIntExact(longest.plus(MARGIN).toMillis()));
                }
                if (!isPooled) {
                    lengthen(connection);
                }
                return connection;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }

        /** Raises the timeouts. The session with Flyway's lock is idle in transaction while another session migrates. */
        private void lengthen(Connection connection) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT set_config('statement_timeout', ?, false),"
                            + " set_config('idle_in_transaction_session_timeout', '0', false)")) {
                statement.setString(1, Long.toString(longest.toMillis()));
                statement.execute();
            }
        }
    }
}
