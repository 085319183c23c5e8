package dev.ringback.proofs.simulation;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.Scope;
import dev.ringback.proofs.simulation.Chronicle.Claimed;
import dev.ringback.proofs.simulation.Chronicle.Paused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Judges a schedule by the guarantees of docs/PROTOCOL.md, a method each, from its history and from the tables when all is quiet. G1
 * (durable) and G2 (one event a delivery) are not the outbox's: the simulated cluster forgets in a power cut.
 */
final class Guarantees {
    private static final Duration A_DAY = Duration.ofDays(1);

    private final Chronicle chronicle;
    private final SimulatedDatabase database;
    private final Shape shape;
    private final Instant end;
    private final List<String> leftOvers;
    private final List<String> broken = new ArrayList<>();

    /**
     * Makes the judge of a schedule that is over.
     *
     * @param end the schedule's last moment
     * @param leftOvers campaigns at the Hub that ought not to be there any more
     */
    Guarantees(Chronicle chronicle, SimulatedDatabase database, Shape shape, Instant end, List<String> leftOvers) {
        this.end = end;
        this.chronicle = chronicle;
        this.database = database;
        this.shape = shape;
        this.leftOvers = leftOvers;
    }

    /** What does not hold, in words; empty if all holds. */
    List<String> broken() {
        broken.addAll(chronicle.wrongs);
        oneRing();
        oneRingOfAPersonAtATime();
        nothingOfAnotherDatabase();
        nothingIsLost();
        noneAfterAnEnd();
        noneWhilePaused();
        noneOfAVoidClaim();
        onlyInTheWindow();
        withinTheHubsLimits();
        everythingIsExplained();
        return broken;
    }

    private void must(boolean holds, String guarantee, String otherwise) {
        if (!holds) {
            broken.add(guarantee + ": " + otherwise);
        }
    }

    private List<Claimed> claims() {
        return Stream.concat(chronicle.claims.stream(), chronicle.starts.stream())
                .toList();
    }

    /**
     * G3, whatever its rule is called and whichever source tells of it. A settlement by force against a living attempt may
     * cause one ring more; nothing else causes any.
     */
    private void oneRing() {
        things().forEach(about -> {
            long allowed = 1 + chronicle.forced.stream().filter(about::equals).count();
            must(chronicle.rings(about) <= allowed, "G3", about + " rang " + chronicle.rings(about) + " times");
        });
    }

    /** The person's gap, counted from the claim that rang: no other call to the person is claimed within it. */
    private void oneRingOfAPersonAtATime() {
        for (Chronicle.Rang ring : chronicle.rings) {
            claims().stream()
                    .filter(claim -> claim.about().equals(ring.about())
                            && claim.number().equals(ring.number())
                            && claim.committedAt() <= ring.at()
                            && !claim.sentAt().isAfter(ring.time())
                            && !chronicle.forced.contains(ring.about()))
                    .max(Comparator.comparing(Claimed::committedAt).thenComparing(Claimed::sentAt))
                    .ifPresent(rang -> claims().stream()
                            .filter(other -> other.number().equals(ring.number())
                                    && !other.call().equals(rang.call())
                                    && other.committedAt() >= rang.committedAt()
                                    && !other.sentAt().isBefore(rang.sentAt()))
                            .forEach(other -> must(
                                    Duration.between(rang.sentAt(), other.sentAt())
                                                    .compareTo(shape.personGap())
                                            >= 0,
                                    "G5",
                                    "within the person's gap of " + rang + " there is " + other)));
        }
    }

    /** G3: nothing leaves from a database that nobody has accepted, nor by a claim made in the one before. */
    private void nothingOfAnotherDatabase() {
        for (int failover : chronicle.failovers) {
            int accepted = chronicle.resumedAt.stream()
                    .filter(at -> at > failover)
                    .min(Integer::compareTo)
                    .orElse(Chronicle.NEVER);
            chronicle.left.stream()
                    .filter(request -> !request.calls().isEmpty() && request.at() > failover)
                    .forEach(request -> must(
                            request.claimedAt() > failover && request.at() >= accepted,
                            "G3",
                            "it left though another database is there since step " + failover + ": " + request));
        }
    }

    /** G4, and that what is told of a call is true: placed if and only if it rang. */
    private void nothingIsLost() {
        query("SELECT about || ' ' || state FROM call WHERE state NOT IN ('PLACED', 'REFUSED', 'CANCELLED', 'EXPIRED')")
                .forEach(open -> must(false, "G4", "never ended: " + open));
        query("""
                SELECT about || ': call ' || c.state || ', entry ' || e.state FROM call c JOIN outbox_entry e ON e.call = c.id
                WHERE (c.state, e.state) NOT IN (('PLACED', 'DONE'), ('REFUSED', 'REFUSED'), ('CANCELLED', 'CANCELLED'),
                                                 ('EXPIRED', 'EXPIRED'))
                """).forEach(pair -> must(false, "G4", pair));
        List<String> placed = query("SELECT about FROM call WHERE state = 'PLACED'");
        query("SELECT kind || ' of draft ' || draft || ' is ' || state FROM outbox_entry WHERE call IS NULL"
                        + " AND state IN ('DUE', 'SENDING', 'UNKNOWN')")
                .forEach(open -> must(false, "G4", open));
        leftOvers.forEach(left -> must(false, "G3", left));
        things().forEach(about -> must(
                placed.contains(about) == chronicle.rings(about) > 0,
                "G4",
                about + " rang " + chronicle.rings(about) + " times and is placed: " + placed.contains(about)));
        query(
                        "SELECT about FROM thing EXCEPT SELECT about FROM call EXCEPT SELECT about FROM ending WHERE kind = 'ABOUT'"
                                + " EXCEPT SELECT t.about FROM thing t, ending x WHERE x.kind = 'TO'")
                .forEach(about -> must(false, "G4", "a fact without a call or an end: " + about));
        query("SELECT type || ' ' || delivery_id || ' is ' || state FROM event WHERE state <> 'DECIDED'")
                .forEach(event -> must(false, "G4", "not decided: " + event));
        query(
                        "SELECT delivery_id FROM event WHERE type = 'fact' AND NOT EXISTS (SELECT FROM decision d WHERE d.event = event.id)")
                .forEach(fact -> must(false, "G4", "a fact without a decision: " + fact));
    }

    /** G5: an end that is stored before the gates are asked is heeded, decided or not. */
    private void noneAfterAnEnd() {
        for (Claimed claim : claims()) {
            String what = claim + " was claimed after ";
            chronicle.ends.stream()
                    .filter(end -> end.about() == null
                            ? end.call().equals(claim.call())
                            : end.about().equals(claim.about()))
                    .forEach(end -> must(claim.takenAt() < end.committedAt(), "G5", what + "its end: " + end));
            chronicle.events.stream()
                    .filter(event -> mayEnd(event, claim))
                    .forEach(event -> must(
                            claim.takenAt() < event.storedAt() || claim.takenAt() > event.decidedAt(),
                            "G5",
                            what + event));
            chronicle.personEnds.stream()
                    .filter(end -> concerns(end, claim))
                    .forEach(end -> must(claim.takenAt() < end.committedAt(), "G5", what + end));
            chronicle.failedEnds.stream()
                    .filter(end -> isHeldBy(end, claim))
                    .forEach(end -> must(claim.takenAt() < end.committedAt(), "G5", what + end));
        }
    }

    /** Whether an event may end a call, by what can be read of it before its decision. */
    private static boolean mayEnd(Chronicle.Undecided event, Claimed claim) {
        return event.about() == null
                ? event.number() == null || event.number().equals(claim.number())
                : event.about().equals(claim.about());
    }

    /**
     * Whether the end of calls to a person concerns a claim. Facts about the thing that are later, or were about somebody
     * else, outlive it; so do facts under another name of the rule, which rules may have been given since.
     */
    private boolean concerns(Chronicle.PersonEnded end, Claimed claim) {
        return !wereRulesChanged(end.committedAt(), claim.takenAt())
                && facts(claim)
                        .allMatch(fact -> fact.number().equals(end.number())
                                && !fact.asOf().isAfter(end.asOf()));
    }

    private boolean wereRulesChanged(int after, int before) {
        return chronicle.activations.stream().anyMatch(at -> at > after && at < before);
    }

    /** Whether an unreadable end holds a call: not once a later fact has come, nor once a person has released it. */
    private boolean isHeldBy(Chronicle.FailedEnd end, Claimed claim) {
        return end.calls().contains(claim.call())
                && claim.takenAt() < Chronicle.NEVER
                && facts(claim).noneMatch(fact -> fact.asOf().isAfter(end.asOf()));
    }

    private Stream<Chronicle.Proposed> facts(Claimed claim) {
        return chronicle.proposals.stream().filter(fact -> fact.about().equals(claim.about()));
    }

    /** G5: a pause of everything stops claims by its commit, a narrower one before their gates are asked. */
    private void noneWhilePaused() {
        for (Paused pause : chronicle.pauses) {
            boolean isOfAll = pause.scope().equals(Scope.ALL.text());
            claims().stream()
                    .filter(claim -> isOfAll || claim.scopes().contains(pause.scope()))
                    .forEach(claim -> must(
                            (isOfAll ? claim.committedAt() : claim.takenAt()) < pause.committedAt()
                                    || claim.takenAt() > pause.resumedAt(),
                            "G5",
                            claim + " was claimed in " + pause));
            chronicle.left.stream()
                    .filter(request -> request.kind() != Kind.STOP && request.kind() != Kind.DELETE)
                    .forEach(request -> must(
                            request.at() < pause.quietAt() || request.at() > pause.resumedAt(),
                            "G5",
                            request + " left though nothing was under way in " + pause));
        }
    }

    /** G5: a request leaves within the lease of its claim. */
    private void noneOfAVoidClaim() {
        chronicle.left.forEach(request -> must(
                Duration.between(request.claimed(), request.time()).compareTo(Simulation.DISPATCH_WITHIN) < 0,
                "G5",
                "a void claim was sent: " + request));
    }

    /** G6, by the hours of the newest fact that the claim knew. A running campaign is stopped by the hours of the newest. */
    private void onlyInTheWindow() {
        for (Chronicle.Left request : chronicle.left) {
            for (Claimed call : request.calls()) {
                String zone = chronicle.zoneOf(call.about(), call.takenAt());
                must(
                        LawfulHours.allow(request.time(), zone),
                        "G6",
                        "it left outside the hours, also of " + zone + ": " + request);
            }
        }
        chronicle.rings.stream().filter(Chronicle.Rang::isOrderly).forEach(ring -> {
            String zone = chronicle.zoneOf(ring.about(), Chronicle.NEVER);
            must(
                    !ring.byCampaign() || LawfulHours.allow(ring.time(), zone),
                    "G6",
                    "a campaign dialled outside the hours, also of " + zone + ": " + ring);
        });
    }

    /**
     * G7: what is counted never exceeds a minute's limit, and what leaves is counted. It may leave up to a lease's length
     * after it was counted, so on the wire the limit holds for a minute less that.
     */
    private void withinTheHubsLimits() {
        atMost("SELECT at FROM hub_request ORDER BY at", Duration.ofMinutes(1));
        List<Instant> wire =
                chronicle.left.stream().map(Chronicle.Left::time).sorted().toList();
        crowded(wire, Duration.ofMinutes(1).minus(Simulation.DISPATCH_WITHIN))
                .forEach(at -> must(false, "G7", "too many requests left by " + at));
        long counted = query("SELECT 1 FROM hub_request").size(); // older ones than a day are forgotten
        long lately = wire.stream().filter(at -> at.isAfter(end.minus(A_DAY))).count();
        must(lately <= counted, "G7", lately + " requests left, and only " + counted + " were counted");
        chronicle.claims.forEach(claim -> must(
                claim.sending() <= shape.inFlight(),
                "G7",
                claim.sending() + " in flight after step " + claim.committedAt()));
    }

    private void atMost(String times, Duration window) {
        List<Instant> counted =
                query(times.replace("at FROM", "to_char(at, 'YYYY-MM-DD\"T\"HH24:MI:SS.USOF') || ':00' FROM")).stream()
                        .map(at -> OffsetDateTime.parse(at).toInstant())
                        .toList();
        crowded(counted, window)
                .forEach(at -> must(false, "G7", "more than " + shape.requestsPerMinute() + " counted by " + at));
    }

    /** The moments by which more than a minute's limit lies within the window. */
    private List<Instant> crowded(List<Instant> times, Duration window) {
        List<Instant> crowded = new ArrayList<>();
        for (int i = shape.requestsPerMinute(); i < times.size(); i++) {
            if (Duration.between(times.get(i - shape.requestsPerMinute()), times.get(i))
                            .compareTo(window)
                    < 0) {
                crowded.add(times.get(i));
            }
        }
        return crowded;
    }

    /** G8: each claim is an attempt with an end or a dead process, each ring an attempt, each end in the timeline. */
    private void everythingIsExplained() {
        List<String> attempts =
                query("SELECT e.call || ' ' || a.attempt FROM attempt a JOIN outbox_entry e ON e.id = a.entry");
        chronicle.claims.forEach(claim -> must(
                attempts.contains(claim.call() + " " + claim.attempt()), "G8", "no attempt is written for " + claim));
        must(attempts.size() >= chronicle.claims.size(), "G8", "attempts are missing");
        query("SELECT worker || ' ' || entry FROM attempt WHERE outcome IS NULL")
                .forEach(silent -> must(
                        chronicle.crashed.stream().anyMatch(dead -> silent.startsWith(dead.toString())),
                        "G8",
                        "an attempt of a living process has no outcome"));
        query("""
                SELECT about || ' ' || state FROM call c
                WHERE NOT EXISTS (SELECT FROM call_timeline t WHERE t.call = c.id AND t.what = lower(c.state))
                """).forEach(call -> must(false, "G8", "its end is not in its timeline: " + call));
    }

    private Stream<String> things() {
        return chronicle.proposals.stream().map(Chronicle.Proposed::about).distinct();
    }

    private List<String> query(String sql) {
        try (Statement statement = database.gated().free().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
