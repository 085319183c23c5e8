package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringback.World;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import dev.ringback.platform.ReplaceablePostgres;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that took the place of ours, or is ours from an earlier time: nothing is sent until a person says so. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = ReplaceablePostgres.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
@Timeout(90)
class DatabaseIdentityTest {
    private static final String NUMBER = "+12025550147";

    private final World world;
    private final Outbox outbox;
    private final DatabaseIdentity identity;
    private final NewConnections connections;
    private ReplaceablePostgres postgres; // given by the resource itself

    DatabaseIdentityTest(World world, Outbox outbox, DatabaseIdentity identity, NewConnections connections) {
        this.world = world;
        this.outbox = outbox;
        this.identity = identity;
        this.connections = connections;
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
        identity.check(new StartupEvent());
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
        assertThat(reason()).contains("system identifier 4711 timeline");
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
                assertThat(ServerIdentity.of(connection).timeline()).isEqualTo(timeline());
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

    private Connection direct(String user, String password) throws SQLException {
        return DriverManager.getConnection(postgres.directUrl(), user, password);
    }
}
