package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WakeSignalTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final WakeSignal signal = new WakeSignal("test", metrics);

    @Test
    void manyRingsWakeOnceAndAreCountedByTheFirstCause() throws InterruptedException {
        signal.raise(WakeSignal.Cause.NOTIFY);
        signal.raise(WakeSignal.Cause.HINT);
        assertThat(signal.await(Duration.ofMinutes(1), WakeSignal.Cause.POLL)).isEqualTo(WakeSignal.Cause.NOTIFY);
        assertThat(signal.await(Duration.ofMillis(1), WakeSignal.Cause.TIMER)).isEqualTo(WakeSignal.Cause.TIMER);
        assertThat(metrics.counter("ringback.wakeups", "worker", "test", "by", "notify")
                        .count())
                .isOne();
        assertThat(metrics.counter("ringback.wakeups", "worker", "test", "by", "timer")
                        .count())
                .isOne();
    }

    @Test
    void whatRangBeforeALookDoesNotWakeAfterIt() throws InterruptedException {
        signal.raise(WakeSignal.Cause.HINT);
        signal.reset();
        assertThat(signal.await(Duration.ofMillis(1), WakeSignal.Cause.POLL)).isEqualTo(WakeSignal.Cause.POLL);
    }
}
