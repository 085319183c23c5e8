package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.ringback.ServiceDriver;
import dev.ringback.hub.HubAccount;
import dev.ringback.hub.TestConfig;
import dev.ringback.platform.Audit;
import dev.ringback.platform.PostgresResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.enterprise.inject.spi.CDI;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.Flyway;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A copied database, another Hub, a shifted clock: nothing is sent until a person says so, or never. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(90)
class InstallationGuardTest {
    private static final String NUMBER = "+12025550147";

    private final ServiceDriver world;
    private final InstallationGuard guard;
    private final IdentityRepository identities;
    private final Session database;
    private final Quota quota;
    private final Audit audit;
    private final AgroalDataSource pool;

    InstallationGuardTest(
            ServiceDriver world,
            InstallationGuard guard,
            IdentityRepository identities,
            Session database,
            Quota quota,
            Audit audit,
            AgroalDataSource pool) {
        this.world = world;
        this.guard = guard;
        this.identities = identities;
        this.database = database;
        this.quota = quota;
        this.audit = audit;
        this.pool = pool;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    /** By SQL, since a mutated guard may not see what there is to accept. */
    @AfterEach
    void acceptWhatIsHere() {
        world.run("UPDATE installation SET table_oid = tableoid::bigint, database_oid ="
                + " (SELECT oid::bigint FROM pg_database WHERE datname = current_database()),"
                + " timeline = 1, database_host = 'localhost', hub_address = 'loopback', hub_account = NULL");
        world.reset();
    }

    private void resume() {
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
    }

    private void checkAsAtAStart() {
        guard.check(new StartupEvent());
    }

    private String reason() {
        JsonPath status = world.get("/api/v1/status");
        assertThat(status.getBoolean("paused")).isTrue();
        return status.getString("pauses[0].reason");
    }

    private List<String> changes(Connection connection) {
        IdentityReading reading = identities.read(connection);
        return reading.here().databaseChanges(reading.accepted());
    }

    /** The service's database at another name of this machine, or another database beside it. */
    private static Connection direct(String host, String name) throws SQLException {
        return DriverManager.getConnection(
                url().replace("localhost", host).replaceFirst("/postgres$", "/" + name), user(), password());
    }

    private static String url() {
        return config().getValue("quarkus.datasource.jdbc.url", String.class);
    }

    private static String user() {
        return config().getValue("quarkus.datasource.username", String.class);
    }

    private static String password() {
        return config().getValue("quarkus.datasource.password", String.class);
    }

    private static Config config() {
        return ConfigProvider.getConfig();
    }

    private static <T> T inTransaction(Callable<T> work) {
        return QuarkusTransaction.requiringNew().call(work);
    }

    // --- The database

    @Test
    void aTransactionThatBeganBeforeAnotherDatabaseWasMetTakesNothing() throws SQLException {
        world.run("DROP DATABASE IF EXISTS other");
        world.run("CREATE DATABASE other");
        Flyway.configure()
                .dataSource(url().replaceFirst("/postgres$", "/other"), user(), password())
                .locations("classpath:db/migration")
                .load()
                .migrate();
        InstallationGuard process = guardWith(identities); // which no new connection of the pool is shown to
        try (Connection other = direct("localhost", "other")) {
            InstallationGuard.Standing standing = inTransaction(() -> {
                assertThat(process.standing()).isEqualTo(InstallationGuard.Standing.SURE);
                process.meet(other);
                return process.standing();
            });
            assertThat(standing).isEqualTo(InstallationGuard.Standing.IN_DOUBT);
        }
    }

    /** As {@code pg_dump | psql} over the same database does, under a running service. */
    @Test
    void aRestoredDumpHasAnotherTableOid() {
        world.dueCall(NUMBER);
        world.run("CREATE TABLE restored (LIKE installation INCLUDING ALL);"
                + " INSERT INTO restored SELECT * FROM installation;"
                + " DROP TABLE installation; ALTER TABLE restored RENAME TO installation");
        assertThat(world.send()).isZero();
        assertThat(reason()).contains("table oid ", "it may be a copy");
        resume();
        assertThat(world.send()).isOne();
    }

    @Test
    void whatRewritesATableChangesNoOid() {
        world.run("VACUUM FULL installation");
        checkAsAtAStart();
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }

    @Test
    void anotherHostIsAnotherDatabaseAndTheNamesOfThisMachineAreOne() throws SQLException {
        try (Connection connection = direct("127.0.0.1", "postgres")) {
            assertThat(changes(connection)).isEmpty();
        }
        world.run("UPDATE installation SET database_host = 'db-old.example'");
        assertThat(world.send()).isZero();
        assertThat(reason()).contains("host db-old.example → host localhost", "it may be a copy");
    }

    @Test
    void aServerThatContinuesInPlaceIsNoCopyAlsoWhereTheUrlNamesSeveralHosts() {
        Identity accepted = identity(7L, 1, 5L, "db-a", 5432);
        assertThat(identity(7L, 2, 5L, "db-a", 5432).continuesInPlace(accepted, List.of("db-a:5432")))
                .isTrue();
        assertThat(identity(7L, 2, 5L, "db-b", 5432).continuesInPlace(accepted, List.of("db-a:5432", "db-b:5432")))
                .isTrue();
        assertThat(identity(7L, 2, 5L, "db-b", 5432).continuesInPlace(accepted, List.of("db-b:5432")))
                .as("restored elsewhere, while db-a may live")
                .isFalse();
        assertThat(identity(7L, 2, 5L, "db-a", 5433).continuesInPlace(accepted, List.of("db-a:5433")))
                .as("restored beside it")
                .isFalse();
        assertThat(identity(7L, 1, 5L, "db-a", 5432).continuesInPlace(accepted, List.of("db-a:5432")))
                .isFalse();
        assertThat(identity(7L, 2, 6L, "db-a", 5432).continuesInPlace(accepted, List.of("db-a:5432")))
                .isFalse();
    }

    private static Identity identity(long server, int timeline, long databaseOid, String host, int port) {
        return new Identity(new Identity.Place(server, timeline, databaseOid, host), port, 16_400L, null);
    }

    @Test
    void theFirstStartOfThisVersionCompletesWhatAnEarlierOneAccepted() {
        world.run("UPDATE installation SET database_oid = NULL, table_oid = NULL, database_host = NULL,"
                + " database_port = NULL, hub_address = NULL, accepted_at = NULL");
        assertThat(world.send()).as("nothing due, and no pause").isZero();
        checkAsAtAStart();
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
        assertThat(world.number(
                        "SELECT count(*) FROM installation WHERE table_oid = tableoid::bigint AND database_oid ="
                                + " (SELECT oid FROM pg_database WHERE datname = current_database())"
                                + " AND database_host = 'localhost' AND hub_address = 'loopback'"))
                .isOne();
    }

    @Test
    void anEarlierVersionsInstallationOnAnotherTimelineIsNotCompletedBeforeAResume() {
        world.run("UPDATE installation SET timeline = timeline - 1, database_oid = NULL, table_oid = NULL");
        checkAsAtAStart();
        assertThat(reason()).contains("timeline ");
        assertThat(world.number("SELECT count(table_oid) FROM installation")).isZero();
        resume();
        assertThat(world.number("SELECT count(table_oid) FROM installation")).isOne();
    }

    // --- The Hub and the clock

    @Test
    void anotherHubPausesAllAndAResumeAcceptsItAndTellsHowManyCallsAreOpen() {
        world.dueCall(NUMBER);
        world.run("UPDATE installation SET hub_address = 'https://api.kataven.ai/v1', hub_account = 'acme'");
        checkAsAtAStart();
        assertThat(reason())
                .contains("https://api.kataven.ai/v1 account acme → loopback", "cancel those that must not ring");
        assertThat(world.send()).isZero();
        world.dueCall("+12025550148"); // made since
        world.operator("/api/v1/resume", "{}")
                .then()
                .statusCode(200)
                .body("paused", equalTo(false))
                .body("accepted.open_calls", equalTo(1))
                .body("accepted.changes[0]", containsString("loopback"));
        assertThat(world.number("SELECT count(*) FROM audit WHERE what = 'accept' AND object = 'hub' AND who = 'olaf'"))
                .isPositive();
        checkAsAtAStart();
        world.operator("/api/v1/resume", "{}").then().statusCode(200).body("accepted", nullValue());
        assertThat(world.send()).isEqualTo(2);
    }

    @Test
    void aKeyThatTellsNoAccountLeavesTheAcceptedAccountKnown() {
        QuarkusTransaction.requiringNew()
                .run(() -> database.doWork(connection -> {
                    Identity here = identities.read(connection).here();
                    Identity told = withHub(here, new HubAccount("https://api.kataven.ai/v1", "acme"));
                    identities.store(connection, told, true);
                    identities.store(
                            connection, withHub(here, new HubAccount(told.hub().address(), null)), false);
                    assertThat(identities.read(connection).accepted().hub()).isEqualTo(told.hub());
                    identities.store(connection, withHub(here, new HubAccount("https://hub.example/v1", null)), true);
                    assertThat(identities.read(connection).accepted().hub().account())
                            .isNull();
                }));
    }

    private static Identity withHub(Identity identity, HubAccount hub) {
        return new Identity(identity.place(), identity.port(), identity.tableOid(), hub);
    }

    @Test
    void aShiftedClockAndARealHubNeverGoTogether() throws SQLException {
        world.run("UPDATE installation SET hub_address = NULL");
        try {
            InstallationGuard real = withRealHub();
            assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> real.check(new StartupEvent())))
                    .hasMessageContaining("shifted")
                    .hasMessageContaining("fresh database");
            assertThat(inTransaction(real::standing).letsCallsGo()).isFalse();
            assertThat(reason()).contains("the clock is shifted", "fresh database");
            assertThatThrownBy(() -> inTransaction(() -> real.accept("olaf")))
                    .hasMessageContaining("shifted")
                    .hasMessageContaining("fresh database");
            assertThat(inTransaction(guard::standing).letsCallsGo())
                    .as("with an emulated Hub it may be shifted")
                    .isTrue();
        } finally {
            checkAsAtAStart();
        }
    }

    @Test
    void aClockThatIsRightSuitsARealHub() throws SQLException {
        InstallationGuard real = withRealHub();
        world.run("CREATE TABLE kept AS SELECT clock_offset FROM installation;"
                + " UPDATE installation SET hub_address = NULL, clock_offset = interval '0.4 seconds'");
        try {
            assertThat(inTransaction(real::standing).letsCallsGo()).isTrue();
        } finally {
            world.run("UPDATE installation SET clock_offset = (SELECT clock_offset FROM kept); DROP TABLE kept");
            checkAsAtAStart();
        }
    }

    /** The guard of a process that dials through a real Hub, on this database. */
    private InstallationGuard withRealHub() throws SQLException {
        return guardWith(new IdentityRepository(TestConfig.of(URI.create("https://api.kataven.ai/v1"))));
    }

    /** The guard of another process on this database. */
    private InstallationGuard guardWith(IdentityRepository repository) throws SQLException {
        var other = new InstallationGuard(
                database, repository, quota, audit, CDI.current().select(AgroalDataSource.class), Optional.empty());
        try (Connection connection = pool.getConnection()) {
            other.meet(connection);
        }
        return other;
    }
}
