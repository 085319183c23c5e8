package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.hub.HubConfig;
import dev.ringback.platform.PostgresResource;
import dev.ringback.platform.Supervisor;
import dev.ringback.platform.WakeSignal;
import dev.ringback.platform.Wakeups;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that polls slowly is on time all the same. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class PollTimerTest {
    private static final String NUMBER = "+12025550148";
    private static final Duration SLOW = Duration.ofSeconds(30);

    private final ServiceDriver world;
    private final PollTimer pollTimer;
    private final Outbox outbox;
    private final OutboxConfig config;
    private final HubConfig hub;
    private final Wakeups wakeups;
    private final Supervisor supervisor;

    PollTimerTest(
            ServiceDriver world,
            PollTimer pollTimer,
            Outbox outbox,
            OutboxConfig config,
            HubConfig hub,
            Wakeups wakeups,
            Supervisor supervisor) {
        this.world = world;
        this.pollTimer = pollTimer;
        this.outbox = outbox;
        this.config = config;
        this.hub = hub;
        this.wakeups = wakeups;
        this.supervisor = supervisor;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        await().atMost(Duration.ofSeconds(20)).until(() -> wakeups.poll(SLOW).equals(SLOW));
    }

    private void makeDueIn(String interval) {
        world.run(
                "UPDATE outbox_entry SET planned = planned + 1, due_at = ringback_now() + interval '" + interval + "'");
    }

    @Test
    void waitsForThePollWhereNothingWillBeDueBeforeIt() {
        assertThat(pollTimer.after(SLOW, Duration.ZERO)).isEqualTo(new WakeSignal.Wait(SLOW, WakeSignal.Cause.POLL));
        world.dueCall(NUMBER);
        makeDueIn("40 days");
        assertThat(pollTimer.after(SLOW, Duration.ZERO)).isEqualTo(new WakeSignal.Wait(SLOW, WakeSignal.Cause.POLL));
    }

    @Test
    void waitsForTheNextThatWillBeDue() {
        world.dueCall(NUMBER);
        makeDueIn("10 seconds");
        WakeSignal.Wait wait = pollTimer.after(SLOW, Duration.ZERO);
        assertThat(wait.by()).isEqualTo(WakeSignal.Cause.TIMER);
        assertThat(wait.length()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    @Test
    void looksOftenWhileSomethingDueCouldNotBeClaimed() {
        world.dueCall(NUMBER);
        assertThat(pollTimer.after(SLOW, Duration.ZERO))
                .isEqualTo(new WakeSignal.Wait(Duration.ofSeconds(1), WakeSignal.Cause.POLL));
    }

    @Test
    void looksAtOnceWhereSomethingBecameDueWhileItLooked() {
        world.dueCall(NUMBER);
        makeDueIn("-5 seconds");
        assertThat(pollTimer.after(SLOW, Duration.ofSeconds(20)))
                .isEqualTo(new WakeSignal.Wait(Duration.ZERO, WakeSignal.Cause.TIMER));
        assertThat(pollTimer.after(SLOW, Duration.ofSeconds(1)))
                .isEqualTo(new WakeSignal.Wait(Duration.ofSeconds(1), WakeSignal.Cause.POLL));
    }

    @Test
    void aCallDueBetweenTwoPollsIsRungWhenItIsDue() throws InterruptedException {
        world.dueCall(NUMBER);
        makeDueIn("2 seconds");
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        OutboxWorker worker = new OutboxWorker(
                outbox,
                List.of(),
                List.of(),
                (at, kind, entry) -> {},
                polling(),
                hub,
                pollTimer,
                wakeups,
                supervisor,
                metrics);
        worker.start(new StartupEvent());
        try {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> world.hub().rings(NUMBER).size() == 1);
            assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE sent_at < due_at"))
                    .isZero();
            assertThat(metrics.counter("ringback.wakeups", "worker", "outbox", "by", "timer")
                            .count())
                    .isOne();
        } finally {
            worker.drain(new ShutdownEvent());
        }
    }

    @Test
    void aStartCheckThatFailsInAnyWayIsMadeAgainAndThenCallsAreRung() throws InterruptedException {
        world.dueCall(NUMBER);
        AtomicInteger looks = new AtomicInteger();
        OutboxWorker worker = new OutboxWorker(
                outbox,
                List.of(),
                List.of(new StartCheck() {
                    @Override
                    public String what() {
                        return "a look";
                    }

                    @Override
                    public boolean passed() {
                        return switch (looks.incrementAndGet()) {
                            case 1 -> throw new IllegalStateException(new SQLException("it is away", "08006"));
                            case 2 -> false;
                            default -> true;
                        };
                    }
                }),
                (at, kind, entry) -> {},
                polling(),
                hub,
                pollTimer,
                wakeups,
                supervisor,
                new SimpleMeterRegistry());
        worker.start(new StartupEvent());
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> world.hub().rings(NUMBER).size() == 1);
            assertThat(looks).hasValue(3);
        } finally {
            worker.drain(new ShutdownEvent());
        }
    }

    private OutboxConfig polling() {
        return new OutboxConfig() {
            @Override
            public Duration dispatchWithin() {
                return config.dispatchWithin();
            }

            @Override
            public Duration answerSlack() {
                return config.answerSlack();
            }

            @Override
            public String poll() {
                return SLOW.toSeconds() + "s";
            }
        };
    }
}
