package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Carries out the acts of a schedule, one after the other. */
final class Chaos {
    private static final int LEAST_PAUSE_MILLIS = 700;
    private static final int MORE_PAUSE_MILLIS = 2600;
    private static final int BURST_ONE_IN = 4;
    private static final int LOOK_MILLIS = 100;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(45);
    private static final int LEAST_FREEZE_MILLIS = 4000; // longer than the three seconds in which a claim may leave
    private static final int MORE_FREEZE_MILLIS = 6000; // now and then longer than a claim may be silent

    private static final Duration LONGEST_REST = Duration.ofSeconds(90);
    private static final int STEADY_SECONDS = 3;

    private final Cluster cluster;
    private final Schedule schedule;
    private final Load load;
    private final Instant startedAt;
    private final Consumer<String> journal;
    private final Random pauses;
    private final Thaws thaws = new Thaws();
    private final DatabaseActs onDatabase;
    private final HubActs onHub;
    private final CopyAct onCopy;
    private final List<Done> done = new CopyOnWriteArrayList<>();
    private final List<Trials.Recovery> recoveries = new CopyOnWriteArrayList<>();
    private final List<Trials.CopiedDatabase> copies = new CopyOnWriteArrayList<>();

    private int ringsBefore;

    /** An act that was carried out. */
    record Done(Instant at, ChaosAction act) {}

    /** @param seed seed of the pauses between acts */
    Chaos(Cluster cluster, Schedule schedule, long seed, Load load, Instant startedAt, Consumer<String> journal) {
        this.cluster = cluster;
        this.schedule = schedule;
        this.load = load;
        this.startedAt = startedAt;
        this.journal = journal;
        this.pauses = new Random(seed);
        this.onDatabase = new DatabaseActs(cluster);
        this.onHub = new HubActs(cluster, thaws, journal);
        this.onCopy = new CopyAct(cluster);
    }

    /** Carries out acts until the given time. Skips an act that needs more time than is left. */
    void runUntil(Instant end) throws InterruptedException {
        while (true) {
            TimeUnit.MILLISECONDS.sleep(LEAST_PAUSE_MILLIS + pauses.nextInt(MORE_PAUSE_MILLIS));
            if (pauses.nextInt(BURST_ONE_IN) > 0) {
                awaitWork(end);
            }
            if (!Instant.now().isBefore(end)) {
                return;
            }
            Schedule.Step step = schedule.next();
            if (Instant.now().plus(longest(step)).isBefore(end)) {
                ringsBefore = ringsNow();
                take(step);
            }
        }
    }

    private static Duration longest(Schedule.Step step) {
        Duration length = step.act().length(step.form());
        return switch (step.form()) {
            case BRIEF, WHOLE -> length;
            case MEASURED -> Measurement.CALM.plus(length).plus(Trials.BACK_WITHIN);
        };
    }

    private void take(Schedule.Step step) throws InterruptedException {
        switch (step.form()) {
            case BRIEF -> act(step);
            case WHOLE -> {
                rest();
                act(step);
            }
            case MEASURED -> {
                rest();
                measure(step);
            }
        }
    }

    /** Carries out one act. Returns a description, or null if there was nothing to break. */
    private String act(Schedule.Step step) throws InterruptedException {
        ChaosAction act = step.act();
        Instant at = Instant.now();
        try {
            String what = carryOut(step, new Random(step.seed()));
            done.add(new Done(at, act));
            journal.accept(act.words + (what.isEmpty() ? "" : ": " + what));
            return what;
        } catch (IOException e) { // the Hub may be away just now
            journal.accept(act.words + " did not happen: " + e);
            return null;
        }
    }

    /**
     * Mostly, waits until somebody has been rung since the last act: on a busy machine, killing again what has not even
     * started would break nothing.
     */
    private void awaitWork(Instant end) throws InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_WAIT);
        while (ringsNow() <= ringsBefore
                && Instant.now().isBefore(end)
                && Instant.now().isBefore(latest)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private int ringsNow() throws InterruptedException {
        try {
            return cluster.hub().ringCount();
        } catch (IOException e) {
            return 0; // the Hub was killed
        }
    }

    private String carryOut(Schedule.Step step, Random its) throws IOException, InterruptedException {
        Duration length = step.act().length(step.form());
        return switch (step.act()) {
            case KILL_REPLICA ->
                kill(cluster.replicas().get(its.nextInt(cluster.replicas().size())));
            case KILL_HUB -> kill(cluster.hubProcess());
            case FREEZE_REPLICA -> freeze(its);
            case END_SESSIONS -> onDatabase.endSessions(its);
            case HUB_FAULT -> onHub.fault(its);
            case KILL_BACKEND -> onDatabase.killBackend(its);
            case KILL_SERVER -> onDatabase.killServer();
            case SILENT_CONNECTIONS ->
                step.form() == ChaosAction.Form.BRIEF
                        ? onDatabase.silenceOneReplica(its)
                        : onDatabase.silenceAllReplicas();
            case SILENT_NETWORK -> onDatabase.silenceNetwork(length);
            case EXHAUSTED_POOL -> onDatabase.exhaustPool(length);
            case READ_ONLY_DATABASE -> onDatabase.makeReadOnly(length);
            case HUB_OUTAGE -> onHub.outage(its, step.form());
            case COPIED_DATABASE -> copy(length);
        };
    }

    private static String kill(Child child) throws IOException {
        if (!child.kill()) {
            throw new IOException(child.name() + " is down already");
        }
        return child.name();
    }

    private String freeze(Random its) throws IOException {
        Child replica = cluster.replicas().get(its.nextInt(cluster.replicas().size()));
        int millis = LEAST_FREEZE_MILLIS + its.nextInt(MORE_FREEZE_MILLIS);
        thaws.later(millis, replica.freeze());
        return replica.name() + " for " + millis + " ms";
    }

    private String copy(Duration length) throws IOException, InterruptedException {
        Trials.CopiedDatabase copied = onCopy.run(startedAt, length);
        copies.add(copied);
        return copied.toString();
    }

    private void measure(Schedule.Step step) throws InterruptedException {
        Trials.Recovery recovery = new Measurement(cluster.hub(), startedAt).around(step.act(), () -> act(step));
        if (recovery != null) {
            recoveries.add(recovery);
            journal.accept(recovery.toString());
        }
    }

    /** Undoes lasting acts, then waits until every process is up and the backlog is gone, at most {@link #LONGEST_REST}. */
    private void rest() throws InterruptedException {
        calm();
        Instant latest = Instant.now().plus(LONGEST_REST);
        for (int steady = 0; steady < STEADY_SECONDS && Instant.now().isBefore(latest); ) {
            TimeUnit.SECONDS.sleep(1);
            steady = load.isSteady() ? steady + 1 : 0;
        }
    }

    /** Undoes what still lasts: freezes and planned faults. */
    void calm() throws InterruptedException {
        thaws.runAll();
        onHub.calm();
    }

    List<Done> done() {
        return List.copyOf(done);
    }

    List<Trials.Recovery> recoveries() {
        return List.copyOf(recoveries);
    }

    List<HubActs.Outage> outages() {
        return onHub.outages();
    }

    List<Trials.CopiedDatabase> copies() {
        return List.copyOf(copies);
    }
}
