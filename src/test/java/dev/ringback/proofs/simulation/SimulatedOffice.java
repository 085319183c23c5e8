package dev.ringback.proofs.simulation;

import dev.ringback.calls.CallOperations;
import dev.ringback.intake.EndReader;
import dev.ringback.intake.EventRepository;
import dev.ringback.intake.SimulatedIntake;
import dev.ringback.outbox.Breaker;
import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.SimulatedDecisions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Senders and operators of a schedule: facts, ends, cancels, settlements, pauses, and changes of the rules. */
final class SimulatedOffice {
    private static final String OPERATOR = "sim";
    private static final String FIRST_SOURCE = "sim";
    private static final String SECOND_SOURCE = "sim2";
    private static final Duration BEFORE_THE_START = Duration.ofHours(1);
    private static final int BETWEEN_FACTS = 10; // seconds
    /** Hours that leave some of New York's, and none at the start in two of the zones. */
    private static final List<String> ZONES =
            List.of("America/New_York", "America/Los_Angeles", "Europe/Paris", "Asia/Tokyo");

    private final SimulatedCluster cluster;
    private final Shape shape;
    private final Scheduler scheduler;
    private final Chronicle chronicle;
    private final SimulatedWorkers workers;
    private final int[] slotOf;
    private final SimulatedRulesFile rules = new SimulatedRulesFile();
    private SimulatedProcess process;
    private SimulatedIntake intake;
    private SimulatedDecisions decisions;
    private boolean hasTwoSources;
    private int deliveries;

    /** @param slotOf which rule each thing is for */
    SimulatedOffice(
            SimulatedCluster cluster, Shape shape, Scheduler scheduler, SimulatedWorkers workers, int[] slotOf) {
        this.cluster = cluster;
        this.shape = shape;
        this.scheduler = scheduler;
        this.chronicle = cluster.chronicle();
        this.workers = workers;
        this.slotOf = slotOf;
        restart(bothSources()); // the rules name both; nothing comes from the second one yet
    }

    private void restart(Map<String, String> sources) {
        process = cluster.process(sources);
        intake = new SimulatedIntake(process.the(EventRepository.class), process.the(EndReader.class));
        decisions = new SimulatedDecisions(process::bean);
    }

    private static Map<String, String> source(String name) {
        return Map.of(name + ".kind", "stripe", name + ".secrets", "whsec_simulated");
    }

    private static Map<String, String> bothSources() {
        Map<String, String> both = new HashMap<>(source(FIRST_SOURCE));
        both.putAll(source(SECOND_SOURCE));
        return both;
    }

    /** Configures a second source of the same sender, as a restart of the service does. */
    void addASource() {
        Map<String, String> both = bothSources();
        both.put(FIRST_SOURCE + ".sender", "shop");
        both.put(SECOND_SOURCE + ".sender", "shop");
        restart(both);
        hasTwoSources = true;
    }

    // --- Senders

    /** Tells a fact about a thing, which asks for a call, and has it decided. */
    void propose(String about, String number) {
        Instant asOf = nextTime();
        String zone = shape.changesTypes() && scheduler.draw(2) == 0 ? ZONES.get(scheduler.draw(ZONES.size())) : null;
        int slot = slotOf[about.charAt(about.length() - 1) - '0'];
        UUID event = deliver(
                "fact",
                "\"id\": \"%s\", \"slot\": %d, \"phone\": \"%s\"%s"
                        .formatted(about, slot, number, zone == null ? "" : ", \"zone\": \"" + zone + '"'),
                asOf,
                stored -> {});
        decide(event);
        boolean isAccepted =
                cluster.number("SELECT count(*) FROM decision WHERE event = '%s' AND verdict IN ('CALL', 'REFRESH')"
                                .formatted(event))
                        > 0;
        Chronicle.Proposed fact =
                new Chronicle.Proposed(about, number, zone, asOf, isAccepted ? scheduler.position() : Chronicle.NEVER);
        chronicle.proposals.add(fact);
        scheduler.note("decided: " + fact);
    }

    /** Ends a thing: its event is there first, undecided, and must hold; then it is decided. */
    void end(String about) {
        int[] at = new int[1];
        UUID event =
                deliver("end", "\"id\": \"%s\", \"total\": 0".formatted(about), nextTime(), stored -> at[0] = stored);
        chronicle.events.add(new Chronicle.Undecided(about, null, at[0], Chronicle.NEVER));
        scheduler.step("waits to decide");
        decide(event);
        chronicle.ends.add(new Chronicle.Ended(about, null, scheduler.position()));
    }

    /** Ends the calls to a person so far. */
    void endTo(String number) {
        Instant asOf = nextTime();
        int[] at = new int[1];
        UUID event = deliver("leave", "\"phone\": \"%s\"".formatted(number), asOf, stored -> at[0] = stored);
        scheduler.step("waits to decide");
        decide(event);
        chronicle.events.add(new Chronicle.Undecided(null, number, at[0], scheduler.position()));
        chronicle.personEnds.add(new Chronicle.PersonEnded(number, asOf, scheduler.position()));
    }

    /** Tells of an end that nobody can read: it holds every call that is not of a later fact. */
    void failEnd() {
        Instant asOf = nextTime();
        int[] at = new int[1];
        UUID event = deliver("end", "\"total\": \"soon\"", asOf, stored -> at[0] = stored);
        scheduler.step("waits to decide");
        decide(event);
        chronicle.events.add(new Chronicle.Undecided(null, null, at[0], scheduler.position()));
        Set<UUID> held = new HashSet<>(cluster.ids("SELECT id FROM call WHERE as_of <= '" + asOf + "'"));
        chronicle.failedEnds.add(new Chronicle.FailedEnd(held, asOf, scheduler.position()));
    }

    /** Facts come in their order, but for a late one now and then. */
    private Instant nextTime() {
        deliveries++;
        int late = shape.changesTypes() && scheduler.draw(4) == 0 ? 3 * BETWEEN_FACTS + 5 : 0;
        return SimulatedCluster.START.minus(BEFORE_THE_START).plusSeconds((long) deliveries * BETWEEN_FACTS - late);
    }

    /** A sender sends a delivery until it is answered. */
    private UUID deliver(String type, String fields, Instant asOf, IntConsumer stored) {
        String source = hasTwoSources && scheduler.draw(2) == 0 ? SECOND_SOURCE : FIRST_SOURCE;
        String delivery = "d" + deliveries;
        byte[] body =
                "{%s, \"created\": %d}".formatted(fields, asOf.getEpochSecond()).getBytes(StandardCharsets.UTF_8);
        UUID[] event = new UUID[1];
        cluster.insist(() -> event[0] = intake.store(source, delivery, type, body));
        stored.accept(scheduler.position());
        return event[0];
    }

    private void decide(UUID event) {
        cluster.insist(() -> cluster.within(() -> decisions.decide(event)));
    }

    // --- Operators

    /** Cancels a call that an operator picks. */
    void cancelOne() {
        List<UUID> calls = cluster.ids("SELECT id FROM call ORDER BY about, id");
        UUID call = calls.get(scheduler.draw(calls.size()));
        cluster.insist(() -> cancel(call));
    }

    private void cancel(UUID call) {
        try {
            process.the(CallOperations.class).cancel(call, OPERATOR);
            chronicle.ends.add(new Chronicle.Ended(null, call, scheduler.position()));
        } catch (Problem.Thrown ended) {
            scheduler.note("nothing to cancel");
        }
    }

    /** Settles by the Hub's ledger once the attempt has ended; some do not wait for that, and force. */
    void settleAll() {
        boolean isImpatient = scheduler.self() != null && scheduler.draw() < 0.3;
        List<UUID> calls = cluster.ids(
                """
                SELECT e.call FROM outbox_entry e JOIN attempt a ON a.entry = e.id AND a.attempt = e.attempt
                JOIN worker w ON w.id = a.worker WHERE e.state = 'UNKNOWN' AND e.call IS NOT NULL %s ORDER BY e.payload::text
                """.formatted(isImpatient ? "" : "AND (a.finished_at IS NOT NULL OR w.boot = 'before this one')"));
        for (UUID call : calls) {
            String about = cluster.aboutOf(call);
            boolean placed = chronicle.rings(about) > 0;
            while (!cluster.survives(() -> settle(call, about, placed, isImpatient))) {
                countForce(about, placed, isImpatient); // it may have taken place
                scheduler.step("waits to settle again");
            }
        }
    }

    private void settle(UUID call, String about, boolean placed, boolean force) {
        try {
            process.the(CallOperations.class).settle(call, placed, "by the ledger", force, OPERATOR);
            countForce(about, placed, force);
        } catch (Problem.Thrown refused) {
            scheduler.note(about + " is not settled: " + refused.getMessage());
        }
    }

    private void countForce(String about, boolean placed, boolean force) {
        if (force && !placed) {
            chronicle.forced.add(about);
        }
    }

    /** Pauses everything, waits until nothing is under way, and resumes. */
    void pauseAndResume() {
        Pauses pauses = process.the(Pauses.class);
        cluster.insist(() -> pauses.pauseAll(OPERATOR, "to see"));
        int pausedAt = scheduler.position();
        chronicle.paused(Scope.ALL.text(), pausedAt);
        for (int i = 0; i < 4; i++) {
            scheduler.step("waits while all is paused");
            cluster.survives(() -> {
                if (pauses.claimsUnderWay() == 0) {
                    chronicle.quiet(pausedAt, scheduler.position());
                }
            });
        }
        resumeAll();
    }

    /** Asks the Hub whether it answers again, if the breaker wants to know. */
    void probe() {
        cluster.survives(() -> {
            Breaker breaker = process.the(Breaker.class);
            if (breaker.takeProbe()) {
                breaker.probed(scheduler.draw() >= shape.hubFaults());
            }
        });
    }

    /** Resumes everything. */
    void resumeAll() {
        while (!cluster.survives(() -> process.the(Pauses.class).resumeAll(OPERATOR))) {
            chronicle.resumed(null, scheduler.position()); // it may have taken place
            scheduler.step("waits to resume again");
        }
        chronicle.resumed(null, scheduler.position());
        chronicle.resumes.add(new Chronicle.Resumed(
                Instant.parse(cluster.text("""
                        SELECT to_char(resumed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') FROM quota""")),
                scheduler.position(),
                cluster.number("SELECT timeline FROM installation")));
        cluster.texts("SELECT scope FROM pause WHERE scope IN ('all', 'account')")
                .forEach(scope -> chronicle.wrongs.add(
                        "G5: " + scope + " is paused when a resume answers, at step " + scheduler.position()));
        workers.judgePauses();
    }

    /** Pauses an agent or a caller number for a while. */
    void pauseAScope() {
        Scope paused = scheduler.draw(4) == 0
                ? Scope.number(new PhoneNumber("+12025550123"))
                : Scope.agent("agent_" + scheduler.draw(SimulatedRulesFile.SLOTS));
        String scope = paused.text();
        Pauses pauses = process.the(Pauses.class);
        cluster.insist(() -> cluster.within(() -> pauses.pauseScope(paused, OPERATOR, "to see")));
        chronicle.paused(scope, scheduler.position());
        for (int i = 0; i < 3; i++) {
            scheduler.step("waits while " + scope + " is paused");
        }
        while (!cluster.survives(() -> cluster.within(() -> pauses.resumeScope(paused)))) {
            chronicle.resumed(scope, scheduler.position()); // it may have taken place
            scheduler.step("waits to resume again");
        }
        chronicle.resumed(scope, scheduler.position());
    }

    /** Frees what is held. A call that stayed behind under a former name is cancelled: its thing has another. */
    void releaseAll() {
        for (UUID call : cluster.ids("SELECT call FROM outbox_entry WHERE held = 'inactive_rule'"
                + " AND state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN')")) {
            cancel(call);
        }
        for (UUID call : cluster.ids("SELECT call FROM outbox_entry WHERE held IS NOT NULL AND state = 'DUE'")) {
            process.the(CallOperations.class).release(call, OPERATOR);
        }
    }

    // --- Rules

    /** Activates the file as it is now. */
    void activate() {
        cluster.insist(() -> decisions.activate(rules.text()));
        chronicle.activations.add(scheduler.position());
    }

    /** Changes the file, and activates it. */
    void changeRules() {
        if (shape.changesRules() && (!shape.changesTypes() || scheduler.draw(2) == 0)) {
            rules.rename(scheduler::draw);
        } else {
            rules.redeliver(scheduler::draw);
        }
        activate();
    }

    /** Has every call belong to a rule of the active file again. */
    void settleRules() {
        rules.settle();
        activate();
    }
}
