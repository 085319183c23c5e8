package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The acts on the Hub: planned faults and outages. IOException tells that the Hub was down already. */
final class HubActs {
    private static final int LEAST_FREEZE_MILLIS = 4000;
    private static final int MORE_FREEZE_MILLIS = 6000; // now and then longer than a claim may be silent

    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Thaws thaws;
    private final Consumer<String> journal;
    private final List<Outage> outages = new CopyOnWriteArrayList<>();

    /**
     * An outage that is over.
     *
     * @param hangs whether connections hung; else they were refused
     */
    record Outage(Instant from, Instant to, boolean hangs) {}

    HubActs(Cluster cluster, Thaws thaws, Consumer<String> journal) {
        this.cluster = cluster;
        this.thaws = thaws;
        this.journal = journal;
    }

    /** Plans faults for the next requests. Returns the plans. */
    String fault(Random its) throws IOException, InterruptedException {
        List<String> plans = HubFaults.draw(its);
        for (String plan :
                Stream.concat(plans.stream(), HubFaults.SLOW.stream()).toList()) {
            cluster.hub().plan(plan); // slow last, so that what comes next finds requests under way
        }
        if (HubFaults.isFreeze(plans)) {
            thaws.later(LEAST_FREEZE_MILLIS + its.nextInt(MORE_FREEZE_MILLIS), this::releaseFrozen);
        }
        return String.join(" ", plans);
    }

    private void releaseFrozen() {
        try {
            cluster.hub().releaseFrozen();
        } catch (IOException e) {
            journal.accept("nothing to release: " + e.getMessage()); // the Hub was killed and holds nothing any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the process of the Hub, so that connections hang, or keeps it down, so that connections are refused. */
    String outage(Random its, ChaosAction.Form form) throws IOException, InterruptedException {
        Child hub = cluster.hubProcess();
        Duration length = ChaosAction.HUB_OUTAGE.length(form);
        boolean hangs = its.nextBoolean();
        awaitUp(hub);
        Instant from = Instant.now();
        if (hangs) {
            cluster.hub().expectLateRequests();
        }
        Runnable end = hangs ? hub.freeze() : hub.killAndKeepDown();
        try {
            TimeUnit.MILLISECONDS.sleep(length.toMillis());
        } finally {
            end.run();
            cluster.hub().expectNoLateRequests();
        }
        if (form != ChaosAction.Form.BRIEF) { // other troubles cause unknown calls beside a brief outage
            outages.add(new Outage(from, Instant.now(), hangs));
        }
        return length.toSeconds() + " s, connections " + (hangs ? "hang" : "are refused");
    }

    private static void awaitUp(Child hub) throws IOException, InterruptedException {
        Instant latest = Instant.now().plus(LONGEST_START);
        while (!hub.isUp()) {
            if (Instant.now().isAfter(latest)) {
                throw new IOException("it is down already, and does not come back");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Clears planned faults and releases held requests, once the Hub is up. */
    void calm() throws InterruptedException {
        while (true) {
            try {
                cluster.hub().clearFaults();
                cluster.hub().releaseFrozen();
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(200); // the Hub is starting
            }
        }
    }

    /** Returns the outages of full length, made while nothing else was broken. */
    List<Outage> outages() {
        return List.copyOf(outages);
    }
}
