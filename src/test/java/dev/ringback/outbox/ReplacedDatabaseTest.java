package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Route;
import dev.ringback.platform.Audit;
import dev.ringback.platform.PostgresResource;
import dev.ringback.platform.ReplaceablePostgres;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that took the place of ours or was copied: nothing is sent until a person says so. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = ReplaceablePostgres.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
@Timeout(90)
class ReplacedDatabaseTest {
    private static final String NUMBER = "+12025550147";

    private final ServiceDriver world;
    private final Outbox outbox;
    private final InstallationGuard guard;
    private final NewConnections connections;
    private final IdentityRepository identities;
    private final Session database;
    private final Quota quota;
    private final Audit audit;
    private final Instance<AgroalDataSource> pool;
    private ReplaceablePostgres postgres; // given by the resource itself

    ReplacedDatabaseTest(
            ServiceDriver world,
            Outbox outbox,
            InstallationGuard guard,
            NewConnections connections,
            IdentityRepository identities,
            Session database,
            Quota quota,
            Audit audit,
            Instance<AgroalDataSource> pool) {
        this.world = world;
        this.outbox = outbox;
        this.guard = guard;
        this.connections = connections;
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
        resume();
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

    private int timeline() {
        return (int) world.number("SELECT timeline FROM installation");
    }

    private int rings() {
        return world.hub().rings(NUMBER).size();
    }

    /** Works again once the connections to the server that was stopped have been found dead. */
    private void awaitDatabase() {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> world.number("SELECT 1") == 1);
    }

    @Test
    void aRestoreUnderARunningServicePausesItBeforeAnythingIsSentAndAResumeTakesItForOurs() throws IOException {
        int before = timeline();
        world.dueCall(NUMBER);
        postgres.restore();
        awaitDatabase();

        assertThat(world.number("SELECT count(*) FROM pause"))
                .as("by the first new connection, before any claim")
                .isOne();
        assertThat(world.send()).isZero();
        assertThat(reason())
                .contains("timeline " + before + " → ", "timeline " + (before + 1) + ";", "POST /api/v1/resume");
        world.run("DELETE FROM pause");
        checkAsAtAStart();
        assertThat(reason()).as("a restart finds it by itself").contains("timeline " + before + " → ");
        assertThat(rings()).isZero();

        resume();
        assertThat(timeline()).isEqualTo(before + 1);
        assertThat(world.number("SELECT count(*) FROM audit WHERE what = 'accept' AND detail LIKE '%timeline "
                        + (before + 1) + "'"))
                .isOne();
        checkAsAtAStart();
        assertThat(world.get("/api/v1/status").getBoolean("paused")).isFalse();
        assertThat(world.send()).isOne();
        assertThat(rings()).isOne();
    }

    @Test
    void aClaimMadeBeforeAnotherDatabaseWasMetIsVoid() throws IOException {
        world.dueCall(NUMBER);
        Claim claim = outbox.claim(1).getFirst();
        assertThat(claim.lease().stands()).isTrue();
        postgres.restore();
        awaitDatabase();

        Outcome outcome = outbox.sender(claim.kind()).send(claim);
        assertThat(outcome).isInstanceOf(Outcome.NotSent.class);
        assertThat(world.hub().requests(Route.ORIGINATE).heads()).isZero();
        assertThat(outbox.record(claim, outcome)).isTrue();
    }

    @Test
    void aDatabaseWithAnotherSystemIdentifierIsPausedAtTheStart() {
        world.dueCall(NUMBER);
        world.run("UPDATE installation SET system_identifier = 4711");
        checkAsAtAStart();
        assertThat(reason()).contains("system identifier 4711 → system identifier ");
        assertThat(world.send()).isZero();
        resume();
        assertThat(world.send()).isOne();
    }

    @Test
    void aClaimLooksForItself() {
        world.dueCall(NUMBER);
        world.run("UPDATE installation SET timeline = timeline + 7");
        assertThat(world.send()).isZero();
        assertThat(reason()).contains("the database is another one");
    }

    @Test
    void aPauseByHandDoesNotHideIt() {
        world.operator("/api/v1/pause", "{\"reason\":\"audit week\"}").then().statusCode(200);
        world.run("UPDATE installation SET timeline = timeline + 7");
        checkAsAtAStart();
        checkAsAtAStart();
        assertThat(reason()).contains("the database is another one", "(it was paused before: audit week)");
        assertThat(world.number("SELECT count(*) FROM audit WHERE what = 'pause' AND detail LIKE '%audit week)'"))
                .isOne();
    }

    @Test
    void theFirstStartTakesTheDatabaseAsItIs() {
        long identifier = world.number("SELECT system_identifier FROM installation");
        world.run("UPDATE installation SET system_identifier = NULL, timeline = NULL");
        checkAsAtAStart();
        assertThat(world.number("SELECT system_identifier FROM installation"))
                .isEqualTo(identifier)
                .isEqualTo(world.number("SELECT system_identifier FROM pg_control_system()"));
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }

    @Test
    void aStandbyIsNotConnectedTo() throws Exception {
        postgres.becomeStandby();
        try (Connection connection = direct("postgres", postgres.password())) {
            assertThatThrownBy(() -> connections.onConnectionCreate(connection)).hasMessageContaining("a standby");
            assertThat(connection.isClosed()).isTrue();
        } finally {
            postgres.restore();
        }
        awaitDatabase();
    }

    @Test
    void aServerThatTakesNoWritesIsNotConnectedTo() throws SQLException {
        try (Connection connection = direct("postgres", postgres.password())) {
            connection.createStatement().execute("SET default_transaction_read_only = on");
            assertThatThrownBy(() -> connections.onConnectionCreate(connection)).hasMessageContaining("read-only");
        }
    }

    @Test
    void anOrdinaryRoleMayAskAndOneThatMayNotIsToldTheGrant() throws SQLException {
        world.run("CREATE ROLE plain LOGIN PASSWORD 'plain'");
        try {
            try (Connection connection = direct("plain", "plain")) {
                assertThat(identities.see(connection).place().timeline()).isEqualTo(timeline());
            }
            world.run("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
            try (Connection connection = direct("plain", "plain")) {
                assertThatThrownBy(() -> connections.onConnectionCreate(connection))
                        .hasMessageContaining("GRANT EXECUTE ON FUNCTION pg_control_system()");
            }
        } finally {
            world.run("GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC");
            world.run("DROP ROLE plain");
        }
    }

    // --- Copies

    @Test
    void aCopyMadeByTemplateHasAnotherDatabaseOid() throws SQLException {
        try (Connection connection = direct("postgres", postgres.password())) {
            assertThat(changes(connection)).isEmpty();
        }
        copyByTemplate("copy");
        try (Connection connection = to("copy")) {
            assertThat(changes(connection)).singleElement().asString().startsWith("database oid ");
        }
        awaitDatabase();
        assertThat(world.get("/api/v1/status").getBoolean("paused"))
                .as("the original is the original")
                .isFalse();
    }

    private List<String> changes(Connection connection) {
        IdentityReading reading = identities.read(connection);
        return reading.here().databaseChanges(reading.accepted());
    }

    /** A connection to another database of the same server. */
    private Connection to(String name) throws SQLException {
        return DriverManager.getConnection(
                postgres.directUrl().replaceFirst("/postgres$", "/" + name), "postgres", postgres.password());
    }

    private void copyByTemplate(String name) throws SQLException {
        try (Connection admin = to("template1");
                Statement statement = admin.createStatement()) {
            statement.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS false");
            try {
                statement.execute(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'postgres'");
                statement.execute("CREATE DATABASE " + name + " TEMPLATE postgres");
            } finally {
                statement.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS true");
            }
        }
    }

    // --- A resume stays

    @Test
    void aReplicaThatMeetsTheNewDatabaseAfterAResumeDoesNotPauseAgain() throws Exception {
        InstallationGuard replica = guardFor(identities);
        meet(replica);
        postgres.restore();
        awaitDatabase();
        resume();
        meet(replica);
        assertThat(world.get("/api/v1/status").getBoolean("paused")).isFalse();
    }

    @Test
    void aReplicaThatMeetsADatabaseThatWasAcceptedLongAgoPausesIt() throws Exception {
        InstallationGuard replica = guardFor(identities);
        meet(replica);
        postgres.restore();
        awaitDatabase();
        resume();
        world.run("UPDATE installation SET accepted_at = accepted_at - interval '1 hour'"); // before the replica began
        meet(replica);
        assertThat(reason()).contains("timeline ");
    }

    private void meet(InstallationGuard replica) throws SQLException {
        try (Connection connection = direct("postgres", postgres.password())) {
            replica.meet(connection);
        }
    }

    /** The guard of another process on this database. */
    private InstallationGuard guardFor(IdentityRepository identities) {
        return new InstallationGuard(database, identities, quota, audit, pool, Optional.empty());
    }

    private Connection direct(String user, String password) throws SQLException {
        return DriverManager.getConnection(postgres.directUrl(), user, password);
    }
}
