package dev.ringback.prove;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Breaks things, one after the other, as drawn from a seed; the order of acts depends on nothing else. */
final class Chaos {
    private static final int LEAST_PAUSE_MILLIS = 700;
    private static final int MORE_PAUSE_MILLIS = 2600;
    private static final int BURST_ONE_IN = 4;
    private static final int LOOK_MILLIS = 50;
    private static final int LEAST_FREEZE_MILLIS = 4000; // longer than the three seconds in which a claim may leave
    private static final int MORE_FREEZE_MILLIS = 6000; // now and then longer than a claim may be silent
    private static final int MOST_SESSIONS = 16;

    private final Stage stage;
    private final Random random;
    private final Consumer<String> journal;
    private final List<Done> done = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> thaws = new ConcurrentLinkedQueue<>();

    /** An act that was carried out. */
    record Done(Instant at, Act act) {}

    Chaos(Stage stage, Random random, Consumer<String> journal) {
        this.stage = stage;
        this.random = random;
        this.journal = journal;
    }

    /** Acts until that time. */
    void runUntil(Instant end) throws InterruptedException {
        while (true) {
            Instant next = Instant.now().plusMillis(LEAST_PAUSE_MILLIS + random.nextInt(MORE_PAUSE_MILLIS));
            if (!next.isBefore(end)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(
                    Math.max(0, Duration.between(Instant.now(), next).toMillis()));
            Act act = possible(Act.draw(random));
            Random its = new Random(random.nextLong()); // what one act draws does not move the next
            Instant at = Instant.now();
            try {
                String what = carryOut(act, its);
                done.add(new Done(at, act));
                journal.accept(act.words + (what.isEmpty() ? "" : ": " + what));
            } catch (IOException e) { // the Hub may be away just now
                journal.accept(act.words + " did not happen: " + e);
            }
        }
    }

    /** Where starting takes long, killing what has not started yet would prove nothing: mostly, somebody can work first. */
    private void awaitWork(Instant end) throws InterruptedException {
        while (Instant.now().isBefore(end) && stage.replicas().stream().noneMatch(Child::isReady)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** A lent server is not killed: its sessions are ended instead. */
    private Act possible(Act drawn) {
        boolean isLent = stage.database().server() instanceof Server.Lent;
        return isLent && (drawn == Act.KILL_BACKEND || drawn == Act.KILL_SERVER) ? Act.END_SESSIONS : drawn;
    }

    private Server.Own own() {
        return (Server.Own) stage.database().server();
    }

    private String carryOut(Act act, Random its) throws IOException, InterruptedException {
        return switch (act) {
            case KILL_REPLICA ->
                kill(stage.replicas().get(its.nextInt(stage.replicas().size())));
            case KILL_HUB -> kill(stage.hubProcess());
            case FREEZE_REPLICA -> freeze(its);
            case END_SESSIONS -> endSessions(its);
            case HUB_FAULT -> hubFault(its);
            case KILL_BACKEND -> killBackend(its);
            case KILL_SERVER -> killServer();
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

    /** Only sessions of our own replicas, by the name that they alone have. */
    private String endSessions(Random its) throws IOException {
        int most = 1 + its.nextInt(MOST_SESSIONS);
        List<Boolean> ended = stage.database()
                .all(
                        row -> row.getBoolean(1),
                        """
                        SELECT pg_terminate_backend(pid) FROM (
                            SELECT pid FROM pg_stat_activity WHERE application_name = ? AND datname = current_database()
                            ORDER BY md5(pid || ?) LIMIT ?) AS victim
                        """,
                        stage.database().application(),
                        Integer.toString(its.nextInt()),
                        most);
        if (ended.isEmpty()) {
            throw new IOException("there are none");
        }
        return Integer.toString(ended.size());
    }

    private String hubFault(Random its) throws IOException, InterruptedException {
        String plan = HubFaults.draw(its);
        stage.hub().plan(plan);
        stage.hub().plan(HubFaults.SLOW); // so that what comes next finds requests under way
        if (HubFaults.isFreeze(plan)) {
            later(LEAST_FREEZE_MILLIS + its.nextInt(MORE_FREEZE_MILLIS), this::releaseFrozen);
        }
        return plan;
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

    private String killBackend(Random its) throws IOException {
        List<Long> pids = stage.database()
                .all(
                        row -> row.getLong(1),
                        "SELECT pid FROM pg_stat_activity WHERE application_name = ? ORDER BY pid",
                        stage.database().application());
        if (pids.isEmpty()) {
            throw new IOException("there is none");
        }
        own().killBackend(pids.get(its.nextInt(pids.size())));
        return "one of " + pids.size();
    }

    private String killServer() throws IOException, InterruptedException {
        own().killAndRestart();
        return "";
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
