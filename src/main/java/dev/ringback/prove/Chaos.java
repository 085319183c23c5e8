package dev.ringback.prove;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Breaks things, one after the other, as drawn from a seed; the order of acts depends on nothing else. */
final class Chaos {
    private static final int LEAST_PAUSE_MILLIS = 700;
    private static final int MORE_PAUSE_MILLIS = 2600;
    private static final int BURST_ONE_IN = 4;
    private static final int LOOK_MILLIS = 100;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(45);
    private static final int LEAST_FREEZE_MILLIS = 4000; // longer than the three seconds in which a claim may leave
    private static final int MORE_FREEZE_MILLIS = 6000; // now and then longer than a claim may be silent

    private final Stage stage;
    private final DatabaseActs onDatabase;
    private final Random random;
    private final Consumer<String> journal;
    private final List<Done> done = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> thaws = new ConcurrentLinkedQueue<>();

    private int ringsBefore;

    /** An act that was carried out. */
    record Done(Instant at, Act act) {}

    Chaos(Stage stage, Random random, Consumer<String> journal) {
        this.stage = stage;
        this.onDatabase = new DatabaseActs(stage.database());
        this.random = random;
        this.journal = journal;
    }

    /** Acts until that time. */
    void runUntil(Instant end) throws InterruptedException {
        while (true) {
            TimeUnit.MILLISECONDS.sleep(LEAST_PAUSE_MILLIS + random.nextInt(MORE_PAUSE_MILLIS));
            if (random.nextInt(BURST_ONE_IN) > 0) {
                awaitWork(end);
            }
            if (!Instant.now().isBefore(end)) {
                return;
            }
            Act act = onDatabase.possible(Act.draw(random));
            ringsBefore = ringsNow();
            act(act, new Random(random.nextLong())); // what one act draws does not move the next
        }
    }

    private void act(Act act, Random its) throws InterruptedException {
        Instant at = Instant.now();
        try {
            String what = carryOut(act, its);
            done.add(new Done(at, act));
            journal.accept(act.words + (what.isEmpty() ? "" : ": " + what));
        } catch (IOException e) { // the Hub may be away just now
            journal.accept(act.words + " did not happen: " + e);
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
            return stage.hub().ringCount();
        } catch (IOException e) {
            return 0; // the Hub was killed
        }
    }

    private String carryOut(Act act, Random its) throws IOException, InterruptedException {
        return switch (act) {
            case KILL_REPLICA ->
                kill(stage.replicas().get(its.nextInt(stage.replicas().size())));
            case KILL_HUB -> kill(stage.hubProcess());
            case FREEZE_REPLICA -> freeze(its);
            case END_SESSIONS -> onDatabase.endSessions(its);
            case HUB_FAULT -> hubFault(its);
            case KILL_BACKEND -> onDatabase.killBackend(its);
            case KILL_SERVER -> onDatabase.killServer();
        };
    }

    private static String kill(Child child) throws IOException {
        if (!child.kill()) {
            throw new IOException(child.name() + " is down already");
        }
        return child.name();
    }

    private String freeze(Random its) throws IOException {
        Child replica = stage.replicas().get(its.nextInt(stage.replicas().size()));
        int millis = LEAST_FREEZE_MILLIS + its.nextInt(MORE_FREEZE_MILLIS);
        later(millis, replica.freeze());
        return replica.name() + " for " + millis + " ms";
    }

    private String hubFault(Random its) throws IOException, InterruptedException {
        List<String> plans = HubFaults.draw(its);
        for (String plan :
                Stream.concat(plans.stream(), HubFaults.SLOW.stream()).toList()) {
            stage.hub().plan(plan); // slow last, so that what comes next finds requests under way
        }
        if (HubFaults.isFreeze(plans)) {
            later(LEAST_FREEZE_MILLIS + its.nextInt(MORE_FREEZE_MILLIS), this::releaseFrozen);
        }
        return String.join(" ", plans);
    }

    private void releaseFrozen() {
        try {
            stage.hub().releaseFrozen();
        } catch (IOException e) {
            journal.accept("nothing to release: " + e.getMessage()); // the Hub was killed, and what it held with it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void later(int millis, Runnable thaw) {
        thaws.add(thaw);
        Thread.ofVirtual().start(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thaws.remove(thaw)) {
                thaw.run();
            }
        });
    }

    /** Undoes what still lasts: freezes and planned faults. */
    void calm() throws InterruptedException {
        for (Runnable thaw = thaws.poll(); thaw != null; thaw = thaws.poll()) {
            thaw.run();
        }
        while (true) {
            try {
                stage.hub().clearFaults();
                stage.hub().releaseFrozen();
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(200); // it is being started again
            }
        }
    }

    List<Done> done() {
        return List.copyOf(done);
    }
}
