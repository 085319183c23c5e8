package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Random delays that keep many waiters for the same moment from starting at once. */
@ApplicationScoped
public class Jitter {
    /** Returns a random duration from zero to {@code most}, both included, in whole milliseconds. */
    public Duration upTo(Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis() + 1));
    }
}
