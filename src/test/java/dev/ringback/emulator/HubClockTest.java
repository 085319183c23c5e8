package dev.ringback.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HubClockTest {
    private static final Instant START = Instant.parse("2026-03-02T15:00:00Z");

    private final MovableClock source = new MovableClock(START);
    private final HubClock clock = new HubClock(source, 1);

    @Test
    void runsAsFastAsItIsToldWithoutAJump() {
        source.advance(Duration.ofSeconds(1));
        clock.runAt(60);
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(1));
        source.advance(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(61));
        clock.runAt(0.5);
        source.advance(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(62));
    }

    @Test
    void isSetOnButNotBack() {
        clock.notBefore(START.plusSeconds(10));
        clock.notBefore(START);
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(10));
        clock.advance(Duration.ofSeconds(1));
        source.advance(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(12));
    }
}
