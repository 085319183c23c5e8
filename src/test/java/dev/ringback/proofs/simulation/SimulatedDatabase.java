package dev.ringback.proofs.simulation;

import dev.ringback.calls.lawful.HoursOfTests;
import io.quarkus.hibernate.orm.panache.runtime.JpaOperations;
import jakarta.persistence.Entity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.MappingSettings;

/**
 * A real PostgreSQL with the real schema, whose only liberties are that it forgets in a power cut, and that its clock
 * stands still until a schedule moves it on.
 */
final class SimulatedDatabase implements AutoCloseable {
    /** A Monday, midday in New York. */
    static final String START = "2026-11-23T17:00:00Z";

    private final GatedDatabase gated;
    private final SessionFactory factory;
    private final Transactions transactions;
    private final BeanClasses classes;

    SimulatedDatabase(
            io.zonky.test.db.postgres.embedded.EmbeddedPostgres server, String name, Supplier<Scheduler> schedule)
            throws SQLException {
        try (var admin = server.getPostgresDatabase().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        String url = server.getJdbcUrl("postgres", name);
        Flyway.configure()
                .dataSource(url, "postgres", "")
                .locations("classpath:db/migration")
                .load()
                .migrate();
        gated = new GatedDatabase(url, schedule);
        run("CREATE OR REPLACE FUNCTION ringback_now() RETURNS timestamptz LANGUAGE sql STABLE AS"
                + " $$ SELECT timestamptz '" + START + "' + clock_offset FROM installation $$");
        run("INSERT INTO law (digest) VALUES ('" + HoursOfTests.HOURS.now().digest() + "')");
        factory = factory();
        transactions = new Transactions(factory);
        classes = new BeanClasses(transactions, new JpaOperations() {
            @Override
            public Session getSession(Class<?> entity) {
                return transactions.session();
            }

            @Override
            public Session getSession() {
                return transactions.session();
            }
        });
    }

    static io.zonky.test.db.postgres.embedded.EmbeddedPostgres server() {
        try {
            return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("autovacuum", "off")
                    .setServerConfig("jit", "off")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("deadlock_timeout", "100ms")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SessionFactory factory() {
        Configuration configuration = new Configuration();
        configuration.setPhysicalNamingStrategy(new PhysicalNamingStrategySnakeCaseImpl());
        configuration.getProperties().put("hibernate.connection.datasource", gated);
        configuration.getProperties().put("hibernate.timezone.default_storage", "NORMALIZE_UTC");
        configuration.getProperties().put(MappingSettings.JSON_FORMAT_MAPPER, storedJson());
        BeanClasses.annotated(Entity.class).forEach(configuration::addAnnotatedClass);
        return configuration.buildSessionFactory();
    }

    /** As Quarkus is told by an annotation. */
    private static Object storedJson() {
        try {
            Constructor<?> constructor =
                    Class.forName("dev.ringback.platform.DatabaseJson").getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    GatedDatabase gated() {
        return gated;
    }

    Transactions transactions() {
        return transactions;
    }

    BeanClasses classes() {
        return classes;
    }

    void reset() {
        run("""
                DELETE FROM evidence; DELETE FROM opt_out; DELETE FROM dial; DELETE FROM alarm; DELETE FROM hub_key;
                DELETE FROM attempt; DELETE FROM outbox_entry; DELETE FROM draft_row; DELETE FROM draft; DELETE FROM call_timeline; DELETE FROM decision;
                DELETE FROM ending; DELETE FROM thing; DELETE FROM call; DELETE FROM person; DELETE FROM pause;
                DELETE FROM strike; DELETE FROM hub_request; DELETE FROM worker; DELETE FROM event_end; DELETE FROM event_body;
                DELETE FROM delivery_key; DELETE FROM event; DELETE FROM audit; DELETE FROM rules_active;
                DELETE FROM rules_deployment; DELETE FROM rules_activation; DELETE FROM rule_name;
                UPDATE quota SET dial_blocked_until = NULL, dial_blocked_by = NULL, held_until = NULL, held_by = NULL, resumed_at = NULL,
                    breaker = 'CLOSED', breaker_since = NULL, breaker_reason = NULL, breaker_unknowns = 0,
                    breaker_unknown_at = NULL, breaker_wait = NULL, breaker_probe_at = NULL, breaker_dial = NULL;
                UPDATE installation SET clock_offset = interval '0', system_identifier = 1, timeline = 1
                """);
    }

    void run(String sql) {
        try (Statement statement = gated.free().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        factory.close();
    }
}
