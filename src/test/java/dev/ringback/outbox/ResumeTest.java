package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a resume has answered, nothing but a new reason pauses. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class ResumeTest {
    private static final String ANN = "+12025550141";

    private final ServiceDriver world;
    private final Outbox outbox;
    private final Session database;

    ResumeTest(ServiceDriver world, Outbox outbox, Session database) {
        this.world = world;
        this.outbox = outbox;
        this.database = database;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private void resume() {
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
    }

    private boolean isPaused() {
        return world.get("/api/v1/status").getBoolean("paused");
    }

    private long waitingForLocks() {
        return world.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    }

    /** A claim has seen another database, and waits to pause for it, while a person takes that database for ours. */
    @Test
    void aClaimUnderWayDoesNotPauseAgainWhatAResumeHasLifted() throws Exception {
        world.dueCall(ANN);
        world.run("UPDATE installation SET timeline = timeline + 7");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> resumed = QuarkusTransaction.requiringNew().call(() -> {
                database.createNativeMutationQuery("LOCK TABLE pause IN SHARE ROW EXCLUSIVE MODE")
                        .executeUpdate();
                threads.submit(() -> outbox.claim(1));
                await().until(() -> waitingForLocks() == 1);
                Future<?> resuming = threads.submit(this::resume);
                await().until(() -> waitingForLocks() == 2);
                return resuming;
            });
            resumed.get();
        }
        assertThat(isPaused()).isFalse();
        assertThat(world.send()).isOne();
    }

    /** An answer from before the resume is being recorded: it has looked for a resume, and waits to pause. */
    private long pausesAfterAResumeDuringTheRecordOf(Outcome reason) throws Exception {
        world.run(
                "INSERT INTO strike (scope, status, count) VALUES ('agent:agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z', 404, 2)");
        world.dueCall(ANN);
        Claim claim = outbox.claim(1).getFirst();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> resumed = QuarkusTransaction.requiringNew().call(() -> {
                database.createNativeMutationQuery("LOCK TABLE pause IN SHARE ROW EXCLUSIVE MODE")
                        .executeUpdate();
                threads.submit(() -> outbox.record(claim, reason));
                await().until(() -> waitingForLocks() == 1);
                Future<?> resuming = threads.submit(this::resume);
                await().until(() -> waitingForLocks() == 2);
                return resuming;
            });
            resumed.get();
        }
        return world.number("SELECT count(*) FROM pause");
    }

    @Test
    void aResumeLiftsAPauseWhateverItsTextNames() {
        world.run("INSERT INTO pause (scope, reason, who) VALUES"
                + " ('', 'a try', 'ada'), ('person:x', 'a try', 'ada'), ('campaign:one', 'a try', 'ada')");
        assertThat(world.get("/api/v1/status").getList("pauses.scope", String.class))
                .containsExactlyInAnyOrder("", "person:x", "campaign:one");
        resume();
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }

    @Test
    void aRefusedKeyThatIsBeingRecordedDoesNotPauseAgainWhatAResumeHasLifted() throws Exception {
        assertThat(pausesAfterAResumeDuringTheRecordOf(new Outcome.KeyRefused("unknown key")))
                .isZero();
    }

    @Test
    void aRefusedAgentThatIsBeingRecordedDoesNotPauseAgainWhatAResumeHasLifted() throws Exception {
        assertThat(pausesAfterAResumeDuringTheRecordOf(new Outcome.Refused(404, "no such agent")))
                .isZero();
    }

    @Test
    void aRefusalOfTheKeyThatWasAskedForBeforeTheResumeIsNoNewReason() {
        UUID call = world.dueCall(ANN);
        Claim claim = outbox.claim(1).getFirst();
        resume();
        outbox.record(claim, new Outcome.KeyRefused("unknown key"));
        assertThat(isPaused()).isFalse();
        assertThat(world.stateOf(call)).isEqualTo("due");
        Claim next = outbox.claim(1).getFirst();
        outbox.record(next, new Outcome.KeyRefused("unknown key"));
        assertThat(isPaused()).as("a new reason").isTrue();
        resume();
    }

    @Test
    void refusalsFromBeforeTheResumeDoNotCountAgainstTheAgent() {
        world.run(
                "INSERT INTO strike (scope, status, count) VALUES ('agent:agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z', 404, 2)");
        world.dueCall(ANN);
        Claim claim = outbox.claim(1).getFirst();
        resume();
        for (int i = 0; i < 3; i++) {
            outbox.record(claim, new Outcome.Refused(404, "no such agent"));
        }
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }
}
