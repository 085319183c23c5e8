package dev.ringback.outbox;

import dev.ringback.outbox.OutboxEntry.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;

/**
 * Claims calls that are sent by themselves. Persons are locked first. A later statement evaluates the gates, so it sees the
 * commits for which the locks waited. All methods run in the claim's transaction.
 */
@ApplicationScoped
class CallClaims {
    private static final int LOOK_AHEAD = 4; // candidates for each permit: some persons will be locked elsewhere

    /** Finds the oldest entries of one part of the backlog that pass the gates. */
    private static final String DUE = """
            SELECT %1$s FROM outbox_entry e WHERE %2$s AND %3$s ORDER BY e.due_at, e.id LIMIT :look
            """;

    /**
     * Finds the same entries while a pause exists, which may cover the whole front of the backlog. A lane is a group of
     * entries with equal scopes. The index leads from lane to lane, and skips paused lanes and series that have enough
     * drafts. Skipping a lane only saves time, since each entry must still pass the gates.
     */
    private static final String DUE_BY_LANE = """
            WITH RECURSIVE lane AS (
                (SELECT e.scopes FROM outbox_entry e
                 WHERE %2$s AND e.draft IS NULL AND e.state = 'DUE' AND e.held IS NULL ORDER BY e.scopes LIMIT 1)
                UNION ALL
                SELECT (SELECT e.scopes FROM outbox_entry e
                        WHERE %2$s AND e.draft IS NULL AND e.state = 'DUE' AND e.held IS NULL AND e.scopes > lane.scopes
                        ORDER BY e.scopes LIMIT 1)
                FROM lane WHERE lane.scopes IS NOT NULL)
            SELECT %1$s FROM lane CROSS JOIN LATERAL (
                SELECT * FROM outbox_entry e WHERE %2$s AND e.draft IS NULL AND e.scopes = lane.scopes AND %3$s
                ORDER BY e.due_at, e.id LIMIT :look) AS e
            WHERE lane.scopes IS NOT NULL %4$s AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = ANY (lane.scopes) OFFSET 0)
            ORDER BY e.due_at, e.id LIMIT :look
            """;

    private final Session database;
    private final Gates gates;
    private final PersonLocks persons;
    private final ClaimDeadlines deadlines;

    CallClaims(Session database, Gates gates, PersonLocks persons, ClaimDeadlines deadlines) {
        this.database = database;
        this.gates = gates;
        this.persons = persons;
        this.deadlines = deadlines;
    }

    /**
     * Claims calls that are sent by themselves, at most one for each person.
     *
     * @param arePauses whether any scope is paused
     */
    List<OutboxEntry> calls(boolean bulk, int most, boolean arePauses, Instant now) {
        String[] locked = persons.lockFree(duePersons(bulk, most * LOOK_AHEAD, arePauses, now));
        return locked.length == 0 ? List.of() : take(bulk, locked, most, now);
    }

    private List<String> duePersons(boolean bulk, int most, boolean arePauses, Instant now) {
        return gates.bind(
                        database.createNativeQuery(
                                due(arePauses, "e.person", "e.kind = 'ORIGINATE' AND e.bulk = :bulk", ""),
                                String.class),
                        now)
                .setParameter("bulk", bulk)
                .setParameter("look", most)
                .getResultList();
    }

    /** Returns the statement over one part of the backlog; by lanes if a pause exists or a lane condition is given. */
    static String due(boolean arePauses, String columns, String part, String lanes) {
        return (arePauses || !lanes.isEmpty() ? DUE_BY_LANE : DUE).formatted(columns, part, Gates.open(), lanes);
    }

    private List<OutboxEntry> take(boolean bulk, String[] locked, int permits, Instant now) {
        return gates.bind(database.createNativeQuery("""
                        UPDATE outbox_entry SET state = 'SENDING', attempt = attempt + 1, sent_at = :now,
                               dispatch_by = :dispatchBy, answer_by = :answerBy
                        WHERE id = ANY (ARRAY(
                            SELECT id FROM outbox_entry
                            WHERE state = 'DUE' AND id IN (SELECT DISTINCT ON (e.person) e.id FROM outbox_entry e
                                         WHERE e.person = ANY (:locked) AND e.kind = 'ORIGINATE' AND e.bulk = :bulk AND %s
                                         ORDER BY e.person, e.due_at, e.id)
                            ORDER BY due_at, id LIMIT :permits FOR UPDATE SKIP LOCKED))
                        RETURNING *""".formatted(Gates.open()), OutboxEntry.class), now)
                .setParameter("locked", locked)
                .setParameter("bulk", bulk)
                .setParameter("permits", permits)
                .setParameter("dispatchBy", deadlines.dispatchBy(now))
                .setParameter("answerBy", deadlines.answerBy(Kind.ORIGINATE, now))
                .getResultStream()
                .toList();
    }
}
