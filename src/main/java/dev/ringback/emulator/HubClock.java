package dev.ringback.emulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The emulator's clock: follows a source at a given speed and may be advanced. It goes back only if the source does.
 * Safe for use from any thread.
 */
final class HubClock implements InstantSource {
    private final InstantSource source;
    private Instant sourceAnchor;
    private Instant anchor;
    private double speed;

    HubClock(InstantSource source, double speed) {
        this.source = source;
        this.sourceAnchor = source.instant();
        this.anchor = sourceAnchor;
        this.speed = speed;
    }

    @Override
    public synchronized Instant instant() {
        return at(source.instant());
    }

    synchronized void runAt(double speed) {
        var now = source.instant();
        anchor = at(now);
        sourceAnchor = now;
        this.speed = speed;
    }

    synchronized void advance(Duration by) {
        anchor = anchor.plus(by);
    }

    /** Advances the clock to at least this instant: after a restart no fact may lie in the future. */
    synchronized void notBefore(Instant instant) {
        var now = instant();
        if (now.isBefore(instant)) {
            advance(Duration.between(now, instant));
        }
    }

    private Instant at(Instant reading) {
        var passed = Duration.between(sourceAnchor, reading);
        // Real time is the common case and must be exact to the nanosecond.
        return anchor.plus(speed == 1 ? passed : Duration.ofNanos((long) (passed.toNanos() * speed)));
    }
}
