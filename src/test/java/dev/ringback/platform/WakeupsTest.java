package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Replicas wake each other; here the other one is a plain connection. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class WakeupsTest {
    private static final Duration SLOW = Duration.ofSeconds(5);

    private final ServiceDriver world;
    private final Wakeups wakeups;
    private final Supervisor supervisor;
    private final AgroalDataSource database;
    private final String url;
    private final String password;

    WakeupsTest(
            ServiceDriver world,
            Wakeups wakeups,
            Supervisor supervisor,
            AgroalDataSource database,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.password") String password) {
        this.world = world;
        this.wakeups = wakeups;
        this.supervisor = supervisor;
        this.database = database;
        this.url = url;
        this.password = password;
    }

    @BeforeEach
    void awaitListener() {
        await().atMost(Duration.ofSeconds(20)).until(this::comesThrough);
    }

    private boolean comesThrough() {
        return wakeups.poll(SLOW).equals(SLOW);
    }

    private Connection otherReplica(String... channels) throws SQLException {
        Connection connection = DriverManager.getConnection(url, "postgres", password);
        try (Statement statement = connection.createStatement()) {
            for (String channel : channels) {
                statement.execute("LISTEN " + channel);
            }
        }
        return connection;
    }

    /** The channels of all that came before and with the first notification of {@code last}. */
    private static List<String> heardUntil(Connection other, String last) throws SQLException {
        List<String> heard = new ArrayList<>();
        while (!heard.contains(last)) {
            for (PGNotification notification : other.unwrap(PGConnection.class).getNotifications(20_000)) {
                heard.add(notification.getName());
            }
        }
        return heard;
    }

    private static void notify(Connection other, String channel) throws SQLException {
        try (Statement statement = other.createStatement()) {
            statement.execute("NOTIFY " + channel);
        }
    }

    @Test
    void aStoredEventAndWhatMayBeDueAfterItAreToldToTheOtherReplicas() throws SQLException {
        world.reset();
        try (Connection other = otherReplica("ringback_event", "ringback_due")) {
            world.stripe(
                    "invoice.payment_failed",
                    ServiceDriver.invoice(ServiceDriver.freshId("in_"), ServiceDriver.freshNumber()));
            assertThat(heardUntil(other, "ringback_event")).containsOnly("ringback_event");
            world.decide();
            assertThat(heardUntil(other, "ringback_due")).contains("ringback_due");
        }
    }

    @Test
    void anotherReplicasNotificationIsHeardAndOurOwnIsNot() throws SQLException {
        AtomicInteger events = new AtomicInteger();
        AtomicInteger dues = new AtomicInteger();
        wakeups.on(Wakeups.Channel.EVENT, events::incrementAndGet);
        wakeups.on(Wakeups.Channel.DUE, dues::incrementAndGet);
        try (Connection other = otherReplica("ringback_event")) {
            wakeups.notifyOthers(Wakeups.Channel.EVENT);
            heardUntil(other, "ringback_event");
            notify(other, "ringback_due"); // comes after ours, so ours has been passed over when it is heard
            await().until(() -> dues.get() == 1);
            assertThat(events).hasValue(0);
        }
    }

    @Test
    void manyCallsAreFewNotifications() throws SQLException {
        try (Connection other = otherReplica("ringback_due", "ringback_event")) {
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                wakeups.notifyOthers(Wakeups.Channel.DUE);
                Thread.onSpinWait();
            }
            long slots = Duration.ofNanos(System.nanoTime() - start).toMillis() / 50;
            wakeups.notifyOthers(Wakeups.Channel.EVENT);
            assertThat(heardUntil(other, "ringback_event").stream().filter("ringback_due"::equals))
                    .hasSizeBetween(1, (int) slots + 2);
        }
    }

    @Test
    void aLostConnectionIsReplaced() throws SQLException {
        AtomicInteger dues = new AtomicInteger();
        wakeups.on(Wakeups.Channel.DUE, dues::incrementAndGet);
        String ours = "FROM pg_stat_activity WHERE application_name = 'ringback-wakeups'";
        long first = world.number("SELECT min(pid) " + ours);
        world.number("SELECT count(pg_terminate_backend(pid)) " + ours);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> comesThrough() && world.number("SELECT count(*) " + ours + " AND pid <> " + first) == 1);
        try (Connection other = otherReplica()) {
            notify(other, "ringback_due");
            await().until(() -> dues.get() == 1);
        }
    }

    @Test
    void behindAPoolerNothingIsListenedTo() throws SQLException {
        int port = URI.create(url.substring("jdbc:".length())).getPort();
        try (OtherPid pooler = new OtherPid(port);
                AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(of -> of.maxSize(1)
                                .connectionFactoryConfiguration(
                                        to -> to.jdbcUrl("jdbc:postgresql://localhost:" + pooler.port() + "/postgres")
                                                .jdbcProperty("sslmode", "disable")
                                                .principal(new NamePrincipal("postgres"))
                                                .credential(new SimplePassword(password)))))) {
            NotificationListener listening = new NotificationListener(pool, "self", channel -> {}, channel -> {
                throw new AssertionError("no echo is asked for");
            });
            assertThat(listening.listen(Supervisor.Pulse.NONE).length()).isGreaterThan(Duration.ofMinutes(1));
            assertThat(listening.works()).isFalse();
        }
    }

    @Test
    void whereNothingComesThroughPollsAreFast() {
        Wakeups deaf = new Wakeups(database, supervisor);
        assertThat(deaf.poll(SLOW)).isEqualTo(Duration.ofMillis(500));
        assertThat(deaf.poll(Duration.ofMillis(20))).isEqualTo(Duration.ofMillis(20));
    }
}
