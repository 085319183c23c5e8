package dev.ringback.proofs.simulation;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** A pool of real connections on which every statement and every commit of an actor is a step of the schedule. */
final class GatedDatabase implements DataSource {
    private static final int TEXT_SHOWN = 70;
    private static final String TAKING = "UPDATE outbox_entry SET state = 'SENDING'"; // asks the gates

    /** Asks the gates of all rows of a start. */
    private static final String STARTING = "SELECT (SELECT count(*) FROM draft_row WHERE draft";

    /** The fate of one commit. */
    enum CommitFate {
        ANSWERED,
        /** It took place at the server, and the connection ended before the answer. */
        LOST_AFTER_IT_TOOK_PLACE,
        /** The connection ended before the server had it. */
        LOST_BEFORE_IT_TOOK_PLACE
    }

    /** The failure that a process sees when a connection ends under its commit; it cannot tell which end came first. */
    static final class CommitLostException extends SQLException {
        private CommitLostException() {
            super("the connection ended before the commit was answered", "08006");
        }
    }

    private final String url;
    private final Supplier<Scheduler> schedule;
    private final BlockingDeque<Connection> idle = new LinkedBlockingDeque<>();
    private final Connection watching;
    private final PreparedStatement blocked;
    private volatile Supplier<CommitFate> fates = () -> CommitFate.ANSWERED;

    GatedDatabase(String url, Supplier<Scheduler> schedule) {
        this.url = url;
        this.schedule = schedule;
        try {
            watching = java.sql.DriverManager.getConnection(url);
            blocked = watching.prepareStatement("SELECT cardinality(pg_blocking_pids(?)) > 0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks for the fate of each commit from now on. */
    void setFates(Supplier<CommitFate> fates) {
        this.fates = fates;
    }

    /** Whether a session waits for a lock. */
    boolean isBlocked(int backend) {
        try {
            blocked.setInt(1, backend);
            try (ResultSet row = blocked.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection of nobody's, whose statements are no steps. */
    Connection free() {
        return watching;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection real = idle.pollFirst();
        if (real == null) {
            real = java.sql.DriverManager.getConnection(url);
        }
        Scheduler.Actor actor = schedule.get() == null ? null : schedule.get().self();
        if (actor != null) {
            actor.usesBackend(real.unwrap(PGConnection.class).getBackendPID());
        }
        return proxy(Connection.class, new Gate(real));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(GatedDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void step(String what) {
        if (schedule.get() != null) {
            schedule.get().step(what);
            if (what.startsWith(TAKING)) {
                schedule.get().mark();
            }
        }
    }

    /** One borrowed connection. A rollback is no step: whoever dies does not wait for its turn. */
    private final class Gate implements InvocationHandler {
        private final Connection real;
        private boolean isLost;

        private Gate(Connection real) {
            this.real = real;
        }

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "close" -> {
                    real.setAutoCommit(true);
                    idle.addFirst(real);
                    return null;
                }
                case "rollback" -> {
                    if (isLost) {
                        return null; // the server has ended the transaction already
                    }
                }
                case "commit" -> {
                    step("COMMIT");
                    meet(fates.get());
                }
                case "prepareStatement" -> {
                    PreparedStatement statement = (PreparedStatement) GatedDatabase.invoke(real, method, arguments);
                    return proxy(PreparedStatement.class, new GatedStatement((String) arguments[0], statement));
                }
                case "createStatement" -> {
                    Statement statement = (Statement) GatedDatabase.invoke(real, method, arguments);
                    return proxy(Statement.class, (of, called, values) -> {
                        if (called.getName().startsWith("execute")) {
                            step(shown((String) values[0]));
                        }
                        return GatedDatabase.invoke(statement, called, values);
                    });
                }
                default -> {
                    // all else asks the server nothing
                }
            }
            return GatedDatabase.invoke(real, method, arguments);
        }

        /** The physical connection is as good as new afterwards, and serves another borrower. */
        private void meet(CommitFate fate) throws SQLException {
            switch (fate) {
                case ANSWERED -> {
                    return;
                }
                case LOST_AFTER_IT_TOOK_PLACE -> real.commit();
                case LOST_BEFORE_IT_TOOK_PLACE -> real.rollback();
            }
            isLost = true;
            throw new CommitLostException();
        }
    }

    /** A statement whose execution is a step; remembers which draft's gates it asks. */
    private final class GatedStatement implements InvocationHandler {
        private final String sql;
        private final PreparedStatement real;
        private UUID draft;

        private GatedStatement(String sql, PreparedStatement real) {
            this.sql = shown(sql);
            this.real = real;
        }

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("setObject") && arguments[1] instanceof UUID id && sql.startsWith(STARTING)) {
                draft = id;
            }
            if (method.getName().startsWith("execute")) {
                step(sql);
                if (draft != null && schedule.get() != null) {
                    schedule.get().markStart(draft);
                }
            }
            return GatedDatabase.invoke(real, method, arguments);
        }
    }

    private static String shown(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= TEXT_SHOWN ? line : line.substring(0, TEXT_SHOWN) + "…";
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // nothing is written
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // the server is at hand
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
