package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The acts on the database and on the connections to it. IOException tells that there was nothing to break. */
final class DatabaseActs {
    private static final int MOST_SESSIONS = 16;
    private static final String WAITING = """
            SELECT count(*) FROM pg_stat_activity
            WHERE application_name = ? AND datname = current_database() AND wait_event_type = 'Lock'
            """;

    /** Finds sessions that hold the lock on the quota row and wait for their client's next statement. */
    private static final String CLAIMS = """
            SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE c.relname = 'quota' AND l.mode = 'RowShareLock' AND l.granted
            AND a.application_name = ? AND a.state = 'idle in transaction'
            """;

    private static final int MOST_LOOKS_FOR_CLAIM = 300;
    private static final int LOOK_MILLIS = 10;
    private static final Duration LONGEST_START = Duration.ofSeconds(30); // time for a killed replica to connect again

    private final Cluster cluster;
    private final Database database;

    DatabaseActs(Cluster cluster) {
        this.cluster = cluster;
        this.database = cluster.database();
    }

    private Server.Own own() {
        return (Server.Own) database.server();
    }

    /** Ends sessions of our own replicas only, found by their unique application name. */
    String endSessions(Random its) throws IOException {
        int most = 1 + its.nextInt(MOST_SESSIONS);
        List<Boolean> ended = database.all(
                row -> row.getBoolean(1), """
                        SELECT pg_terminate_backend(pid) FROM (
                            SELECT pid FROM pg_stat_activity WHERE application_name = ? AND datname = current_database()
                            ORDER BY md5(pid || ?) LIMIT ?) AS victim
                        """, database.application(), Integer.toString(its.nextInt()), most);
        if (ended.isEmpty()) {
            throw new IOException("there are none");
        }
        return Integer.toString(ended.size());
    }

    String killBackend(Random its) throws IOException {
        List<Long> pids = database.all(
                row -> row.getLong(1),
                "SELECT pid FROM pg_stat_activity WHERE application_name = ? ORDER BY pid",
                database.application());
        if (pids.isEmpty()) {
            throw new IOException("there is none");
        }
        own().killBackend(pids.get(its.nextInt(pids.size())));
        return "one of " + pids.size();
    }

    String killServer() throws IOException, InterruptedException {
        own().killAndRestart();
        return "";
    }

    /** Silences the present connections of one replica, once it has any. New connections pass. */
    String silenceOneReplica(Random its) throws IOException, InterruptedException {
        List<TcpProxy> proxies = proxies();
        int one = its.nextInt(proxies.size());
        Instant latest = Instant.now().plus(LONGEST_START);
        int silenced;
        while ((silenced = proxies.get(one).silence()) == 0) {
            if (Instant.now().isAfter(latest)) {
                throw new IOException("replica-" + (one + 1) + " has no connection");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return silenced + " of replica-" + (one + 1);
    }

    /**
     * Silences the present connections of all replicas, in the middle of a claim where possible. New connections pass.
     * The server session of that claim keeps the lock on the quota row, which every other claim needs.
     */
    String silenceAllReplicas() throws IOException, InterruptedException {
        List<TcpProxy> proxies = proxies();
        try (Connection connection = database.open();
                PreparedStatement claims = connection.prepareStatement(CLAIMS)) {
            claims.setString(1, database.application());
            for (int tries = 0; tries < MOST_LOOKS_FOR_CLAIM; tries++) {
                if (silencedInClaim(claims, proxies)) {
                    return "of all replicas, one of them in a claim";
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (SQLException e) {
            throw new IOException("claims cannot be looked for: " + e.getMessage(), e);
        }
        return proxies.stream().mapToInt(TcpProxy::silence).sum() + " of all replicas, none of them in a claim";
    }

    /** Looks for a claim while all replicas are stopped, so that the claim cannot end before its connection is silent. */
    private boolean silencedInClaim(PreparedStatement claims, List<TcpProxy> proxies) throws IOException, SQLException {
        List<Runnable> thaws = new ArrayList<>();
        try {
            for (Child replica : cluster.replicas()) {
                thaws.add(replica.freeze());
            }
            try (ResultSet row = claims.executeQuery()) {
                boolean isClaiming = row.next();
                if (isClaiming) {
                    proxies.forEach(TcpProxy::silence);
                }
                return isClaiming;
            }
        } finally {
            thaws.forEach(Runnable::run);
        }
    }

    /** Silences the present connections of all replicas, and all connections opened within the given time. */
    String silenceNetwork(Duration length) throws IOException, InterruptedException {
        List<Runnable> ends = proxies().stream().map(TcpProxy::silenceAll).toList();
        TimeUnit.MILLISECONDS.sleep(length.toMillis());
        ends.forEach(Runnable::run);
        return length.toSeconds() + " s";
    }

    private List<TcpProxy> proxies() throws IOException {
        if (cluster.proxies().isEmpty()) {
            throw new IOException(
                    "no proxy fits into the way to " + database.server().url());
        }
        return cluster.proxies();
    }

    /**
     * Exhausts the connection pool of every replica. Each delivery holds a pooled connection while it waits for the
     * lock on the table of events, so no connection is left for other work.
     */
    String exhaustPool(Duration length) throws IOException, InterruptedException {
        try (Connection connection = database.open();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE");
            long most = 0;
            for (Instant end = Instant.now().plus(length); Instant.now().isBefore(end); ) {
                TimeUnit.MILLISECONDS.sleep(500);
                most = Math.max(most, database.count(WAITING, database.application()));
            }
            connection.rollback();
            return length.toSeconds() + " s, up to " + most + " sessions waited";
        } catch (SQLException e) {
            throw new IOException("the table cannot be locked: " + e.getMessage(), e);
        }
    }

    /** Makes the server refuse all writes for the given time. */
    String makeReadOnly(Duration length) throws InterruptedException {
        try {
            database.execute("ALTER SYSTEM SET default_transaction_read_only = on");
            database.execute("SELECT pg_reload_conf()");
            TimeUnit.MILLISECONDS.sleep(length.toMillis());
        } finally {
            database.execute("ALTER SYSTEM RESET default_transaction_read_only"); // allowed in a read-only transaction
            database.execute("SELECT pg_reload_conf()");
        }
        return length.toSeconds() + " s";
    }
}
