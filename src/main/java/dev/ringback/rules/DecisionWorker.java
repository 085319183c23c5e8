package dev.ringback.rules;

import dev.ringback.calls.Matters;
import dev.ringback.intake.EventRepository;
import dev.ringback.intake.EventStored;
import dev.ringback.intake.EventTries;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.DatabaseTrouble;
import dev.ringback.platform.Loop;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import dev.ringback.platform.WakeSignal;
import dev.ringback.platform.Wakeups;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Decides events as soon as they are stored: first events that may end calls and so hold them, then the oldest. */
@ApplicationScoped
public class DecisionWorker {
    private static final int AT_ONCE = 100;
    // A new event that may end calls holds them until the next query, and a hundred decisions can be slow.
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final int TRIES = 5;
    private static final Duration BOUND = Duration.ofMinutes(1); // for one event
    private static final Duration RETRY = Duration.ofMillis(500);

    private final EventRepository events;
    private final EventTries tries;
    private final Rules rules;
    private final Decider decider;
    private final Matters matters;
    private final OutboxWorker outbox;
    private final String poll;
    private final Wakeups wakeups;
    private final WakeSignal signal;
    private final Set<UUID> failures = new HashSet<>();
    private final Map<Matters.Due, Integer> failuresAgain = new HashMap<>();
    private final Supervisor supervisor;
    private final List<Loop> loops = new ArrayList<>();

    DecisionWorker(
            EventRepository events,
            EventTries tries,
            Rules rules,
            Decider decider,
            Matters matters,
            OutboxWorker outbox,
            RulesConfig config,
            Wakeups wakeups,
            Supervisor supervisor,
            MeterRegistry metrics) {
        this.events = events;
        this.tries = tries;
        this.rules = rules;
        this.decider = decider;
        this.matters = matters;
        this.outbox = outbox;
        this.poll = config.poll();
        this.wakeups = wakeups;
        this.supervisor = supervisor;
        this.signal = new WakeSignal("decider", metrics);
        wakeups.on(Wakeups.Channel.EVENT, () -> signal.raise(WakeSignal.Cause.NOTIFY));
    }

    void start(@Observes @Priority(Startup.WORKERS) StartupEvent event) {
        events.forgetDecidedEnds();
        Supervisor.period(poll)
                .ifPresent(wait -> loops.add(supervisor.run("decider", BOUND, signal, pulse -> round(pulse, wait))));
    }

    void stop(@Observes ShutdownEvent event) {
        Supervisor.stop(loops);
    }

    void stored(@Observes EventStored event) {
        signal.raise(WakeSignal.Cause.HINT);
        wakeups.notifyOthers(Wakeups.Channel.EVENT);
    }

    /** Decides one batch of waiting events. Returns the number of events decided. */
    public int decideDue() {
        return decideDue(Supervisor.Pulse.NONE);
    }

    private int decideDue(Supervisor.Pulse pulse) {
        long start = System.nanoTime();
        int decided = 0;
        for (UUID event : events.undecided(rules.ending(), AT_ONCE)) {
            pulse.beat();
            if (pulse.isStopping() || decided > 0 && System.nanoTime() - start > LOOK_AGAIN.toNanos()) {
                break;
            }
            decided += decide(event) ? 1 : 0;
        }
        decided += decideFreed(pulse);
        if (decided > 0) {
            outbox.hint();
        }
        return decided;
    }

    /** Decides things again whose matter has become free. */
    private int decideFreed(Supervisor.Pulse pulse) {
        int decided = 0;
        List<Matters.Due> freed = matters.due(rules.activeNames(), AT_ONCE);
        failuresAgain.keySet().retainAll(freed);
        for (Matters.Due due : freed) {
            pulse.beat();
            if (pulse.isStopping()) {
                break;
            }
            decided += decideAgain(due) ? 1 : 0;
        }
        return decided;
    }

    /** Decides a thing again. One that fails again and again is given up with an alarm, and the others continue. */
    private boolean decideAgain(Matters.Due due) {
        try {
            boolean isDecided = decider.decideAgain(due);
            failuresAgain.remove(due);
            return isDecided;
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isAbsence(e)) {
                throw e; // the next would fail as well
            }
            int number = failuresAgain.merge(due, 1, Integer::sum);
            Log.errorf(e, "event %s could not be decided again, try %d of %d", due.event(), number, TRIES);
            if (number >= TRIES) {
                failuresAgain.remove(due);
                decider.giveUpAgain(due, nameOf(e));
            }
            return false;
        }
    }

    /**
     * Decides one event. A failure of any kind, an error too, counts as a try, and the other events continue. The count is
     * in the database, since a try may end the process.
     */
    private boolean decide(UUID event) {
        int number = 0; // of this try; 0 where it could not be counted
        try {
            number = tries.begin(event).orElse(0);
            if (number > TRIES) {
                giveUp(event, "ProcessEnded");
                return false;
            }
            boolean isDecided = number > 0 && decider.decide(event);
            failures.remove(event);
            return isDecided;
        } catch (Throwable e) { // an OutOfMemoryError by this event's body or its rules is this event's failure
            if (e instanceof RuntimeException absence && DatabaseTrouble.isAbsence(absence)) {
                throw absence; // not caused by the event, and the next event would fail as well
            }
            failures.add(event);
            Log.errorf(e, "event %s could not be decided, try %d of %d", event, number, TRIES);
            if (number >= TRIES) {
                giveUp(event, nameOf(e));
            }
            return false;
        }
    }

    /** Returns the name of the actual error, which its transaction wraps. */
    private static String nameOf(Throwable e) {
        Throwable own = e instanceof QuarkusTransactionException && e.getCause() != null ? e.getCause() : e;
        return own.getClass().getSimpleName();
    }

    /** Gives an event up. If this fails too, the event stays undecided, and holds the calls that it might cancel. */
    private void giveUp(UUID event, String why) {
        try {
            failures.remove(event);
            decider.giveUp(event, why);
        } catch (Throwable e) {
            Log.errorf(e, "event %s could not even be given up", event);
        }
    }

    private WakeSignal.Wait round(Supervisor.Pulse pulse, Duration wait) {
        return decideDue(pulse) > 0
                ? WakeSignal.Wait.NONE
                : WakeSignal.Wait.of(failures.isEmpty() && failuresAgain.isEmpty() ? wakeups.poll(wait) : RETRY);
    }
}
