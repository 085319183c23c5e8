package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.platform.DatabaseTrouble;
import dev.ringback.platform.Loop;
import dev.ringback.platform.QuietLog;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import dev.ringback.platform.WakeSignal;
import dev.ringback.platform.Wakeups;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Claims due entries and sends each claim on a thread of its own, as many at once as the Hub allows in flight. */
@ApplicationScoped
public class OutboxWorker {
    private static final int TRIES_WHILE_STOPPING = 10; // a second apart
    private static final Duration BOUND = Duration.ofMinutes(1); // for one round of either loop
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    private static final WakeSignal.Wait BRAKE_EVERY =
            WakeSignal.Wait.of(Duration.ofSeconds(1)); // no notification marks the end of a backoff
    private static final WakeSignal.Wait AFTER_A_FAILED_CHECK = WakeSignal.Wait.of(Duration.ofSeconds(1));

    private final Outbox outbox;
    private final List<BeforeClaim> beforeClaim;
    private final List<StartCheck> checks;
    private final CrashPointListener crashPoints;
    private final OutboxConfig config;
    private final HubConfig hub;
    private final ClaimLane brakes;
    private final ClaimLane lane;
    private final PollTimer pollTimer;
    private final Wakeups wakeups;
    private final Supervisor supervisor;
    private final WakeSignal signal;
    private final WakeSignal brakeBell;
    private final QuietLog unrecorded = new QuietLog();
    private final QuietLog unfed = new QuietLog();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopping;
    private final List<Loop> loops = new ArrayList<>();
    private int passed; // number of start checks passed; used by the loop's thread only

    OutboxWorker(
            Outbox outbox,
            @All List<BeforeClaim> beforeClaim,
            @All List<StartCheck> checks,
            CrashPointListener crashPoints,
            OutboxConfig config,
            HubConfig hub,
            PollTimer pollTimer,
            Wakeups wakeups,
            Supervisor supervisor,
            MeterRegistry metrics) {
        this.outbox = outbox;
        this.beforeClaim = beforeClaim;
        this.checks = checks;
        this.crashPoints = crashPoints;
        this.config = config;
        this.hub = hub;
        this.brakes = new ClaimLane(outbox, true, hub.inFlight()); // the budget limits both lanes together
        this.lane = new ClaimLane(outbox, false, hub.inFlight());
        this.pollTimer = pollTimer;
        this.wakeups = wakeups;
        this.supervisor = supervisor;
        this.signal = new WakeSignal("outbox", metrics);
        this.brakeBell = new WakeSignal("outbox-brakes", metrics);
        wakeups.on(Wakeups.Channel.DUE, () -> {
            signal.raise(WakeSignal.Cause.NOTIFY);
            brakeBell.raise(WakeSignal.Cause.NOTIFY);
        });
    }

    void start(@Observes @Priority(Startup.WORKERS) StartupEvent event) {
        Supervisor.period(config.poll()).ifPresent(poll -> {
            // A claim whose commit is cut off would leave calls unknown.
            loops.add(supervisor
                    .run("outbox", BOUND, signal, pulse -> round(pulse, poll))
                    .whole());
            // In a loop of its own, so that neither a task before the claim nor a long backlog delays a stop.
            loops.add(supervisor
                    .run(
                            "outbox-brakes",
                            BOUND,
                            brakeBell,
                            pulse -> sendBrakes() > 0 ? WakeSignal.Wait.NONE : BRAKE_EVERY)
                    .whole());
            loops.add(supervisor.every("outbox-sweeper", SWEEP_EVERY, BOUND, pulse -> sweep()));
        });
    }

    /** Stops claiming and waits for requests in flight, so that this process still receives their answers. */
    void drain(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        Supervisor.stop(loops);
        voidInDoubt(brakes);
        voidInDoubt(lane);
        Duration longest = hub.connectTimeout().plus(hub.answerTimeout()).plus(config.answerSlack());
        threads.shutdown();
        if (!threads.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            Log.warn("stopped with answers outstanding: their calls will be unknown");
        }
    }

    private static void voidInDoubt(ClaimLane lane) {
        try {
            lane.voidInDoubt();
        } catch (RuntimeException e) {
            Log.warnf("stopped with claims in doubt, which will be unknown: %s", e.getMessage());
        }
    }

    /**
     * Wakes this process and, a moment later, the other replicas, because an entry may have become due. Costs nothing; must
     * be called after the commit.
     */
    public void hint() {
        wake();
        wakeups.notifyOthers(Wakeups.Channel.DUE);
    }

    private void wake() {
        signal.raise(WakeSignal.Cause.HINT);
        brakeBell.raise(WakeSignal.Cause.HINT);
    }

    /** Runs one round of each lane, brakes first. Returns the number of claims. */
    public int sendDue() {
        return sendBrakes() + sendOthers(Supervisor.Pulse.NONE);
    }

    private int sendBrakes() {
        return brakes.round(claim -> threads.execute(() -> carryOut(claim, brakes)));
    }

    private int sendOthers(Supervisor.Pulse pulse) {
        for (BeforeClaim task : beforeClaim) {
            if (runBefore(task) > 0) {
                wake(); // one round may have left work for the next
            }
            pulse.beat();
        }
        return lane.round(claim -> threads.execute(() -> carryOut(claim, lane)));
    }

    /** Runs a task. A failure is logged, since it must not delay entries that are due already. */
    private int runBefore(BeforeClaim task) {
        try {
            return task.run();
        } catch (RuntimeException e) {
            unfed.say(left -> Log.errorf(e, "%s failed, it is asked again before the next claim%s", task.name(), left));
            return 0;
        }
    }

    private void carryOut(Claim claim, ClaimLane lane) {
        try {
            crashPoints.reached(CrashPoint.CLAIMED, claim.kind(), claim.entry());
            Outcome outcome = attempt(claim);
            crashPoints.reached(CrashPoint.ANSWERED, claim.kind(), claim.entry());
            recordUntilStored(claim, outcome);
            crashPoints.reached(CrashPoint.RECORDED, claim.kind(), claim.entry());
        } finally {
            lane.done();
            wake();
        }
    }

    /** Sends a claim. A bug of ours proves nothing about the phone. */
    private Outcome attempt(Claim claim) {
        try {
            return outbox.sender(claim.kind()).send(claim);
        } catch (RuntimeException | Error e) {
            Log.errorf(e, "attempt %d of %s failed in an unforeseen way", claim.attempt(), claim.entry());
            return new Outcome.Unknown("unforeseen: " + e.getClass().getSimpleName());
        }
    }

    /** Records an outcome and retries while the database is unavailable. Gives up after several tries during a stop. */
    private void recordUntilStored(Claim claim, Outcome outcome) {
        for (int triesWhileStopping = 0; ; triesWhileStopping += stopping ? 1 : 0) {
            try {
                outbox.record(claim, outcome);
                return;
            } catch (RuntimeException | Error e) {
                if (triesWhileStopping >= TRIES_WHILE_STOPPING) {
                    Log.errorf(e, "entry %s: an outcome could not be recorded, it will be unknown", claim.entry());
                    return;
                }
                tellUnrecorded(claim, e);
                rest();
            }
        }
    }

    private void tellUnrecorded(Claim claim, Throwable e) {
        Optional<String> absence = DatabaseTrouble.in(e);
        unrecorded.say(left -> absence.ifPresentOrElse(
                why -> Log.warnf("entry %s: its outcome is recorded later: %s%s", claim.entry(), why, left),
                () -> Log.errorf(e, "entry %s: its outcome is recorded later%s", claim.entry(), left)));
    }

    private WakeSignal.Wait round(Supervisor.Pulse pulse, Duration poll) {
        if (!havePassedChecks()) {
            return AFTER_A_FAILED_CHECK;
        }
        long start = System.nanoTime();
        return sendOthers(pulse) > 0
                ? WakeSignal.Wait.NONE
                : pollTimer.after(poll, Duration.ofNanos(System.nanoTime() - start));
    }

    private boolean havePassedChecks() {
        while (passed < checks.size()) {
            StartCheck next = checks.get(passed);
            if (!next.passed()) {
                Log.warn("nothing is sent yet: " + next.what() + " could not be made; trying again");
                return false;
            }
            passed++;
        }
        return true;
    }

    private void sweep() {
        if (outbox.sweep() > 0) {
            hint();
        }
    }

    private static void rest() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
