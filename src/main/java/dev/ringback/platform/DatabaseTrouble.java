package dev.ringback.platform;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * Distinguishes an absent database from a bug of the service. An absent database cannot be reached, takes no writes, or has
 * no free connection. PostgreSQL's manual lists the SQL states in appendix A.
 */
public final class DatabaseTrouble {
    private static final Set<String> CLASSES = Set.of(
            "08", // connection exception, the driver's own included
            "53", // insufficient resources
            "58"); // system error
    private static final Set<String> STATES = Set.of(
            "25006", // a read-only server
            "25P03", // a transaction that was idle for too long
            "57P01", // the server, or the administrator, ended the connection
            "57P02", "57P03", "57P04", "57P05");
    private static final String STATEMENT_TIMEOUT = "57014";
    private static final String POOL = "io.agroal.pool.ConnectionPool"; // the pool's refusals have no SQL state

    private DatabaseTrouble() {}

    /** Returns whether the absence of the database caused a failure, and not the work itself. */
    public static boolean isAbsence(Throwable failure) {
        return find(failure, false).isPresent();
    }

    /**
     * Explains for the log why the database could not do the work in time.
     *
     * @return a single line without rows or parameters; empty if the failure has another cause
     */
    public static Optional<String> in(Throwable failure) {
        return find(failure, true);
    }

    private static Optional<String> find(Throwable failure, boolean withTimeouts) {
        Deque<Throwable> left = new ArrayDeque<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        left.add(failure);
        while (!left.isEmpty()) {
            Throwable next = left.poll();
            if (!seen.add(next)) {
                continue;
            }
            if (isTrouble(next, withTimeouts)) {
                return Optional.of(inOneLine(next));
            }
            if (next.getCause() != null) {
                left.add(next.getCause());
            }
            Collections.addAll(left, next.getSuppressed());
        }
        return Optional.empty();
    }

    private static boolean isTrouble(Throwable failure, boolean withTimeouts) {
        return switch (failure) {
            case UnusableDatabaseException e -> true;
            case SQLException e when e.getSQLState() == null -> isOfThePool(e);
            case SQLException e ->
                STATES.contains(e.getSQLState())
                        || e.getSQLState().length() > 2
                                && CLASSES.contains(e.getSQLState().substring(0, 2))
                        || withTimeouts && e.getSQLState().equals(STATEMENT_TIMEOUT);
            default -> false;
        };
    }

    private static boolean isOfThePool(SQLException e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith(POOL);
    }

    private static String inOneLine(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.lines().findFirst().orElse("");
        // The driver's own message names no reason; the exception of the network does.
        return e.getCause() instanceof IOException cause ? line + " (" + cause.getMessage() + ")" : line;
    }
}
