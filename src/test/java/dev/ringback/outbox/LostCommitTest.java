package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The connection ends while a claim commits: the process that claimed knows that nothing was sent. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class LostCommitTest {
    private static final String ANN = "+12025550141";

    private final ServiceDriver world;
    private final AgroalDataSource pool;

    LostCommitTest(ServiceDriver world, AgroalDataSource pool) {
        this.world = world;
        this.pool = pool;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    @AfterEach
    void commitQuickly() {
        await().ignoreExceptions().until(() -> {
            world.run("DROP FUNCTION IF EXISTS commit_slowly() CASCADE");
            return true;
        });
    }

    /** Has the commit of a claim take a second, at whose begin all connections of this process are cut. */
    private Throwable claimWhoseCommitIsNotAnswered(boolean succeeds) throws Exception {
        world.run("""
                CREATE FUNCTION commit_slowly() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_sleep(1);
                    %s
                    RETURN NULL;
                END $$""".formatted(succeeds ? "" : "RAISE EXCEPTION 'no room on the disk';"));
        world.run("CREATE CONSTRAINT TRIGGER commit_slowly AFTER INSERT ON attempt DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION commit_slowly()");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Throwable> claiming = threads.submit(() -> catchThrowable(world::sendWithoutWaiting));
            await().until(() ->
                    world.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);
            pool.flush(FlushMode.ALL);
            return claiming.get();
        }
    }

    @Test
    void aClaimThatWasCommittedAllTheSameIsVoidedByItsOwnProcessAndSentLater() throws Exception {
        UUID call = world.dueCall(ANN);
        assertThat(claimWhoseCommitIsNotAnswered(true)).isNotNull();
        await().ignoreExceptions()
                .until(() -> world.number("SELECT count(*) FROM outbox_entry WHERE state = 'SENDING'") == 1);
        commitQuickly();
        world.sendWithoutWaiting();
        assertThat(world.stateOf(call)).as("after a backoff").isIn("waiting", "due");
        assertThat(world.call(call).getString("attempts[0].outcome")).isEqualTo("not_sent");
        assertThat(world.call(call).getBoolean("attempts[0].may_have_left")).isFalse();
        world.advance(Duration.ofSeconds(5));
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.hub().rings(ANN)).hasSize(1);
    }

    @Test
    void aClaimThatWasNotCommittedIsMadeAgain() throws Exception {
        UUID call = world.dueCall(ANN);
        assertThat(claimWhoseCommitIsNotAnswered(false)).isNotNull();
        commitQuickly();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.hub().rings(ANN)).hasSize(1);
        assertThat(world.call(call).getList("attempts")).hasSize(1);
    }
}
