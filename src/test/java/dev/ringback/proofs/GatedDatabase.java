package dev.ringback.proofs;

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

    private final String url;

    /** Asks the gates of all rows of a start. */
    private static final String STARTING = "SELECT (SELECT count(*) FROM draft_row WHERE draft";

    private final Supplier<Scheduler> schedule;
    private final BlockingDeque<Connection> idle = new LinkedBlockingDeque<>();
    private final Connection watching;
    private final PreparedStatement blocked;

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
            if (what.startsWith(STARTING)) {
                schedule.get().markStart();
            }
        }
    }

    /** One borrowed connection. A rollback is no step: whoever dies does not wait for its turn. */
    private final class Gate implements InvocationHandler {
        private final Connection real;

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
                case "commit" -> step("COMMIT");
                case "prepareStatement" -> {
                    PreparedStatement statement = (PreparedStatement) GatedDatabase.invoke(real, method, arguments);
                    return proxy(PreparedStatement.class, (of, called, values) -> {
                        if (called.getName().startsWith("execute")) {
                            step(shown((String) arguments[0]));
                        }
                        return GatedDatabase.invoke(statement, called, values);
                    });
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
