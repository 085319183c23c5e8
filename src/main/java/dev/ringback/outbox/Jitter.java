package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Chance that keeps many who wait for the same moment from coming at once. */
@ApplicationScoped
public class Jitter {
    /** From nothing to that long, both included, to the millisecond. */
    public Duration upTo(Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis() + 1));
    }
}
