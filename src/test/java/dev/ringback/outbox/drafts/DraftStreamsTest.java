package dev.ringback.outbox.drafts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.hub.Hub;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.PostgresResource;
import dev.ringback.platform.Supervisor;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listening to a running draft is good for. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class DraftStreamsTest {
    private final ServiceDriver world;
    private final Hub hub;
    private final DraftReconciler reconciler;
    private final OutboxWorker worker;
    private final Supervisor supervisor;
    private final DraftsConfig drafts;

    DraftStreamsTest(
            ServiceDriver world,
            Hub hub,
            DraftReconciler reconciler,
            OutboxWorker worker,
            DraftsConfig drafts,
            Supervisor supervisor) {
        this.world = world;
        this.hub = hub;
        this.reconciler = reconciler;
        this.worker = worker;
        this.supervisor = supervisor;
        this.drafts = drafts;
    }

    /** Settings with that many streams. */
    private record Settings(int streams) implements CampaignsConfig {
        @Override
        public int rows() {
            return 500;
        }

        @Override
        public int ahead() {
            return 2;
        }
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        world.dialAfter(Duration.ofMinutes(1));
        world.dueReminder("+12025550142");
        world.send();
        world.send();
        world.advance(Duration.ofSeconds(5));
    }

    private long toBeRead() {
        return world.number("SELECT count(*) FROM draft WHERE read_at <= ringback_now()");
    }

    @Test
    void aDraftIsReadAsSoonAsItHasEnded() {
        DraftReconciler.Due due = reconciler.due().getFirst();
        assertThat(toBeRead()).as("it is being read").isZero();
        new DraftStreams(hub, reconciler, new Settings(1)).follow(due);
        isReadOnceItHasEnded();
    }

    private void isReadOnceItHasEnded() {
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                world.number("SELECT count(*) FROM hub_request WHERE in_flight_until > ringback_now()"))
                        .as("it is listened to")
                        .isOne());
        assertThat(toBeRead()).isZero();
        world.hub().advance(Duration.ofMinutes(2));
        Awaitility.await().untilAsserted(() -> assertThat(toBeRead()).isOne());
    }

    @Test
    void theEndOfADraftOfASeriesIsHeardSinceTheNextWaitsForIt() {
        world.run("UPDATE draft SET series = 'campaign:one'");
        DraftStreams streams = new DraftStreams(hub, reconciler, new Settings(1));
        assertThat(new DraftPoller(hub, reconciler, streams, worker, drafts, supervisor).watchDue())
                .isOne();
        isReadOnceItHasEnded();
    }

    @Test
    void noMoreAreListenedToThanIsSet() {
        long before = world.number("SELECT count(*) FROM hub_request");
        new DraftStreams(hub, reconciler, new Settings(0))
                .follow(reconciler.due().getFirst());
        assertThat(world.number("SELECT count(*) FROM hub_request")).isEqualTo(before);
    }
}
