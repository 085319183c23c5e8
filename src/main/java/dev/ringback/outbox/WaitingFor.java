package dev.ringback.outbox;

import dev.ringback.hub.RequestBudget.Urgency;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Reports what a waiting call waits for, by the same gates as its claim. Runs in the caller's transaction and locks nothing,
 * so a result may be out of date when it is read.
 */
@ApplicationScoped
public class WaitingFor {
    private final Session database;
    private final Gates gates;
    private final Quota quota;
    private final Caps caps;
    private final Breaker breaker;
    private final EntryMoves moves;

    WaitingFor(Session database, Gates gates, Quota quota, Caps caps, Breaker breaker, EntryMoves moves) {
        this.database = database;
        this.gates = gates;
        this.quota = quota;
        this.caps = caps;
        this.breaker = breaker;
        this.moves = moves;
    }

    /**
     * The first gate that holds a call.
     *
     * @param gate {@code held}, {@code window}, {@code country}, {@code pause}, {@code opt_out}, {@code undecided_event},
     *     {@code person_gap}, {@code limit}, {@code hub_breaker}, {@code quota} or {@code cap}
     * @param until when the gate opens by itself; null if unknown
     * @param detail in words, without a number; null if there is nothing to add
     */
    public record Wait(String gate, Instant until, String detail) {}

    /** @param gate the first gate that holds the call; null if no gate does */
    private record WaitingCall(UUID call, String gate, Instant until, String detail, boolean isBulk) {}

    /** Returns the wait of each of these calls. A call that does not wait, or that the next claim may take, is missing. */
    public Map<UUID, Wait> of(Collection<UUID> calls) {
        Instant now = moves.now();
        Map<UUID, Wait> waits = new HashMap<>();
        Map<Urgency, Optional<Wait>> common = new HashMap<>();
        gates.bind(
                        database.createNativeQuery(
                                "SELECT e.call, g.gate, g.until, g.detail, e.bulk"
                                        + " FROM outbox_entry e LEFT JOIN LATERAL " + Gates.FUNCTION + " AS g ON true"
                                        + " WHERE e.call = ANY (:calls) AND e.state = 'DUE'",
                                WaitingCall.class),
                        now)
                .setParameter("calls", calls.toArray(UUID[]::new))
                .getResultStream()
                .forEach(waiting -> {
                    Urgency urgency = waiting.isBulk ? Urgency.BULK : Urgency.ORDINARY;
                    Optional<Wait> wait = waiting.gate != null
                            ? Optional.of(new Wait(waiting.gate, waiting.until, waiting.detail))
                            : common.computeIfAbsent(urgency, each -> common(each, now));
                    wait.ifPresent(found -> waits.put(waiting.call, found));
                });
        return waits;
    }

    /** Returns the wait of every call of one urgency: the breaker, the Hub's budget, or the tenant's caps. */
    private Optional<Wait> common(Urgency urgency, Instant now) {
        Breaker.Shown trouble = breaker.shown();
        if (!trouble.state().equals("closed")) {
            return Optional.of(new Wait("hub_breaker", trouble.nextProbeAt(), trouble.reason()));
        }
        Quota.Used used = quota.count();
        if (quota.free(used, urgency) <= 0) {
            return Optional.of(new Wait("quota", quota.nextChance(), "the Hub's budget of requests"));
        }
        if (used.isDiallingBlocked()) {
            return Optional.of(quota.diallingBlock());
        }
        return caps.use(used.caps()).free(urgency) <= 0
                ? Optional.of(new Wait("cap", null, "the tenant's caps of calls at the Hub"))
                : Optional.empty();
    }
}
