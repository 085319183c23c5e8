package dev.ringback.outbox;

import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;

/**
 * Databases of several sizes side by side in one server, each in a schema of its own: what is called {@code public} is
 * what the service sees. So one process measures them all in turn, and only the history differs.
 */
final class Histories {
    private final AgroalDataSource database;
    private final Flyway flyway;
    private String shown = "bench_nothing"; // what the service's own start made

    Histories(AgroalDataSource database, Flyway flyway) {
        this.database = database;
        this.flyway = flyway;
    }

    /** Makes one with so many entries, most of them finished; it is not shown yet. */
    void create(int entries) {
        String schema = schema(entries);
        Flyway.configure()
                .configuration(flyway.getConfiguration())
                .schemas(schema)
                .defaultSchema(schema)
                .load()
                .migrate();
        run("DELETE FROM " + schema + ".installation; INSERT INTO " + schema
                + ".installation SELECT * FROM public.installation; UPDATE " + schema
                + ".installation SET table_oid = tableoid::bigint"); // else the guard takes it for a copy
        show(entries);
        run(script("fill").replace(":entries", Integer.toString(entries)));
        run("VACUUM (ANALYZE)");
    }

    /** The service sees this one from now on, by new connections: none knows plans made for another size. */
    void show(int entries) {
        if (!shown.equals(schema(entries))) {
            swapFor(schema(entries));
        }
    }

    /** Shows again what the service started with. */
    void showNone() {
        swapFor("bench_nothing");
    }

    private void swapFor(String schema) {
        run("ALTER SCHEMA public RENAME TO " + shown + "; ALTER SCHEMA " + schema + " RENAME TO public");
        shown = schema;
        database.flush(AgroalDataSource.FlushMode.GRACEFUL);
    }

    private static String schema(int entries) {
        return "bench_" + entries;
    }

    void run(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 0); // filling takes minutes; the pool sets it back
            statement.execute("SET statement_timeout = 0");
            statement.execute(sql);
            statement.execute("SET statement_timeout = 8000"); // as the pool has it
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column, as texts. */
    List<String> ask(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String script(String name) {
        try (InputStream file = Histories.class.getResourceAsStream("/bench/" + name + ".sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
