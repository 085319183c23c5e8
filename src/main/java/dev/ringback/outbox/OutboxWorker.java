package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.platform.Bell;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Wakeups;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Claims what is due and sends each claim on a thread of its own, as many at once as the Hub allows in flight. */
@ApplicationScoped
public class OutboxWorker {
    private static final int TRIES_WHILE_STOPPING = 10; // a second apart
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    private static final Duration BRAKE_EVERY = Duration.ofSeconds(1); // nobody tells when a brake's backoff is over

    private final Outbox outbox;
    private final List<Feeder> feeders;
    private final List<StartCheck> checks;
    private final Boundaries boundaries;
    private final OutboxConfig config;
    private final HubConfig hub;
    private final ClaimLane brakes;
    private final ClaimLane lane;
    private final NextLook nextLook;
    private final Wakeups wakeups;
    private final Bell bell;
    private final Bell brakeBell;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopping;
    private Thread loop;
    private Thread sweeper;
    private Thread brakeLoop;

    OutboxWorker(
            Outbox outbox,
            @All List<Feeder> feeders,
            @All List<StartCheck> checks,
            Boundaries boundaries,
            OutboxConfig config,
            HubConfig hub,
            NextLook nextLook,
            Wakeups wakeups,
            MeterRegistry metrics) {
        this.outbox = outbox;
        this.feeders = feeders;
        this.checks = checks;
        this.boundaries = boundaries;
        this.config = config;
        this.hub = hub;
        this.brakes = new ClaimLane(outbox, true, hub.inFlight()); // the budget holds both to what may be in flight
        this.lane = new ClaimLane(outbox, false, hub.inFlight());
        this.nextLook = nextLook;
        this.wakeups = wakeups;
        this.bell = new Bell("outbox", metrics);
        this.brakeBell = new Bell("outbox-brakes", metrics);
        wakeups.on(Wakeups.Channel.DUE, () -> {
            bell.ring(Bell.Cause.NOTIFY);
            brakeBell.ring(Bell.Cause.NOTIFY);
        });
    }

    void start(@Observes @Priority(Startup.WORKERS) StartupEvent event) {
        if (!config.poll().equals("off")) {
            loop = Thread.ofVirtual().name("outbox").start(this::run);
            brakeLoop = Thread.ofVirtual().name("outbox-brakes").start(this::brakeOnAndOn);
            sweeper = Thread.ofVirtual().name("outbox-sweeper").start(this::sweepOnAndOn);
        }
    }

    /** Claims no more, and waits for what is under way: a request that has left should find somebody to hear its answer. */
    void drain(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        if (loop != null) {
            sweeper.interrupt();
            brakeLoop.interrupt();
            loop.join();
            brakeLoop.join();
        }
        Duration longest = hub.connectTimeout().plus(hub.answerTimeout()).plus(config.answerSlack());
        threads.shutdown();
        if (!threads.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            Log.warn("stopped with answers outstanding: their calls will be unknown");
        }
    }

    /**
     * Something may have become due: this process and, a moment later, the others look now rather than at the next poll.
     * Costs nothing; call it after the commit.
     */
    public void hint() {
        wake();
        wakeups.notifyOthers(Wakeups.Channel.DUE);
    }

    private void wake() {
        bell.ring(Bell.Cause.HINT);
        brakeBell.ring(Bell.Cause.HINT);
    }

    /** One round of each lane: brakes first. Returns how many claims were made. */
    public int sendDue() {
        return sendBrakes() + sendOthers();
    }

    private int sendBrakes() {
        return brakes.round(claim -> threads.execute(() -> carryOut(claim, brakes)));
    }

    private int sendOthers() {
        if (feeders.stream().mapToInt(OutboxWorker::feed).sum() > 0) {
            wake(); // there may be more to feed than one round does
        }
        return lane.round(claim -> threads.execute(() -> carryOut(claim, lane)));
    }

    /** A feeder that fails must not keep what is due already from going. */
    private static int feed(Feeder feeder) {
        try {
            return feeder.feed();
        } catch (RuntimeException e) {
            Log.errorf(e, "%s failed, it is asked again before the next claim", feeder.name());
            return 0;
        }
    }

    private void carryOut(Claim claim, ClaimLane lane) {
        try {
            boundaries.reached(Boundary.CLAIMED, claim.kind(), claim.entry());
            Outcome outcome = attempt(claim);
            boundaries.reached(Boundary.ANSWERED, claim.kind(), claim.entry());
            recordUntilStored(claim, outcome);
            boundaries.reached(Boundary.RECORDED, claim.kind(), claim.entry());
        } finally {
            lane.done();
            wake();
        }
    }

    /** A bug of ours proves nothing about the phone. */
    private Outcome attempt(Claim claim) {
        try {
            return outbox.sender(claim.kind()).send(claim);
        } catch (RuntimeException e) {
            Log.errorf(e, "attempt %d of %s failed in an unforeseen way", claim.attempt(), claim.entry());
            return new Outcome.Unknown("unforeseen: " + e.getClass().getSimpleName());
        }
    }

    /** An answer is never dropped while this process lives: the database may be away for a while. */
    private void recordUntilStored(Claim claim, Outcome outcome) {
        for (int triesWhileStopping = 0; ; triesWhileStopping += stopping ? 1 : 0) {
            try {
                outbox.record(claim, outcome);
                return;
            } catch (RuntimeException e) {
                if (triesWhileStopping >= TRIES_WHILE_STOPPING) {
                    Log.errorf(e, "entry %s: an outcome could not be recorded, it will be unknown", claim.entry());
                    return;
                }
                pauseAfter(e, "recording an outcome");
            }
        }
    }

    private void run() {
        Duration poll = DurationConverter.parseDuration(config.poll());
        awaitChecks();
        while (!stopping) {
            try {
                bell.hush();
                long start = System.nanoTime();
                if (sendOthers() == 0) {
                    NextLook.Wait wait = nextLook.after(poll, Duration.ofNanos(System.nanoTime() - start));
                    bell.await(wait.length(), wait.by());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) { // whatever it is, a loop that ended would be silence
                pauseAfter(e, "claiming");
            }
        }
    }

    private void awaitChecks() {
        for (StartCheck check : checks) {
            while (!stopping && !check.passed()) {
                Log.warn("nothing is sent yet: " + check.what() + " could not be made; trying again");
                rest();
            }
        }
    }

    /** By itself, so that neither a feeder nor a long backlog keeps a campaign from being stopped. */
    private void brakeOnAndOn() {
        while (!stopping) {
            try {
                brakeBell.hush();
                if (sendBrakes() == 0) {
                    brakeBell.await(BRAKE_EVERY, Bell.Cause.POLL);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                pauseAfter(e, "claiming brakes");
            }
        }
    }

    private void sweepOnAndOn() {
        while (!stopping) {
            try {
                if (outbox.sweep() > 0) {
                    hint();
                }
                TimeUnit.MILLISECONDS.sleep(SWEEP_EVERY.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                pauseAfter(e, "sweeping");
            }
        }
    }

    private static void pauseAfter(Throwable e, String doing) {
        Log.errorf(e, "%s failed, trying again in a second", doing);
        rest();
    }

    private static void rest() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
