package dev.ringback.proofs;

import dev.ringback.proofs.Chronicle.Claimed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * DESIGN.md's guarantees, one method each, over what happened and what the tables say when all is quiet. G1 (durable) and
 * G2 (one event a delivery) are not the outbox's: the simulated cluster forgets in a power cut, and nothing is delivered.
 */
final class Guarantees {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York"); // where all simulated numbers are
    private static final LocalTime OPENS = LocalTime.of(9, 0);
    private static final LocalTime CLOSES = LocalTime.of(20, 0);

    private final Chronicle chronicle;
    private final SimulatedDatabase database;
    private final int aMinute;
    private final int inFlight;
    private final List<String> leftOvers;
    private final List<String> broken = new ArrayList<>();

    /** @param leftOvers campaigns at the Hub that ought not to be there any more */
    Guarantees(Chronicle chronicle, SimulatedDatabase database, int aMinute, int inFlight, List<String> leftOvers) {
        this.leftOvers = leftOvers;
        this.chronicle = chronicle;
        this.database = database;
        this.aMinute = aMinute;
        this.inFlight = inFlight;
    }

    /** What does not hold, in words; empty if all holds. */
    List<String> broken() {
        oneRing();
        nothingIsLost();
        noneAfterAnEndOrAPause();
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

    /** G3. Who settles by force against a living attempt may cause one ring more; nobody else causes any. */
    private void oneRing() {
        things().forEach(about -> {
            long allowed = 1 + chronicle.forced.stream().filter(about::equals).count();
            must(chronicle.rings(about) <= allowed, "G3", about + " rang " + chronicle.rings(about) + " times");
        });
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
    }

    /** G5: whoever ends or pauses before the gates are asked is heeded. */
    private void noneAfterAnEndOrAPause() {
        for (Claimed claim : Stream.concat(chronicle.claims.stream(), chronicle.starts.stream())
                .toList()) {
            String what = claim.about() + " was claimed (step " + claim.takenAt() + ") after ";
            chronicle.ends.stream()
                    .filter(end -> end.about() == null
                            ? end.call().equals(claim.call())
                            : end.about().equals(claim.about()))
                    .forEach(end -> must(claim.takenAt() < end.committedAt(), "G5", what + "its end: " + end));
            chronicle.events.stream()
                    .filter(event -> event.about().equals(claim.about()))
                    .forEach(event -> must(claim.takenAt() < event.committedAt(), "G5", what + event));
            chronicle.pauses.forEach(pause -> must(
                    claim.committedAt() < pause.committedAt() || claim.takenAt() > pause.resumedAt(),
                    "G5",
                    what + pause));
            chronicle.personEnds.stream()
                    .filter(end -> concerns(end, claim))
                    .forEach(end -> must(claim.takenAt() < end.committedAt(), "G5", what + end));
        }
    }

    /** Facts about the thing that are later, or were about somebody else, outlive the end of calls to a person. */
    private boolean concerns(Chronicle.PersonEnded end, Claimed claim) {
        List<Chronicle.Proposed> facts = chronicle.proposals.stream()
                .filter(fact -> fact.about().equals(claim.about()))
                .toList();
        return facts.stream()
                .allMatch(fact ->
                        fact.number().equals(end.number()) && !fact.asOf().isAfter(end.asOf()));
    }

    /** G5: a request leaves within the lease of its claim. */
    private void noneOfAVoidClaim() {
        chronicle.left.forEach(request -> must(
                Duration.between(request.claimed(), request.time()).compareTo(Simulation.DISPATCH_WITHIN) < 0,
                "G5",
                "a void claim was sent: " + request));
    }

    /** G6. */
    private void onlyInTheWindow() {
        chronicle.left.stream().filter(Chronicle.Left::dials).forEach(request -> {
            ZonedDateTime there = request.time().atZone(NEW_YORK);
            LocalTime time = there.toLocalTime();
            must(
                    there.getDayOfWeek() != DayOfWeek.SUNDAY && !time.isBefore(OPENS) && time.isBefore(CLOSES),
                    "G6",
                    "it left at " + there + ": " + request);
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
        must(
                wire.size() <= query("SELECT 1 FROM hub_request").size(),
                "G7",
                wire.size() + " requests left, and fewer were counted");
        chronicle.claims.forEach(claim -> must(
                claim.sending() <= inFlight, "G7", claim.sending() + " in flight after step " + claim.committedAt()));
    }

    private void atMost(String times, Duration window) {
        List<Instant> counted =
                query(times.replace("at FROM", "to_char(at, 'YYYY-MM-DD\"T\"HH24:MI:SS.USOF') || ':00' FROM")).stream()
                        .map(at -> java.time.OffsetDateTime.parse(at).toInstant())
                        .toList();
        crowded(counted, window).forEach(at -> must(false, "G7", "more than " + aMinute + " counted by " + at));
    }

    /** The moments by which more than a minute's limit lies within the window. */
    private List<Instant> crowded(List<Instant> times, Duration window) {
        List<Instant> crowded = new ArrayList<>();
        for (int i = aMinute; i < times.size(); i++) {
            if (Duration.between(times.get(i - aMinute), times.get(i)).compareTo(window) < 0) {
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
