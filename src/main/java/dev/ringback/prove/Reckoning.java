package dev.ringback.prove;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Draws the balance from the senders' receipts, the service's stored facts and the Hub's ledger. */
final class Reckoning {
    private static final int MOST_FINDINGS = 20;
    /** How far two readings of the clock may disagree before a claim counts as later than a receipt. */
    private static final Duration CLOCK_MARGIN = Duration.ofMillis(500);

    private static final Set<String> OPEN = Set.of("WAITING", "SENDING", "STARTED");

    private final Map<String, Senders.Accepted> accepted;
    private final Map<String, StoredEvent> events;
    private final Map<String, List<StoredCall>> callsByThing;
    private final List<StoredCall> calls;
    private final List<HubControl.Ring> rings;
    private final Map<Line, Long> ringsByLine;
    private final Map<String, Instant> paidAt;
    private final List<String> findings = new ArrayList<>();

    private record StoredEvent(String deliveryId, String state, long decisions) {}

    /** @param lastClaim null if it was never claimed */
    private record StoredCall(String id, Line line, String about, String state, Instant lastClaim) {
        boolean mayHaveRung() {
            return state.equals("PLACED") || state.equals("UNKNOWN");
        }
    }

    /** Reads everything once; nothing may be going on any more. */
    Reckoning(Database database, Map<String, Senders.Accepted> accepted, List<HubControl.Ring> rings) {
        this.accepted = accepted;
        this.rings = rings;
        this.ringsByLine = rings.stream().collect(Collectors.groupingBy(HubControl.Ring::line, Collectors.counting()));
        this.paidAt = accepted.values().stream()
                .filter(receipt -> receipt.delivery().kind() == Delivery.Kind.PAID)
                .collect(Collectors.toMap(receipt -> receipt.delivery().about(), Senders.Accepted::at));
        this.events = events(database);
        this.calls = calls(database);
        this.callsByThing = calls.stream().collect(Collectors.groupingBy(StoredCall::about));
    }

    private static Map<String, StoredEvent> events(Database database) {
        return database.all(row -> new StoredEvent(row.getString(1), row.getString(2), row.getLong(3)), """
                        SELECT delivery_id, state, (SELECT count(*) FROM decision d WHERE d.event = e.id) FROM event e
                        """).stream()
                .collect(Collectors.toMap(StoredEvent::deliveryId, event -> event));
    }

    private static List<StoredCall> calls(Database database) {
        return database.all(
                row -> new StoredCall(
                        row.getString(1),
                        new Line(row.getString(2), row.getString(3), row.getString(4)),
                        row.getString(5),
                        row.getString(6),
                        Database.instant(row, 7)),
                """
                SELECT id, person, agent, from_number, about, state,
                       (SELECT max(a.claimed_at) FROM attempt a JOIN outbox_entry e ON e.id = a.entry WHERE e.call = c.id)
                FROM call c
                """);
    }

    Balance balance() {
        long duplicates = duplicates();
        long lost = lost();
        long untrue = untrue();
        long tooLate = tooLate();
        Map<String, Long> states = calls.stream()
                .collect(Collectors.groupingBy(
                        call -> call.state().toLowerCase(Locale.ROOT), TreeMap::new, Collectors.counting()));
        return new Balance(states, rings.size(), duplicates, lost, untrue, tooLate, findings());
    }

    private long duplicates() {
        Map<Line, List<StoredCall>> byLine = calls.stream().collect(Collectors.groupingBy(StoredCall::line));
        long extra = 0;
        for (var line : ringsByLine.entrySet()) {
            long allowed = byLine.containsKey(line.getKey()) ? 1 : 0;
            if (line.getValue() > allowed) {
                extra += line.getValue() - allowed;
                findings.add(line.getValue() + " rings for "
                        + (allowed == 0
                                ? "no call at all"
                                : "call " + byLine.get(line.getKey()).getFirst().id()));
            }
        }
        return extra;
    }

    private long lost() {
        long lost = 0;
        for (Senders.Accepted receipt : accepted.values()) {
            String why = whyLost(receipt.delivery());
            if (why != null) {
                lost++;
                findings.add("delivery " + receipt.delivery().id() + " was accepted and " + why);
            }
        }
        for (StoredCall call : calls) {
            if (OPEN.contains(call.state)) {
                lost++;
                findings.add("call " + call.id + " is still " + call.state);
            }
        }
        return lost;
    }

    /** Null if it is not. */
    private String whyLost(Delivery delivery) {
        StoredEvent event = events.get(delivery.id());
        if (event == null) {
            return "is not stored";
        }
        if (!event.state.equals("DECIDED")) {
            return "is " + event.state;
        }
        if (event.decisions < LoadRule.ALL.size()) { // each rule hears each of these events
            return "has " + event.decisions + " decisions";
        }
        boolean wantsCall = delivery.kind() == Delivery.Kind.FAILED && !paidAt.containsKey(delivery.about());
        return wantsCall && !callsByThing.containsKey(delivery.about()) ? "led to no call" : null;
    }

    private long untrue() {
        Set<String> mayHaveRung = calls.stream()
                .filter(StoredCall::mayHaveRung)
                .map(StoredCall::about)
                .collect(Collectors.toSet());
        long untrue = 0;
        for (StoredCall call : calls) {
            boolean hasRung = ringsByLine.containsKey(call.line);
            boolean saysPlaced = call.state.equals("PLACED");
            if (saysPlaced && !hasRung || hasRung && !mayHaveRung.contains(call.about)) {
                untrue++;
                findings.add("call " + call.id + " is " + call.state + (hasRung ? " and rang" : " and never rang"));
            }
        }
        return untrue;
    }

    private long tooLate() {
        long late = 0;
        for (StoredCall call : calls) {
            Instant end = paidAt.get(call.about);
            if (end != null && call.lastClaim != null && call.lastClaim.isAfter(end.plus(CLOCK_MARGIN))) {
                late++;
                findings.add("call " + call.id + " was claimed at " + call.lastClaim + ", its end accepted at " + end);
            }
        }
        return late;
    }

    private List<String> findings() {
        return findings.stream().limit(MOST_FINDINGS).toList();
    }
}
