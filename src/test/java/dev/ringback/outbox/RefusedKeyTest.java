package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.calls.CallCaps;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 401: a key that is the installation's newest stops the account, an older one only the process that still has it. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class RefusedKeyTest {
    private static final String NUMBER = "+12025550143";
    private final ServiceDriver world;
    private final Pauses pauses;
    private final CallCaps reader;

    RefusedKeyTest(ServiceDriver world, Pauses pauses, CallCaps reader) {
        this.world = world;
        this.pauses = pauses;
        this.reader = reader;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    @AfterEach
    void forgetTheOthers() {
        world.run("DELETE FROM hub_key WHERE digest IN ('older', 'newer')");
    }

    /** A replica of another version of the deployment. */
    private void runsToo(String key, String since) {
        world.run("INSERT INTO hub_key (digest, first_seen) VALUES ('" + key + "', clock_timestamp() + interval '"
                + since + "')");
    }

    private void refusedToIt(String key) {
        QuarkusTransaction.requiringNew().run(() -> pauses.keyRefused(key, "invalid key"));
    }

    private boolean isPaused() {
        return world.get("/api/v1/status").getBoolean("paused");
    }

    private boolean isOwnRefused() {
        return world.get("/api/v1/status").getBoolean("hub.key_refused");
    }

    private UUID refused() {
        UUID call = world.dueCall(NUMBER);
        world.hub().faults().next(Route.ORIGINATE, Fault.status(401, "invalid key"));
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("due");
        return call;
    }

    private void ringsAfterAResume(UUID call) {
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.hub().rings(NUMBER)).hasSize(1);
    }

    @Test
    void theNewestKeysRefusalPausesTheAccountAndSaysSo() {
        runsToo("older", "-1 day");
        long alarms = CapsTest.alarms("paused_account");
        long audited = world.number("SELECT count(*) FROM audit WHERE what = 'pause' AND object = 'account'");
        UUID call = refused();
        assertThat(isPaused()).isTrue();
        assertThat(world.get("/api/v1/status").getString("pauses[0].reason")).contains("401", "invalid key");
        assertThat(CapsTest.alarms("paused_account")).isEqualTo(alarms + 1);
        assertThat(world.number("SELECT count(*) FROM audit WHERE what = 'pause' AND object = 'account'"))
                .isEqualTo(audited + 1);
        assertThat(world.send()).isZero();
        ringsAfterAResume(call);
    }

    @Test
    void anOlderKeysRefusalPausesNothing() {
        runsToo("older", "-1 day");
        long alarms = CapsTest.alarms("old_key");
        refusedToIt("older");
        assertThat(isPaused()).isFalse();
        assertThat(CapsTest.alarms("old_key")).isEqualTo(alarms + 1);
        world.dueCall(NUMBER);
        assertThat(world.send()).isOne();
    }

    @Test
    void aProcessThatWasLeftBehindWithAnOlderKeyStopsItself() {
        runsToo("newer", "1 hour");
        UUID call = refused();
        assertThat(isPaused()).isFalse();
        assertThat(isOwnRefused()).isTrue();
        assertThat(world.send()).as("this process claims nothing").isZero();
        assertThat(reader.readIfDue())
                .as("nor takes it a reading from those that can")
                .isFalse();
        ringsAfterAResume(call);
    }

    @Test
    void theAccountIsPausedAgainWhenTheOlderKeyIsTheOneThatIsLeft() {
        runsToo("newer", "1 hour");
        refusedToIt("newer");
        assertThat(isPaused()).isTrue();
        QuarkusTransaction.requiringNew().run(() -> pauses.liftForANewKey(null)); // a replica with ours starts
        assertThat(isPaused()).as("back to the key before").isFalse();
        refusedToIt("newer");
        assertThat(isPaused()).as("by a process that was left behind").isFalse();
        refused();
        assertThat(isPaused()).isTrue();
    }

    @Test
    void aRestartWithARefusedKeyLiftsNoPause() {
        refused();
        QuarkusTransaction.requiringNew().run(() -> pauses.liftForANewKey(null));
        assertThat(isPaused()).isTrue();
        world.run("UPDATE pause SET api_key = 'newer'");
        QuarkusTransaction.requiringNew().run(() -> pauses.liftForANewKey(null));
        assertThat(isPaused())
                .as("two keys were refused, and it is one of them")
                .isTrue();
    }

    @Test
    void aReadingThatIsRefusedPausesTheAccountBeforeACallFindsOut() {
        world.hub().faults().next(Route.GET_CALL_LIMITS, Fault.status(401, "invalid key"));
        assertThat(reader.readIfDue()).isFalse();
        assertThat(isPaused()).isTrue();
        world.dueCall(NUMBER);
        assertThat(world.send()).isZero();
        assertThat(world.hub().requests(Route.ORIGINATE).heads()).isZero();
    }
}
