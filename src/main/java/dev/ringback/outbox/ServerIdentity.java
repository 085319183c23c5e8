package dev.ringback.outbox;

import dev.ringback.platform.UnusableDatabaseException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Which PostgreSQL answers: a cluster keeps its system identifier for life, and each restore to a point in time and each
 * promotion of a standby begins another timeline.
 */
record ServerIdentity(long systemIdentifier, int timeline) {
    private static final String NOT_PERMITTED = "42501";

    // The timeline stands in the name of the WAL file being written. pg_control_checkpoint() tells it too, but after a
    // promotion only once a checkpoint has ended.
    private static final String HERE = """
            SELECT CASE WHEN pg_is_in_recovery() THEN 'a standby'
                        WHEN current_setting('transaction_read_only') = 'on' THEN 'read-only' END,
                   (pg_control_system()).system_identifier,
                   CASE WHEN NOT pg_is_in_recovery()
                        THEN ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END
            """;
    private static final String HERE_AND_STORED = HERE + ", i.system_identifier, i.timeline FROM installation i";

    /** @param stored the one last accepted; null before the installation's first start */
    record Compared(ServerIdentity here, ServerIdentity stored) {}

    /** @throws UnusableDatabaseException if it is a server that takes no writes, or does not tell; says what to do */
    static ServerIdentity of(Connection connection) {
        return ask(connection, HERE).here;
    }

    /** As {@link #of}, beside what the installation has stored. */
    static Compared compare(Connection connection) {
        return ask(connection, HERE_AND_STORED);
    }

    private static Compared ask(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            if (row.getString(1) != null) {
                throw new UnusableDatabaseException("the database is " + row.getString(1)
                        + ": quarkus.datasource.jdbc.url must lead to the primary (add targetServerType=primary where"
                        + " it names several hosts)");
            }
            ServerIdentity here = new ServerIdentity(row.getLong(2), row.getInt(3));
            return new Compared(here, sql.equals(HERE) ? null : stored(row));
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

    private static ServerIdentity stored(ResultSet row) throws SQLException {
        long identifier = row.getLong(4);
        return row.wasNull() ? null : new ServerIdentity(identifier, row.getInt(5));
    }

    @Override
    public String toString() {
        return "system identifier " + systemIdentifier + " timeline " + timeline;
    }
}
