package dev.ringback.proofs.killloop;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The load: begins scenarios at a steady rate, and fewer while the service has a backlog. */
final class Load {
    private static final int MOST_PENDING = 100;
    private static final int MOST_UNFINISHED = 200;
    private static final int STEADY_PENDING = 20;
    private static final int STEADY_UNFINISHED = 120;
    private static final String UNFINISHED = """
            SELECT (SELECT count(*) FROM event WHERE state = 'RECEIVED')
                 + (SELECT count(*) FROM call WHERE state IN ('WAITING', 'SENDING', 'STARTED'))
            """;

    private final Cluster cluster;
    private final Senders senders;
    private final LoadScenarios scenarios;
    private final int rate;
    private volatile boolean isRunning = true;
    private volatile long unfinished;
    private Thread thread;

    /** @param seed seed of the scenarios */
    Load(Options options, long seed, Cluster cluster, Senders senders) {
        this.cluster = cluster;
        this.senders = senders;
        this.rate = options.rate();
        this.scenarios =
                new LoadScenarios(new Random(seed), cluster.database().schema().replaceFirst(".*_", ""));
    }

    void start() {
        thread = Thread.ofVirtual().name("load").start(this::beginStories);
    }

    /** Begins no more scenarios. Those that have begun go on. */
    void stop() throws InterruptedException {
        isRunning = false;
        thread.join();
    }

    private void beginStories() {
        try {
            while (isRunning) {
                if (senders.pending() < MOST_PENDING && unfinished < MOST_UNFINISHED) {
                    scenarios.next(senders.now()).forEach(senders::send);
                }
                TimeUnit.MICROSECONDS.sleep(1_000_000 / rate);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts undecided events and open calls. Waits while the database is away. */
    long count() {
        unfinished = cluster.database().count(UNFINISHED);
        return unfinished;
    }

    /** Returns the latest count. */
    long unfinished() {
        return unfinished;
    }

    /** Tells whether every process is up and the backlog is small, so that phones ring at the rate of the load. */
    boolean isSteady() {
        return cluster.replicas().stream().allMatch(Child::isUp)
                && cluster.hubProcess().isUp()
                && senders.pending() <= STEADY_PENDING
                && unfinished <= STEADY_UNFINISHED;
    }
}
