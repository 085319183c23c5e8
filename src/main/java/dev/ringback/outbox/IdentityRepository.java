package dev.ringback.outbox;

import dev.ringback.hub.HubAccount;
import dev.ringback.hub.HubConfig;
import dev.ringback.platform.Loopback;
import dev.ringback.platform.UnusableDatabaseException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * The repository reads the identity of the database that a connection leads to, and reads and stores the identity that
 * its installation has accepted. Each method is one statement in the connection's transaction. Reading takes no lock. It
 * throws an {@link UnusableDatabaseException} if the server takes no writes or forbids the question, and says what to do.
 */
@ApplicationScoped
class IdentityRepository {
    private static final String NOT_PERMITTED = "42501";

    // The timeline stands in the name of the WAL file being written. pg_control_checkpoint() shows it too, but after a
    // promotion only once a checkpoint has ended.
    private static final String PLACE = """
            SELECT CASE WHEN pg_is_in_recovery() THEN 'a standby'
                        WHEN current_setting('transaction_read_only') = 'on' THEN 'read-only' END AS unwritable,
                   (pg_control_system()).system_identifier AS server,
                   CASE WHEN NOT pg_is_in_recovery()
                        THEN ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END AS line,
                   (SELECT d.oid::bigint FROM pg_database d WHERE d.datname = current_database()) AS database,
                   clock_timestamp() AS now
            """;
    private static final String PLACE_AND_ACCEPTED = PLACE + """
            , i.tableoid::bigint AS own_table, i.system_identifier, i.timeline, i.database_oid, i.table_oid,
              i.database_host, i.database_port, i.hub_address, i.hub_account, i.accepted_at,
              extract(epoch FROM i.clock_offset)::float8 AS ahead
            FROM installation i
            """;

    private static final String STORE = """
            UPDATE installation SET system_identifier = ?, timeline = ?, database_oid = ?, table_oid = ?,
                database_host = ?, database_port = ?, hub_address = ?,
                hub_account = coalesce(?, CASE WHEN hub_address = ? THEN hub_account END),
                accepted_at = CASE WHEN ? THEN clock_timestamp() ELSE accepted_at END
            """;

    private final HubAccount hub;

    IdentityRepository(HubConfig config) {
        this.hub = HubAccount.of(config);
    }

    /** The Hub account that this process is configured for. */
    HubAccount hub() {
        return hub;
    }

    /**
     * The place that a connection leads to.
     *
     * @param at the time of the reading, by the server's own clock
     */
    record Seen(Identity.Place place, Instant at) {}

    Seen see(Connection connection) {
        return ask(connection, PLACE, row -> new Seen(place(connection, row), instant(row, "now")));
    }

    IdentityReading read(Connection connection) {
        return ask(connection, PLACE_AND_ACCEPTED, row -> {
            HostSpec address = address(connection);
            return new IdentityReading(
                    new Identity(place(connection, row), address.getPort(), number(row, "own_table"), hub),
                    accepted(row),
                    instant(row, "accepted_at"),
                    instant(row, "now"),
                    Duration.ofMillis(Math.round(row.getDouble("ahead") * 1000)),
                    addresses(connection.getMetaData().getURL()));
        });
    }

    /**
     * Stores an identity as accepted.
     *
     * @param isNew false if it only completes the accepted identity, whose time then stays
     */
    void store(Connection connection, Identity here, boolean isNew) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORE)) {
            statement.setLong(1, here.place().systemIdentifier());
            statement.setInt(2, here.place().timeline());
            statement.setLong(3, here.place().databaseOid());
            statement.setLong(4, here.tableOid());
            statement.setString(5, here.place().host());
            statement.setInt(6, here.port());
            statement.setString(7, here.hub().address());
            statement.setString(8, here.hub().account());
            statement.setString(9, here.hub().address()); // a key without an account keeps that of the same Hub
            statement.setBoolean(10, isNew);
            statement.executeUpdate();
        }
    }

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> T ask(Connection connection, String sql, Row<T> answer) {
        try (PreparedStatement statement = connection.prepareStatement(sql); // prepared once per connection
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getString("unwritable") != null) {
                throw new UnusableDatabaseException("the database is " + row.getString("unwritable")
                        + ": quarkus.datasource.jdbc.url must lead to the primary (add targetServerType=primary where"
                        + " it names several hosts)");
            }
            return answer.of(row);
        } catch (SQLException e) {
            throw new UnusableDatabaseException(
                    NOT_PERMITTED.equals(e.getSQLState())
                            ? "the database's identity may not be read; have a superuser GRANT EXECUTE ON FUNCTION"
                                    + " pg_control_system(), pg_current_wal_lsn(), pg_walfile_name(pg_lsn) TO the"
                                    + " role of quarkus.datasource.username"
                            : "the database's identity cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private static Identity.Place place(Connection connection, ResultSet row) throws SQLException {
        return new Identity.Place(
                row.getLong("server"),
                row.getInt("line"),
                row.getLong("database"),
                spelled(address(connection).getHost()));
    }

    private static Identity accepted(ResultSet row) throws SQLException {
        Long timeline = number(row, "timeline");
        Long port = number(row, "database_port");
        String address = row.getString("hub_address");
        return new Identity(
                new Identity.Place(
                        number(row, "system_identifier"),
                        timeline == null ? null : timeline.intValue(),
                        number(row, "database_oid"),
                        row.getString("database_host")),
                port == null ? null : port.intValue(),
                number(row, "table_oid"),
                address == null ? null : new HubAccount(address, row.getString("hub_account")));
    }

    private static Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /** Returns the host and port that answered, out of all that the URL names. */
    private static HostSpec address(Connection connection) throws SQLException {
        return connection.unwrap(PgConnection.class).getQueryExecutor().getHostSpec();
    }

    private static List<String> addresses(String url) {
        Properties parsed = Driver.parseURL(url, null);
        List<String> addresses = new ArrayList<>();
        if (parsed != null) {
            String[] hosts = parsed.getProperty(PGProperty.PG_HOST.getName(), "localhost")
                    .split(",");
            String[] ports =
                    parsed.getProperty(PGProperty.PG_PORT.getName(), "5432").split(",");
            for (int i = 0; i < hosts.length; i++) {
                addresses.add(spelled(hosts[i]) + ":" + ports[Math.min(i, ports.length - 1)]);
            }
        }
        return addresses;
    }

    private static String spelled(String host) {
        return Loopback.isHost(host) ? "localhost" : host.toLowerCase(Locale.ROOT);
    }
}
