package dev.ringback.proofs.killloop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Audits a run: balances the senders' receipts, the facts that the service stored and the Hub's ledger. */
final class LedgerAudit {
    private static final int MOST_FINDINGS = 20;
    /** How far two readings of the clock may disagree before a claim counts as later than a receipt. */
    static final Duration CLOCK_MARGIN = Duration.ofMillis(500);

    private final Map<String, Senders.Accepted> accepted;
    private final Map<String, StoredEvent> events;
    private final Map<String, List<StoredCall>> callsByThing;
    private final List<StoredCall> calls;
    private final List<HubControl.Ring> rings;
    private final Map<CallerLine, Long> ringsByLine;
    /** When what ends calls had been accepted: by invoice, and by number for who opted out. */
    private final Map<String, Instant> paidAt;

    private final Map<String, Instant> optedOutAt;
    private final Set<String> optOuts;
    private final CampaignAudit campaigns;
    private final List<String> findings = new ArrayList<>();

    /** @param judged the decisions of rules that it asks for calls, and the ends that it left */
    private record StoredEvent(String deliveryId, String state, long judged) {}

    /** Reads everything once; nothing may be going on any more. */
    LedgerAudit(
            Database database,
            Map<String, Senders.Accepted> accepted,
            List<HubControl.Ring> rings,
            List<HubControl.Campaign> campaigns) {
        this.accepted = accepted;
        this.rings = rings;
        this.ringsByLine = rings.stream().collect(Collectors.groupingBy(HubControl.Ring::line, Collectors.counting()));
        this.paidAt = acceptedAt(Delivery.Kind.PAID, Delivery::about);
        this.optedOutAt = acceptedAt(Delivery.Kind.OPTED_OUT, Delivery::number);
        this.events = events(database);
        this.optOuts = Set.copyOf(database.all(row -> row.getString(1), "SELECT number FROM opt_out"));
        this.calls = StoredCall.all(database);
        this.callsByThing = calls.stream().collect(Collectors.groupingBy(StoredCall::about));
        this.campaigns = new CampaignAudit(database, campaigns, rings);
        findings.addAll(database.all(row -> row.getString(1), "SELECT scope || ' is paused: ' || reason FROM pause"));
    }

    private Map<String, Instant> acceptedAt(Delivery.Kind kind, Function<Delivery, String> of) {
        return accepted.values().stream()
                .filter(receipt -> receipt.delivery().kind() == kind)
                .collect(Collectors.toMap(receipt -> of.apply(receipt.delivery()), Senders.Accepted::at));
    }

    private static Map<String, StoredEvent> events(Database database) {
        return database.all(row -> new StoredEvent(row.getString(1), row.getString(2), row.getLong(3)), """
                        SELECT delivery_id, state,
                               (SELECT count(*) FROM decision d WHERE d.event = e.id AND d.verdict <> 'CANCEL')
                                   + coalesce(ended.by, 0)
                        FROM event e LEFT JOIN (SELECT event, count(*) AS by FROM ending GROUP BY event) AS ended
                            ON ended.event = e.id
                        """).stream()
                .collect(Collectors.toMap(StoredEvent::deliveryId, event -> event));
    }

    Audit audit() {
        long duplicates = duplicates();
        long lost = lost();
        long wrongState = wrongState();
        long tooLate = tooLate() + campaigns.afterStop();
        long unrecordedRings = campaigns.unrecordedRings();
        long unfinished = campaigns.unfinished();
        long deletedByOthers = campaigns.deletedByOthers();
        Map<String, Map<String, Long>> ways = calls.stream()
                .collect(Collectors.groupingBy(
                        StoredCall::via,
                        TreeMap::new,
                        Collectors.groupingBy(
                                call -> call.state().toLowerCase(Locale.ROOT), TreeMap::new, Collectors.counting())));
        List<String> all = Stream.concat(findings.stream(), campaigns.findings().stream())
                .limit(MOST_FINDINGS)
                .toList();
        return new Audit(
                ways,
                rings.size(),
                campaigns.campaigns(),
                duplicates,
                lost,
                wrongState,
                tooLate,
                unrecordedRings,
                unfinished,
                deletedByOthers,
                all);
    }

    private long duplicates() {
        Map<CallerLine, List<StoredCall>> byLine = calls.stream().collect(Collectors.groupingBy(StoredCall::line));
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
            if (call.isOpen()) {
                lost++;
                findings.add("call " + call.id() + " is still " + call.state());
            }
        }
        return lost;
    }

    /** Null if it is not. */
    private String whyLost(Delivery delivery) {
        return delivery.isWebhook()
                ? whyEventLost(delivery)
                : optOuts.contains(delivery.number()) ? null : "is no opt-out";
    }

    private String whyEventLost(Delivery delivery) {
        StoredEvent event = events.get(delivery.id());
        if (event == null) {
            return "is not stored";
        }
        if (!event.state.equals("DECIDED")) {
            return "is " + event.state;
        }
        if (event.judged < LoadRule.ALL.size()) { // each rule hears each of these events
            return "has " + event.judged + " decisions and ends";
        }
        boolean wantsCall = delivery.kind() == Delivery.Kind.FAILED
                && !paidAt.containsKey(delivery.about())
                && !optedOutAt.containsKey(delivery.number());
        return wantsCall && !callsByThing.containsKey(delivery.about()) ? "led to no call" : null;
    }

    private long wrongState() {
        Set<String> mayHaveRung = calls.stream()
                .filter(StoredCall::mayHaveRung)
                .map(StoredCall::about)
                .collect(Collectors.toSet());
        long wrongState = 0;
        for (StoredCall call : calls) {
            boolean hasRung = ringsByLine.containsKey(call.line());
            boolean saysPlaced = call.state().equals("PLACED");
            if (saysPlaced && !hasRung || hasRung && !mayHaveRung.contains(call.about())) {
                wrongState++;
                findings.add("call " + call.id() + " is " + call.state() + (hasRung ? " and rang" : " and never rang"));
            }
        }
        return wrongState;
    }

    private long tooLate() {
        long late = 0;
        for (StoredCall call : calls) {
            late += claimedAfter(call, paidAt.get(call.about()), "end")
                    + claimedAfter(call, optedOutAt.get(call.line().number()), "person's opt-out");
        }
        return late;
    }

    /** @param end null if there was none */
    private int claimedAfter(StoredCall call, Instant end, String what) {
        if (end == null || call.lastClaim() == null || !call.lastClaim().isAfter(end.plus(CLOCK_MARGIN))) {
            return 0;
        }
        findings.add(
                "call " + call.id() + " was claimed at " + call.lastClaim() + ", its " + what + " accepted at " + end);
        return 1;
    }
}
