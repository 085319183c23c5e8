package dev.ringback.proofs.simulation;

import dev.ringback.outbox.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * One schedule: processes that claim, send, record and sweep, senders and operators, a clock that jumps, a Hub that fails,
 * commits without answers, failovers, crashes and long freezes, in an order drawn from the seed. When all actors have
 * ended, a last process works on until nothing is open.
 */
final class Simulation {
    static final Duration DISPATCH_WITHIN = Duration.ofSeconds(10);
    private static final List<Duration> JUMPS = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(9),
            Duration.ofSeconds(11),
            Duration.ofSeconds(58),
            Duration.ofSeconds(62),
            Duration.ofMinutes(16),
            Duration.ofHours(3));
    private static final Duration A_MOMENT = Duration.ofSeconds(1);
    private static final int ROUNDS = 150;
    private static final int MOST_THINGS = 8;
    private static final int PROCESSES = 2;

    private final SimulatedDatabase database;
    private final SplittableRandom random;
    private final Shape shape;
    private final Scheduler scheduler;
    private final SimulatedCluster cluster;
    private final Chronicle chronicle;
    private final SimulatedWorkers workers;
    private final SimulatedOffice office;

    /** @param use is handed the schedule before the first step */
    Simulation(SimulatedDatabase database, long seed, ExecutorService threads, Consumer<Scheduler> use) {
        this.database = database;
        this.random = new SplittableRandom(seed);
        this.shape = Shape.of(random);
        this.scheduler = new Scheduler(random, threads, database.gated()::isBlocked);
        database.reset();
        use.accept(scheduler);
        this.cluster = new SimulatedCluster(database, shape, scheduler);
        this.chronicle = cluster.chronicle();
        this.workers = new SimulatedWorkers(cluster, scheduler);
        this.office = new SimulatedOffice(cluster, shape, scheduler, workers, slots());
    }

    /** The rule of each thing: in a crowd mostly those that go by campaign, so that drafts of one person meet. */
    private int[] slots() {
        int[] slots = new int[MOST_THINGS];
        for (int i = 0; i < slots.length; i++) {
            boolean byCampaign = shape.isCrowded() ? random.nextInt(5) > 0 : random.nextBoolean();
            slots[i] = byCampaign ? 1 + random.nextInt(shape.isCrowded() ? SimulatedRulesFile.SLOTS - 1 : 1) : 0;
        }
        return slots;
    }

    // --- The schedule

    /** What of the guarantees did not hold, in words; empty if all did. */
    List<String> run() {
        office.activate();
        for (int i = 0; i < shape.things(); i++) {
            office.propose("thing" + i, person());
        }
        if (shape.hasTwoSources()) {
            office.addASource();
        }
        List<SimulatedProcess> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(workers.start("w" + i));
        }
        castSenders();
        castOperators();
        castAccidents(processes);
        scheduler.run();
        workUntilQuiet();
        return new Guarantees(
                        chronicle,
                        database,
                        shape,
                        cluster.now(),
                        cluster.campaigns().leftOvers())
                .broken();
    }

    Chronicle chronicle() {
        return chronicle;
    }

    Shape shape() {
        return shape;
    }

    Collection<String> trace() {
        return scheduler.trace();
    }

    private String person() {
        return "+1202555010" + random.nextInt(shape.persons());
    }

    private String thing(int more) {
        return "thing" + random.nextInt(shape.things() + more);
    }

    private void castSenders() {
        some(0, shape.changesTypes() ? 5 : 3, "facts", () -> office.propose(thing(1), person()));
        some(0, 1, "ending", () -> office.end(thing(0)));
        if (scheduler.draw(3) == 0) {
            outside("endTo", () -> office.endTo(person()));
        }
        if (scheduler.draw(shape.changesTypes() ? 2 : 6) == 0) {
            outside("failedEnd", office::failEnd);
        }
    }

    private void castOperators() {
        some(0, 1, "desk", office::cancelOne);
        some(0, 4, "settler", office::settleAll);
        some(0, shape.pausesOften() ? 3 : 1, "pauser", office::pauseAndResume);
        if (shape.pausesOften()) {
            some(0, 2, "scopes", office::pauseAScope);
        }
        if (cluster.activatesRules()) {
            some(1, 3, "rules", office::changeRules);
        }
    }

    private void castAccidents(List<SimulatedProcess> processes) {
        some(0, 9, "clock", () -> cluster.jump(JUMPS.get(scheduler.draw(JUMPS.size()))));
        some(0, 4, "hub", cluster.campaigns()::dialOne);
        some(0, 4, "prober", office::probe);
        if (shape.failsOver()) {
            some(1, 1, "failover", cluster::failOver);
            some(0, 2, "accepter", office::resumeAll);
        }
        if (scheduler.draw(2) == 0) {
            SimulatedProcess victim = processes.get(scheduler.draw(processes.size()));
            outside("killer", () -> workers.crash(victim));
        }
    }

    private void some(int least, int most, String name, Runnable work) {
        int times = least + scheduler.draw(most - least + 1);
        if (times > 0) {
            outside(name, () -> {
                for (int i = 0; i < times; i++) {
                    scheduler.step("waits");
                    work.run();
                }
            });
        }
    }

    private void outside(String name, Runnable work) {
        scheduler.add(name, name, work);
    }

    // --- The end

    private void workUntilQuiet() {
        cluster.calm();
        scheduler.tick();
        if (cluster.activatesRules()) {
            office.settleRules();
        }
        SimulatedProcess last = cluster.process(Map.of());
        waitForNarrowerHours();
        for (int round = 0; round < ROUNDS; round++) {
            office.resumeAll();
            scheduler.tick();
            office.releaseAll();
            last.the(Outbox.class).sweep();
            office.settleAll();
            brakeAll(last);
            while (cluster.campaigns().dialOne()) {
                last.watch().watch();
            }
            last.watch().watch();
            last.watch().sweep(cluster.campaigns().list());
            if (isQuiet()) {
                return;
            }
            int claims = workers.round(last, (claim, send) -> send.run());
            cluster.jump(claims == 0 ? shape.personGap() : Duration.ZERO); // who waits for nothing else waits for that
            cluster.jump(cluster.campaigns().pending().isEmpty() ? untilSomethingIsDue() : A_MOMENT);
        }
    }

    /** Stops whatever must not dial on, as a service that is up does, before the Hub dials. */
    private void brakeAll(SimulatedProcess last) {
        cluster.setOrderly(false);
        for (int i = 0; i < ROUNDS && !cluster.isOrderly(); i++) {
            last.the(Outbox.class).sweep();
            last.watch().watch();
            boolean hasBraked =
                    workers.brake(last) > 0; // a deletion may find that its draft has started, which owes a stop
            cluster.setOrderly(!hasBraked
                    && cluster.number("SELECT count(*) FROM outbox_entry WHERE kind IN ('STOP', 'DELETE')"
                                    + " AND state IN ('DUE', 'SENDING')")
                            == 0);
            cluster.jump(cluster.isOrderly() ? Duration.ZERO : Duration.ofSeconds(5));
        }
    }

    /** Lets the hours end that a fact has narrowed while a campaign of its thing runs; its brake must see it then. */
    private void waitForNarrowerHours() {
        Instant now = cluster.now();
        cluster.campaigns().pending().stream()
                .map(about -> chronicle.zoneOf(about, Chronicle.NEVER))
                .filter(Objects::nonNull)
                .flatMap(zone -> LawfulHours.endAfter(now, zone).stream())
                .min(Instant::compareTo)
                .ifPresent(end -> cluster.jump(Duration.between(now, end)));
    }

    private boolean isQuiet() {
        return cluster.number("""
                SELECT (SELECT count(*) FROM call WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN'))
                     + (SELECT count(*) FROM draft WHERE state NOT IN ('SETTLED', 'GONE'))
                     + (SELECT count(*) FROM outbox_entry WHERE call IS NULL AND state IN ('DUE', 'SENDING', 'UNKNOWN'))
                """) == 0;
    }

    private Duration untilSomethingIsDue() {
        return A_MOMENT.plusMillis(cluster.number("""
                SELECT coalesce(ceil(1000 * extract(epoch FROM greatest(
                    min(CASE state WHEN 'DUE' THEN greatest(due_at, ringback_now()) WHEN 'SENDING' THEN answer_by END),
                    (SELECT greatest(dial_blocked_until, held_until) FROM quota), ringback_now()) - ringback_now())), 0)
                FROM outbox_entry"""));
    }
}
