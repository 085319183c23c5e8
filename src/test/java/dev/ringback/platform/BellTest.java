package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BellTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Bell bell = new Bell("test", metrics);

    @Test
    void manyRingsWakeOnceAndAreCountedByTheFirstCause() throws InterruptedException {
        bell.ring(Bell.Cause.NOTIFY);
        bell.ring(Bell.Cause.HINT);
        assertThat(bell.await(Duration.ofMinutes(1), Bell.Cause.POLL)).isEqualTo(Bell.Cause.NOTIFY);
        assertThat(bell.await(Duration.ofMillis(1), Bell.Cause.TIMER)).isEqualTo(Bell.Cause.TIMER);
        assertThat(metrics.counter("ringback.wakeups", "worker", "test", "by", "notify")
                        .count())
                .isOne();
        assertThat(metrics.counter("ringback.wakeups", "worker", "test", "by", "timer")
                        .count())
                .isOne();
    }

    @Test
    void whatRangBeforeALookDoesNotWakeAfterIt() throws InterruptedException {
        bell.ring(Bell.Cause.HINT);
        bell.hush();
        assertThat(bell.await(Duration.ofMillis(1), Bell.Cause.POLL)).isEqualTo(Bell.Cause.POLL);
    }
}
