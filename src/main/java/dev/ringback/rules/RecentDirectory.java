package dev.ringback.rules;

import dev.ringback.hub.HubDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads the Hub's agents and numbers at most twice a minute, for checks that anybody may ask for: each reading takes requests
 * that calls need.
 */
@ApplicationScoped
class RecentDirectory {
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final HubDirectory directory;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private HubDirectory.Reading last;
    private Instant readAt = Instant.EPOCH;

    RecentDirectory(HubDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Returns a reading that is not older than half a minute. Several callers wait for one. No transaction may be open. */
    HubDirectory.Reading read() {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (now.isBefore(readAt) || !now.isBefore(readAt.plus(FRESH))) {
                last = directory.read();
                readAt = now;
            }
            return last;
        } finally {
            lock.unlock();
        }
    }
}
