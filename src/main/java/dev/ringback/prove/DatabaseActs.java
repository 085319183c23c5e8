package dev.ringback.prove;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** What the chaos does to the database. IOException says that there was nothing to do it to just then. */
final class DatabaseActs {
    private static final int MOST_SESSIONS = 16;

    private final Database database;

    DatabaseActs(Database database) {
        this.database = database;
    }

    /** A lent server is not killed: its sessions are ended instead. */
    Act possible(Act drawn) {
        boolean isLent = database.server() instanceof Server.Lent;
        return isLent && (drawn == Act.KILL_BACKEND || drawn == Act.KILL_SERVER) ? Act.END_SESSIONS : drawn;
    }

    private Server.Own own() {
        return (Server.Own) database.server();
    }

    /** Only sessions of our own replicas, by the name that they alone have. */
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
}
