package dev.ringback.outbox;

import dev.ringback.hub.RequestBudget.Urgency;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;

/**
 * Shows all gates of one call in the order of the claim, each evaluated by itself. {@link WaitingFor} tells only the first
 * that holds. Runs in the caller's transaction and locks nothing, so a result may be out of date when it is read.
 */
@ApplicationScoped
public class CallGates {
    private final Session database;
    private final Gates gates;
    private final CommonGates common;
    private final EntryMoves moves;

    CallGates(Session database, Gates gates, CommonGates common, EntryMoves moves) {
        this.database = database;
        this.gates = gates;
        this.common = common;
        this.moves = moves;
    }

    /**
     * A gate of a call.
     *
     * @param gate as in {@link WaitingFor.Wait}
     * @param state {@code waits}, {@code passed}, or {@code not_asked} if the gate does not concern the call
     * @param until when the state may change by itself: an open window closes, a closed gate opens; null if unknown
     * @param at when the gate was asked: now, or at the call's last claim; null if it was not
     * @param detail in words; null if there is nothing to add
     */
    public record GateState(String gate, String state, Instant until, Instant at, String detail) {}

    /**
     * A gate in SQL over the entry {@code e}, the time {@code k.at}, the gap {@code k.gap} and the countries
     * {@code k.countries}, null if all are allowed.
     *
     * @param concerns the condition that the gate concerns the call
     * @param holds the condition that it holds the call now
     */
    private record Gate(
            String name, String concerns, String holds, String untilHeld, String untilOpen, String held, String open) {
        static Gate of(String name, String holds, String held, String open) {
            return new Gate(name, "true", holds, "NULL", "NULL", held, open);
        }

        private String row(int position) {
            return "(%d, '%s', %s, %s, cast(%s AS timestamptz), cast(%s AS timestamptz), %s, %s)"
                    .formatted(position, name, concerns, holds, untilHeld, untilOpen, held, open);
        }
    }

    private static final String DIALLED = "('SENDING', 'STARTED', 'UNKNOWN', 'DONE')";

    /** The condition that the law's limits leave no room. */
    private static final String LAW_LIMIT = """
            EXISTS (SELECT FROM unnest(e.most_calls, e.most_seconds) AS most (calls, seconds)
                    WHERE (SELECT count(*) FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                           AND o.state IN %s AND o.sent_at > k.at - make_interval(secs => most.seconds)) >= most.calls)""".formatted(DIALLED);

    /** The condition that the limits of the rules file leave no room. */
    private static final String OWN_LIMIT = """
            EXISTS (SELECT FROM call_limit most WHERE (most.scopes IS NULL OR e.scopes && most.scopes)
                    AND (SELECT count(*) FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                         AND o.state IN %s AND o.sent_at > k.at - make_interval(secs => most.seconds)
                         AND (most.scopes IS NULL OR o.scopes && most.scopes)) >= most.calls)""".formatted(DIALLED);

    /**
     * The gates of the function {@code outbox_gate} (migrations/V0052__gates.sql) in its order, which asks the first of them
     * that holds. A gate that is added there is one element here. CallGatesTest compares the two.
     */
    private static final List<Gate> GATES = List.of(
            Gate.of(
                    "held",
                    "e.held IS NOT NULL OR EXISTS (SELECT FROM rule_switch s WHERE s.observe AND 'rule:' || s.rule = ANY (e.scopes))",
                    "coalesce(e.held, 'observed')",
                    "'nothing holds it'"),
            new Gate(
                    "window",
                    "true",
                    """
                    e.due_at > k.at OR e.not_after <= k.at OR e.call IS NOT NULL AND (CASE
                        WHEN e.law IS NULL THEN NOT EXISTS (SELECT FROM law WHERE seen_at > k.at - interval '30 seconds')
                        ELSE e.law = (SELECT digest FROM law) END) IS NOT TRUE""",
                    "CASE WHEN e.due_at > k.at THEN e.due_at END",
                    "e.not_after",
                    """
                    CASE WHEN e.due_at > k.at THEN 'its wait or its lawful hours'
                         WHEN e.not_after <= k.at THEN 'its window has closed'
                         ELSE 'its hours are worked out anew, since the law or its data changed' END""",
                    "'its lawful hours last until ' || to_char(e.not_after AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'"),
            new Gate(
                    "country",
                    "k.countries IS NOT NULL AND e.person IS NOT NULL",
                    "(e.country = ANY (k.countries)) IS NOT TRUE",
                    "NULL",
                    "NULL",
                    "coalesce(e.country, 'unknown') || ' is not in ringback.allowed-countries'",
                    "coalesce(e.country, '') || ' is in ringback.allowed-countries'"),
            Gate.of(
                    "pause",
                    "EXISTS (SELECT FROM pause p WHERE p.scope = ANY (e.scopes))",
                    "(SELECT p.scope || ': ' || p.reason FROM pause p WHERE p.scope = ANY (e.scopes) ORDER BY p.at, p.scope LIMIT 1)",
                    "'nothing that it belongs to is paused'"),
            Gate.of(
                    "opt_out",
                    "EXISTS (SELECT FROM opt_out n WHERE n.number = e.person)",
                    "'the number has opted out'",
                    "'the number has not opted out'"),
            new Gate(
                    "consent",
                    "e.consent_of IS NOT NULL",
                    """
                    EXISTS (SELECT FROM consent c WHERE c.person = e.person AND NOT c.given
                            AND (e.consent_of = '*' OR c.seller = e.consent_of) AND (e.consent_at IS NULL OR c.at > e.consent_at))""",
                    "NULL",
                    "NULL",
                    "'the person has withdrawn consent to calls'",
                    "'no withdrawal of consent is known'"),
            Gate.of(
                    "undecided_event",
                    """
                    EXISTS (SELECT FROM event v WHERE v.state = 'RECEIVED' AND v.source || ':' || v.type LIKE ANY (e.cancel_on)
                            AND (v.ends_read_for IS DISTINCT FROM (SELECT activated_at FROM rules_active)
                                 OR EXISTS (SELECT FROM event_end d WHERE d.event = v.id AND d.key IN ('to:' || e.person,
                                            'about:' || (SELECT c.about FROM call c WHERE c.id = e.call),
                                            'about:' || (SELECT c.callback_about FROM call c WHERE c.id = e.call)))))""",
                    "'an event that may end it is not decided yet'",
                    "'every event that may end it is decided'"),
            new Gate(
                    "person_gap",
                    "true",
                    """
                    EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                            AND (o.state IN ('SENDING', 'STARTED')
                                 OR o.state IN ('UNKNOWN', 'DONE') AND o.sent_at > k.at - k.gap))""",
                    """
                    (SELECT max(o.sent_at) + k.gap FROM outbox_entry o
                     WHERE o.person = e.person AND o.id <> e.id AND o.state IN ('UNKNOWN', 'DONE')
                       AND o.sent_at > k.at - k.gap)""",
                    "NULL",
                    "'another call to the same person'",
                    "'no other call to the same person in the person gap'"),
            new Gate(
                    "limit",
                    "cardinality(e.most_calls) > 0 OR EXISTS (SELECT FROM call_limit l WHERE l.scopes IS NULL OR e.scopes && l.scopes)",
                    LAW_LIMIT + " OR " + OWN_LIMIT,
                    """
                    CASE WHEN %1$s THEN (
                        SELECT max(nth.sent_at + make_interval(secs => most.seconds))
                        FROM unnest(e.most_calls, e.most_seconds) AS most (calls, seconds) CROSS JOIN LATERAL (
                            SELECT o.sent_at FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                            AND o.state IN %2$s AND o.sent_at > k.at - make_interval(secs => most.seconds)
                            ORDER BY o.sent_at DESC OFFSET most.calls - 1 LIMIT 1) AS nth)
                    ELSE (
                        SELECT max(nth.sent_at + make_interval(secs => most.seconds))
                        FROM call_limit most CROSS JOIN LATERAL (
                            SELECT o.sent_at FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                            AND o.state IN %2$s AND o.sent_at > k.at - make_interval(secs => most.seconds)
                            AND (most.scopes IS NULL OR o.scopes && most.scopes)
                            ORDER BY o.sent_at DESC OFFSET most.calls - 1 LIMIT 1) AS nth
                        WHERE most.scopes IS NULL OR e.scopes && most.scopes) END""".formatted(LAW_LIMIT, DIALLED),
                    "NULL",
                    "CASE WHEN " + LAW_LIMIT + " THEN 'the law allows no more calls to the person in this time'"
                            + " ELSE 'the rules allow no more calls to the person in this time' END",
                    "'a further call to the person is allowed'"));

    private record StateRow(String gate, String state, Instant until, String detail, boolean isBulk) {}

    /**
     * Returns all gates of a call: of a waiting call as they are now, else those that it passed at its last claim. A call
     * that ended without a claim was asked none.
     */
    public List<GateState> of(UUID call) {
        Instant now = moves.now();
        List<StateRow> own = own(call, now);
        if (own.isEmpty()) {
            return lastClaim(call)
                    .map(at -> unasked("passed", at, "it passed at its last claim"))
                    .orElseGet(() -> unasked("not_asked", null, "it was never claimed"));
        }
        List<GateState> all = new ArrayList<>();
        own.forEach(row -> all.add(
                new GateState(row.gate, row.state, row.until, row.state.equals("not_asked") ? null : now, row.detail)));
        Urgency urgency = own.getFirst().isBulk ? Urgency.BULK : Urgency.ORDINARY;
        common.of(urgency).forEach(gate -> all.add(state(gate, now)));
        return all;
    }

    private static GateState state(CommonGates.Common gate, Instant now) {
        return gate.asked()
                .get()
                .map(wait -> new GateState(gate.gate(), "waits", wait.until(), now, wait.detail()))
                .orElseGet(() -> new GateState(gate.gate(), "passed", null, now, null));
    }

    private List<GateState> unasked(String state, Instant at, String detail) {
        return Stream.concat(
                        GATES.stream().map(Gate::name),
                        common.of(Urgency.ORDINARY).stream().map(CommonGates.Common::gate))
                .map(gate -> new GateState(gate, state, null, at, detail))
                .toList();
    }

    private List<StateRow> own(UUID call, Instant now) {
        List<String> rows = new ArrayList<>();
        GATES.forEach(gate -> rows.add(gate.row(rows.size())));
        return gates.bind(database.createNativeQuery("""
                                SELECT g.gate,
                                       CASE WHEN g.concerns IS NOT TRUE THEN 'not_asked' WHEN g.holds THEN 'waits' ELSE 'passed' END,
                                       CASE WHEN g.concerns IS TRUE THEN CASE WHEN g.holds THEN g.until_held ELSE g.until_open END END,
                                       CASE WHEN g.concerns IS NOT TRUE THEN 'it does not concern the call'
                                            WHEN g.holds THEN g.held ELSE g.open END, e.bulk
                                FROM outbox_entry e CROSS JOIN (SELECT cast(:now AS timestamptz) AS at, make_interval(secs => :gap) AS gap,
                                                                cast(:countries AS text[]) AS countries) AS k
                                CROSS JOIN LATERAL (VALUES %s)
                                     AS g (position, gate, concerns, holds, until_held, until_open, held, open)
                                WHERE e.call = :call AND e.state = 'DUE' ORDER BY g.position""".formatted(String.join(",\n", rows)), StateRow.class), now)
                .setParameter("call", call)
                .getResultList();
    }

    /** Finds the last claim that could have dialled the call, by itself or by its draft. */
    private Optional<Instant> lastClaim(UUID call) {
        return database.createNativeQuery("""
                        SELECT max(a.claimed_at) FROM attempt a WHERE a.entry IN (
                            SELECT id FROM outbox_entry WHERE call = :call
                            UNION ALL
                            SELECT s.id FROM draft_row r JOIN outbox_entry s ON s.draft = r.draft
                            WHERE r.call = :call AND s.kind IN ('CREATE', 'START'))
                        """, Instant.class)
                .setParameter("call", call)
                .getResultStream()
                .filter(Objects::nonNull)
                .findFirst();
    }
}
