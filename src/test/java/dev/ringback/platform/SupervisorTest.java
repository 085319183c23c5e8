package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SupervisorTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final WakeSignal.Wait FOR_EVER = WakeSignal.Wait.of(Duration.ofDays(1));

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Supervisor supervisor = new Supervisor(metrics);
    private final LoopHealth health = new LoopHealth(supervisor);
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stopAll() {
        never.countDown();
        supervisor.shutDown(null);
    }

    private static void awaitAtLeast(AtomicInteger count, int many) {
        await().atMost(Duration.ofSeconds(20)).until(() -> count.get() >= many);
    }

    @Test
    void aLoopGoesOnWhateverItsRoundsThrow() {
        AtomicInteger rounds = new AtomicInteger();
        supervisor.every("failing", Duration.ZERO, LONG, pulse -> {
            switch (rounds.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("a bug");
                case 2 -> throw new StackOverflowError();
                case 3 -> throw new SQLException("refused", "08001");
                default -> {}
            }
        });
        awaitAtLeast(rounds, 5);
    }

    @Test
    void aLoopWhoseRoundsFailIsNotStuckAndOneThatHangsIs() {
        supervisor.every("failing", Duration.ZERO, Duration.ofSeconds(7), pulse -> {
            throw new SQLException("refused", "08001"); // rests five seconds at most, which counts as life
        });
        supervisor.every("hanging", Duration.ZERO, SHORT, pulse -> never.await());
        await().until(() -> health.call().getStatus() == Status.DOWN);
        assertThat(health.call().getData().orElseThrow()).containsOnlyKeys("hanging");
        assertThat(silence("hanging")).isPositive();
        assertThat(metrics.get("ringback.worker.silent.after.seconds")
                        .tag("worker", "failing")
                        .gauge()
                        .value())
                .isEqualTo(7);

        never.countDown();
        await().until(() -> health.call().getStatus() == Status.UP);
    }

    private double silence(String worker) {
        return metrics.get("ringback.worker.silent.seconds")
                .tag("worker", worker)
                .gauge()
                .value();
    }

    @Test
    void aLongRestIsNoSilence() {
        AtomicInteger rounds = new AtomicInteger();
        supervisor.run("resting", SHORT, pulse -> {
            rounds.incrementAndGet();
            return FOR_EVER;
        });
        awaitAtLeast(rounds, 1);
        await().during(SHORT.multipliedBy(5))
                .until(() -> health.call().getStatus() == Status.UP && silence("resting") == 0);
        assertThat(supervisor.workers().getFirst().sinceRound()).isGreaterThan(SHORT);
    }

    @Test
    void aRoundThatBeatsMayTakeLong() {
        AtomicInteger beats = new AtomicInteger();
        supervisor.every("long", Duration.ZERO, Duration.ofSeconds(2), pulse -> {
            while (!pulse.isStopping()) {
                pulse.beat();
                beats.incrementAndGet();
                Thread.onSpinWait();
                Thread.yield();
            }
        });
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> health.call().getStatus() == Status.UP);
        assertThat(beats.get()).isPositive();
        assertThat(supervisor.workers().getFirst().sinceRound())
                .as("no round has ended")
                .isNull();
    }

    @Test
    void aBellEndsARest() {
        AtomicInteger rounds = new AtomicInteger();
        WakeSignal signal = new WakeSignal("resting", metrics);
        supervisor.run("resting", LONG, signal, pulse -> {
            rounds.incrementAndGet();
            return FOR_EVER;
        });
        awaitAtLeast(rounds, 1);
        signal.raise(WakeSignal.Cause.NOTIFY);
        awaitAtLeast(rounds, 2);
    }

    @Test
    void aStopEndsRestsAtOnceAndInterruptsWhatHangs() throws InterruptedException {
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        supervisor.run("resting", LONG, pulse -> FOR_EVER);
        supervisor.every("hanging", Duration.ZERO, LONG, pulse -> {
            begun.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                wasInterrupted.set(true);
                throw e;
            }
        });
        begun.await();
        long start = System.nanoTime();
        supervisor.shutDown(null);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(wasInterrupted).isTrue();
        assertThat(supervisor.workers()).isEmpty();
        assertThat(metrics.getMeters()).noneMatch(Gauge.class::isInstance);
    }

    @Test
    void aWholeRoundIsNotInterrupted() throws InterruptedException {
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Loop loop = supervisor
                .every("whole", Duration.ZERO, LONG, pulse -> {
                    begun.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        wasInterrupted.set(true);
                    }
                })
                .whole();
        begun.await();
        Thread stopping = Thread.ofVirtual().start(() -> Supervisor.stop(List.of(loop)));
        assertThat(stopping.join(Duration.ofSeconds(4))).isFalse();
        never.countDown();
        stopping.join();
        assertThat(loop.isAlive()).isFalse();
        assertThat(wasInterrupted).isFalse();
    }

    @Test
    void aLoopThatIsOffDoesNotStart() {
        supervisor.every("off", "off", LONG, pulse -> {});
        assertThat(supervisor.workers()).isEmpty();
        supervisor.every("on", "10s", LONG, pulse -> {});
        assertThat(supervisor.workers()).hasSize(1);
    }

    @Test
    void aLoopMayRestBeforeItsFirstRound() {
        AtomicInteger rounds = new AtomicInteger();
        supervisor.later("late", SHORT, Duration.ZERO, LONG, pulse -> rounds.incrementAndGet());
        awaitAtLeast(rounds, 2);
        AtomicInteger tooEarly = new AtomicInteger();
        supervisor.later("later", Duration.ofDays(1), Duration.ofDays(1), LONG, pulse -> tooEarly.incrementAndGet());
        await().until(() -> supervisor.workers().getLast().sinceRound() != null);
        assertThat(tooEarly).hasValue(0);
    }
}
