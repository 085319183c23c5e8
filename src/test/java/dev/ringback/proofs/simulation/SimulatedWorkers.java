package dev.ringback.proofs.simulation;

import dev.ringback.outbox.Claim;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.Outcome;
import dev.ringback.proofs.simulation.Chronicle.Claimed;
import dev.ringback.proofs.simulation.SimulatedCluster.Sent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** The processes of a schedule that claim, send, record, sweep and watch, as the service's loops do in their threads. */
final class SimulatedWorkers {
    private static final double IDLE = 0.15;

    /** A claim whose commit was not answered: {@code attempt} as the entry shows it, if the commit took place. */
    private record Doubt(UUID entry, int attempt, boolean ofBrakes) {}

    private final SimulatedCluster cluster;
    private final Scheduler scheduler;
    private final Chronicle chronicle;
    private final Map<SimulatedProcess, List<Doubt>> doubts = new HashMap<>();

    SimulatedWorkers(SimulatedCluster cluster, Scheduler scheduler) {
        this.cluster = cluster;
        this.scheduler = scheduler;
        this.chronicle = cluster.chronicle();
    }

    /** Starts a process, whose actors bear its name. */
    SimulatedProcess start(String name) {
        SimulatedProcess process = cluster.process(Map.of());
        scheduler.add(name, process, () -> work(process, name, 2 + scheduler.draw(3)));
        scheduler.add(name + ".sweep", process, () -> {
            for (int i = 0; i < 2; i++) {
                scheduler.freeze(IDLE);
                scheduler.step("waits to sweep");
                cluster.survives(process.the(Outbox.class)::sweep);
            }
        });
        scheduler.add(name + ".watch", process, () -> {
            for (int i = 0; i < 3; i++) {
                scheduler.freeze(IDLE);
                scheduler.step("waits to watch");
                cluster.survives(process.watch()::watch);
            }
        });
        return process;
    }

    /** Ends a process where it stands, and starts another in its place. */
    void crash(SimulatedProcess victim) {
        scheduler.step("waits to kill");
        scheduler.crash(victim);
        while (!scheduler.isGone(victim)) {
            scheduler.step("waits for the death");
        }
        chronicle.crashed.add(victim.worker());
        cluster.update("UPDATE worker SET boot = 'before this one' WHERE id = '" + victim.worker() + "'");
        start("reborn");
    }

    /** Claims in rounds. A process that lives on has its next round sooner or later, and it voids what is in doubt. */
    private void work(SimulatedProcess process, String name, int rounds) {
        for (int round = 0; round < rounds || !doubtsOf(process).isEmpty(); round++) {
            scheduler.step("looks for work");
            int claims = round(
                    process,
                    (claim, send) ->
                            scheduler.add(name + "." + cluster.wordsOf(claim) + "#" + claim.attempt(), process, send));
            if (claims == 0) {
                scheduler.freeze(IDLE);
            }
        }
    }

    /**
     * One round of each lane: brakes first, then what the tasks before a claim make ready.
     *
     * @param begin is handed each claim with the work of sending and recording it
     * @return how many claims were made
     */
    int round(SimulatedProcess process, BiConsumer<Claim, Runnable> begin) {
        int brakes = claim(process, true, begin);
        process.beforeClaim().forEach(task -> cluster.survives(task::run));
        return brakes + claim(process, false, begin);
    }

    /** One round of the brakes alone. */
    int brake(SimulatedProcess process) {
        return claim(process, true, (claim, send) -> send.run());
    }

    private int claim(SimulatedProcess process, boolean ofBrakes, BiConsumer<Claim, Runnable> begin) {
        cluster.takeUncommitted();
        Instant before = cluster.now();
        List<Claim> claims = new ArrayList<>();
        boolean isAnswered =
                cluster.survives(() -> claims.addAll(process.lanes().round(ofBrakes)));
        seeOneDialOfABreaker();
        List<UUID> uncommitted = cluster.takeUncommitted();
        if (isAnswered || !uncommitted.isEmpty()) {
            settleDoubts(process, ofBrakes); // a lane claims only once it has voided what was in doubt
        }
        if (!isAnswered) {
            uncommitted.forEach(entry -> doubt(process, entry, ofBrakes));
        }
        for (Sent sent : sent(process, claims, before)) {
            begin.accept(sent.claim(), () -> carryOut(process, sent));
        }
        return claims.size();
    }

    /** At any moment: while the breaker is not closed, one dial at the most is under way that was claimed since it opened. */
    private void seeOneDialOfABreaker() {
        int dials = cluster.number("""
                SELECT count(*) FROM outbox_entry e, quota q WHERE q.breaker <> 'CLOSED' AND e.state = 'SENDING'
                AND e.kind IN ('ORIGINATE', 'START') AND e.sent_at > q.breaker_unknown_at""");
        if (dials > 1) {
            chronicle.wrongs.add(dials + " dials at once while the breaker is not closed");
        }
    }

    // --- Claims in doubt

    private List<Doubt> doubtsOf(SimulatedProcess process) {
        return doubts.computeIfAbsent(process, unknown -> new ArrayList<>());
    }

    private void doubt(SimulatedProcess process, UUID entry, boolean ofBrakes) {
        int attempt = cluster.number("SELECT attempt FROM outbox_entry WHERE id = '" + entry + "'");
        doubtsOf(process).add(new Doubt(entry, attempt, ofBrakes));
        chronicle.count("claims in doubt");
    }

    /** What its own process has voided is neither being sent nor unknown, but for a start: its deletion says so later. */
    private void settleDoubts(SimulatedProcess process, boolean ofBrakes) {
        for (Doubt doubt : List.copyOf(doubtsOf(process))) {
            if (doubt.ofBrakes == ofBrakes) {
                doubtsOf(process).remove(doubt);
                cluster.texts("""
                        SELECT e.kind || ' is ' || e.state FROM outbox_entry e
                        JOIN attempt a ON a.entry = e.id AND a.attempt = e.attempt
                        WHERE e.id = '%s' AND e.attempt = %d AND e.state IN ('SENDING', 'UNKNOWN')
                          AND a.worker = '%s' AND (e.kind <> 'START' OR a.outcome IS NULL)
                        """.formatted(doubt.entry, doubt.attempt, process.worker()))
                        .forEach(left -> chronicle.wrongs.add("G3: never sent, and its process lives on: " + left));
            }
        }
    }

    // --- What was claimed

    private List<Sent> sent(SimulatedProcess process, List<Claim> claims, Instant before) {
        if (claims.isEmpty()) {
            return List.of();
        }
        int sending = cluster.number("SELECT count(*) FROM outbox_entry WHERE state = 'SENDING' AND kind <> 'CONTACT'");
        List<Sent> all = new ArrayList<>();
        for (Claim claim : claims) {
            List<Claimed> calls = switch (claim.kind()) {
                case ORIGINATE -> called(process, claim, "e.id = '" + claim.entry() + "'", sending);
                case START ->
                    called(process, claim, "e.kind = 'CONTACT' AND e.draft = '" + claim.draft() + "'", sending);
                case CREATE, STOP, DELETE -> List.of(); // dials nobody
                case CONTACT -> throw new IllegalStateException("a row is not claimed by itself");
            };
            (claim.kind() == Kind.START ? chronicle.starts : chronicle.claims).addAll(calls);
            all.add(new Sent(claim, before, scheduler.position(), calls));
        }
        countDraftsThatWait(claims);
        claims.forEach(claim -> scheduler.note(cluster.wordsOf(claim) + "#" + claim.attempt() + " is claimed"));
        return all;
    }

    private List<Claimed> called(SimulatedProcess process, Claim claim, String entries, int sending) {
        Scheduler.Actor self = scheduler.self();
        int takenAt = self == null
                ? Chronicle.NEVER
                : claim.kind() == Kind.START ? self.markedStart(claim.draft()) : self.marked();
        List<Claimed> calls = new ArrayList<>();
        cluster.rows(
                """
                SELECT e.call, c.about, e.person, array_to_string(e.scopes, ' '),
                       to_char(e.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                FROM outbox_entry e JOIN call c ON c.id = e.call WHERE %s
                """.formatted(entries),
                row -> calls.add(new Claimed(
                        UUID.fromString(row[0]),
                        row[1],
                        row[2],
                        Set.of(row[3].split(" ")),
                        claim.attempt(),
                        process.worker(),
                        takenAt,
                        scheduler.position(),
                        Instant.parse(row[4]),
                        sending)));
        return calls;
    }

    /** How often the claim had to choose between drafts of one person. */
    private void countDraftsThatWait(List<Claim> claims) {
        for (Claim claim : claims) {
            if (claim.kind() == Kind.START && cluster.number("""
                            SELECT count(*) FROM outbox_entry mine
                            JOIN outbox_entry other ON other.person = mine.person AND other.draft <> mine.draft
                            JOIN outbox_entry s ON s.draft = other.draft AND s.kind = 'START' AND s.state = 'DUE'
                                 AND s.due_at <= ringback_now()
                            WHERE mine.draft = '%s' AND other.state = 'DUE'
                            """.formatted(claim.draft())) > 0) {
                chronicle.count("starts beside one of the same person");
            }
        }
    }

    // --- Sending and recording

    /** As the outbox's worker does: an answer is never dropped while its process lives. */
    private void carryOut(SimulatedProcess process, Sent sent) {
        Claim claim = sent.claim();
        cluster.sending(sent, () -> {
            Outcome outcome = attempt(process, claim);
            scheduler.note(cluster.wordsOf(claim) + "#" + claim.attempt() + " proved " + outcome.name());
            chronicle.outcomes.add(outcome.name());
            hear(sent, outcome);
            cluster.insist(() -> process.the(Outbox.class).record(claim, outcome));
            judgePauses();
        });
        process.lanes().done(claim);
    }

    private Outcome attempt(SimulatedProcess process, Claim claim) {
        try {
            return process.send(claim);
        } catch (RuntimeException e) {
            return new Outcome.Unknown("unforeseen: " + e);
        }
    }

    private void hear(Sent sent, Outcome outcome) {
        boolean isAReason = outcome instanceof Outcome.KeyRefused
                || outcome instanceof Outcome.Refused(var status, var text) && (status == 403 || status == 404);
        if (isAReason) {
            chronicle.refusals.add(new Chronicle.Refusal(outcome.name(), sentAt(sent.claim()), scheduler.position()));
        }
    }

    private Instant sentAt(Claim claim) {
        return Instant.parse(cluster.text("""
                SELECT to_char(claimed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') FROM attempt
                WHERE entry = '%s' AND attempt = %d""".formatted(claim.entry(), claim.attempt())));
    }

    /** Looks for a pause without a reason: after a resume has answered, only requests that left since give one. */
    void judgePauses() {
        if (chronicle.resumes.isEmpty()) {
            return;
        }
        Chronicle.Resumed last = chronicle.resumes.getLast();
        cluster.texts("SELECT scope FROM pause WHERE who = 'ringback'").forEach(scope -> {
            boolean hasReason = switch (scope) {
                case "account" ->
                    chronicle.refusals.stream()
                            .anyMatch(refusal -> refusal.outcome().equals("key_refused")
                                    && refusal.sentAt().isAfter(last.time()));
                case "all" -> cluster.database() != last.database();
                default ->
                    chronicle.refusals.stream()
                                    .filter(refusal -> refusal.outcome().equals("refused")
                                            && refusal.sentAt().isAfter(last.time()))
                                    .count()
                            >= 3;
            };
            if (!hasReason) {
                chronicle.wrongs.add("G5: " + scope + " is paused without a reason since the resume at step "
                        + last.at() + ", seen at step " + scheduler.position());
            }
        });
    }
}
