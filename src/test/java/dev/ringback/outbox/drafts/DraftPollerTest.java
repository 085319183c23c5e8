package dev.ringback.outbox.drafts;

import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.hub.Hub;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.PostgresResource;
import dev.ringback.platform.Supervisor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads that stop and read campaigns. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class DraftPollerTest {
    private final ServiceDriver world;
    private final Hub hub;
    private final DraftReconciler reconciler;
    private final DraftStreams streams;
    private final OutboxWorker worker;
    private final Supervisor supervisor;

    DraftPollerTest(
            ServiceDriver world,
            Hub hub,
            DraftReconciler reconciler,
            DraftStreams streams,
            OutboxWorker worker,
            Supervisor supervisor) {
        this.world = world;
        this.hub = hub;
        this.reconciler = reconciler;
        this.streams = streams;
        this.worker = worker;
        this.supervisor = supervisor;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    /** Often, and else as by default. */
    private record Often() implements DraftsConfig {
        @Override
        public int rows() {
            return 10;
        }

        @Override
        public Duration gatherFor() {
            return Duration.ZERO;
        }

        @Override
        public String watch() {
            return "0.05s";
        }

        @Override
        public Duration firstReading() {
            return Duration.ofSeconds(4);
        }

        @Override
        public Duration stalledAfter() {
            return Duration.ofMinutes(5);
        }

        @Override
        public String sweep() {
            return "off";
        }
    }

    @Test
    void aCampaignIsStoppedEvenWhileTheHubKeepsAReadingWaiting() throws InterruptedException {
        world.dialAfter(Duration.ofMinutes(5));
        UUID call = world.dueReminder("+12025550151");
        world.send();
        world.send();
        world.hub().faults().next(Route.LIST_CONTACTS, 10, Fault.freezeBeforeEffect());
        world.advance(Duration.ofSeconds(5));
        DraftPoller poller = new DraftPoller(hub, reconciler, streams, worker, new Often(), supervisor);
        poller.start(new StartupEvent());
        try {
            await().until(() -> world.hub().faults().frozen() > 0);
            world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
            // Sooner than the reading is given up.
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> world.number("SELECT count(*) FROM outbox_entry WHERE kind = 'STOP'") == 1);
        } finally {
            world.hub().faults().clear();
            world.hub().faults().releaseFrozen();
            poller.stop(new ShutdownEvent());
        }
    }
}
