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
    private final CommonGates common;
    private final EntryMoves moves;

    WaitingFor(Session database, Gates gates, CommonGates common, EntryMoves moves) {
        this.database = database;
        this.gates = gates;
        this.common = common;
        this.moves = moves;
    }

    /**
     * The first gate that holds a call.
     *
     * @param gate {@code held}, {@code window}, {@code country}, {@code pause}, {@code opt_out}, {@code consent}, {@code undecided_event},
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
        Map<Urgency, Optional<Wait>> ofAll = new HashMap<>();
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
                            : ofAll.computeIfAbsent(urgency, this::firstOfAll);
                    wait.ifPresent(found -> waits.put(waiting.call, found));
                });
        return waits;
    }

    /** Returns the first common gate that holds every call of one urgency; empty if all are open. */
    private Optional<Wait> firstOfAll(Urgency urgency) {
        return common.of(urgency).stream()
                .flatMap(gate -> gate.asked().get().stream())
                .findFirst();
    }
}
