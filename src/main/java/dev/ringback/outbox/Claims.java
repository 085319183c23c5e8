package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.hibernate.query.Query;

/**
 * What may be claimed now, and the taking of it: persons are locked first, and the gates are asked in a later statement,
 * so that they see what the locks waited for. All methods run in the claim's transaction.
 */
@ApplicationScoped
class Claims {
    private static final int LOOK_AHEAD = 4; // candidates for each permit: some persons will be locked elsewhere
    private static final int ROWS_AHEAD = 1000; // from which drafts are formed at one time
    private static final Duration PATIENCE = Duration.ofMinutes(1); // with a draft whose rows are not free to go

    /**
     * The gates, all of them. A call that is not here now is not claimed now, by itself or with a draft.
     *
     * <p>OFFSET 0 keeps each gate a question about one entry: as anti-joins they are planned by guesses, and a wrong one
     * has read the whole history for each entry. IS TRUE keeps the index of not_after from being read for the backlog,
     * since that is not in the order in which it is due.
     */
    private static final String SENDABLE = """
            e.state = 'DUE' AND e.due_at <= :now AND (e.not_after > :now) IS TRUE AND e.held IS NULL
            AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = ANY (e.scopes) OFFSET 0)
            AND NOT EXISTS (SELECT FROM opt_out n WHERE n.number = e.person OFFSET 0)
            AND NOT EXISTS (SELECT FROM unnest(ARRAY(SELECT DISTINCT v.source || ':' || v.type FROM event v
                                                     WHERE v.state = 'RECEIVED')) AS undecided
                            WHERE undecided LIKE ANY (e.cancel_on) OFFSET 0)
            AND NOT EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                            AND o.state IN ('SENDING', 'STARTED') OFFSET 0)
            AND NOT EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                            AND o.state IN ('SENDING', 'STARTED', 'UNKNOWN', 'DONE') AND o.sent_at > :rungSince OFFSET 0)
            """;

    /** The oldest that may go, of one part of the backlog. */
    private static final String DUE = """
            SELECT %1$s FROM outbox_entry e WHERE %2$s AND %3$s ORDER BY e.due_at, e.id LIMIT :look
            """;

    /**
     * The same where something is paused, which may be the whole front of the backlog. Lanes are entries with equal
     * scopes; from lane to lane goes by the index, and into a paused one, or one of which enough is on its way, it does not. That a lane is left out is a
     * saving of time only: each entry is asked the gates as ever.
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

    /** Drafts of one series start one after the other: together they would dial more at once than it may. */
    private static final String WAITS_FOR_ITS_SERIES = """
            e.kind = 'START' AND EXISTS (
                SELECT FROM draft mine JOIN draft d ON d.series = mine.series AND d.id <> mine.id
                WHERE mine.id = e.draft AND (d.state = 'STARTED' OR d.state = 'READY' AND EXISTS (
                    SELECT FROM outbox_entry o WHERE o.draft = d.id AND o.kind = 'START' AND o.state IN ('SENDING', 'UNKNOWN'))))
            """;

    private final Session database;
    private final OutboxConfig config;
    private final HubConfig hub;
    private final Duration personGap;

    Claims(
            Session database,
            OutboxConfig config,
            HubConfig hub,
            @ConfigProperty(name = "ringback.person-gap") Duration personGap) {
        this.database = database;
        this.config = config;
        this.hub = hub;
        this.personGap = personGap;
    }

    /** Brakes pass no gate but the fence and the reserved budget. */
    List<OutboxEntry> brakes(int most, Instant now) {
        List<OutboxEntry> due = database.createNativeQuery("""
                        SELECT * FROM outbox_entry WHERE state = 'DUE' AND call IS NULL AND kind IN ('STOP', 'DELETE')
                        AND due_at <= :now ORDER BY due_at, id LIMIT :most FOR UPDATE SKIP LOCKED""", OutboxEntry.class)
                .setParameter("now", now)
                .setParameter("most", most)
                .getResultList();
        due.forEach(brake -> send(brake, now));
        return due;
    }

    /**
     * Steps of drafts that are not started yet.
     *
     * @param taken may be made now
     * @param hopeless of no use any more: a row has gone, or was not free to go for too long
     */
    record Steps(List<OutboxEntry> taken, List<OutboxEntry> hopeless) {}

    /** A start passes the gates of all its rows; a create only needs them to be still there. */
    Steps steps(boolean bulk, int most, int dials, Instant now) {
        Steps steps = new Steps(new ArrayList<>(), new ArrayList<>());
        for (UUID id : dueSteps(bulk, most * LOOK_AHEAD, now)) {
            if (steps.taken.size() < most && !waitsForItsSeries(id) && haveLockedAllRowsOf(id)) {
                lockDue(id).ifPresent(step -> sort(step, steps, dials, now));
            }
        }
        return steps;
    }

    private List<UUID> dueSteps(boolean bulk, int most, Instant now) {
        return database.createNativeQuery("""
                        SELECT e.id FROM outbox_entry e WHERE e.state = 'DUE' AND e.call IS NULL AND e.bulk = :bulk
                        AND e.kind IN ('CREATE', 'START') AND e.due_at <= :now AND (e.not_after > :now) IS TRUE
                        AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = ANY (e.scopes) OFFSET 0) AND NOT (%s)
                        ORDER BY CASE WHEN :bulk THEN e.not_after END, e.due_at, e.id LIMIT :most
                        """.formatted(WAITS_FOR_ITS_SERIES), UUID.class)
                .setParameter("bulk", bulk)
                .setParameter("now", now)
                .setParameter("most", most)
                .getResultList();
    }

    /** Asked for each: one that this claim takes is before the others of its series. */
    private boolean waitsForItsSeries(UUID step) {
        return database.createNativeQuery(
                        "SELECT EXISTS (SELECT FROM outbox_entry e WHERE e.id = :step AND " + WAITS_FOR_ITS_SERIES
                                + ")",
                        Boolean.class)
                .setParameter("step", step)
                .getSingleResult();
    }

    private boolean haveLockedAllRowsOf(UUID step) {
        List<String> persons = database.createNativeQuery("""
                        SELECT DISTINCT r.person FROM outbox_entry s JOIN outbox_entry r ON r.draft = s.draft
                        WHERE s.id = :step AND r.kind = 'CONTACT'""", String.class)
                .setParameter("step", step)
                .getResultList();
        return lockPersons(persons).length == persons.size();
    }

    private Optional<OutboxEntry> lockDue(UUID step) {
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE id = :id AND state = 'DUE' FOR UPDATE SKIP LOCKED",
                        OutboxEntry.class)
                .setParameter("id", step)
                .getResultStream()
                .findFirst();
    }

    private void sort(OutboxEntry step, Steps steps, int dials, Instant now) {
        Object[] rows = database.createNativeQuery("""
                        SELECT (SELECT count(*) FROM draft_row WHERE draft = :draft), count(*),
                               count(*) FILTER (WHERE %s)
                        FROM outbox_entry e WHERE e.draft = :draft AND e.kind = 'CONTACT' AND e.state = 'DUE'
                        """.formatted(SENDABLE), Object[].class)
                .setParameter("draft", step.draft)
                .setParameter("now", now)
                .setParameter("rungSince", now.minus(personGap))
                .getSingleResult();
        boolean isWhole = rows[0].equals(rows[1]);
        boolean isFree = rows[0].equals(rows[2]) || !step.kind.dials();
        if (isWhole && isFree) {
            if (!step.kind.dials() || hasRoom(step, steps, dials)) {
                send(step, now);
                steps.taken.add(step);
            } else if (step.dueAt.plus(PATIENCE).isBefore(now)) {
                steps.hopeless.add(step); // a cap was lowered since: smaller drafts may fit
            }
        } else if (!isWhole || step.dueAt.plus(PATIENCE).isBefore(now)) {
            steps.hopeless.add(step);
        }
    }

    /** Under the tenant's caps, which the Hub holds a campaign to as well: so many of its rows dial at once. */
    private boolean hasRoom(OutboxEntry start, Steps steps, int dials) {
        return steps.taken.stream()
                                .filter(step -> step.kind.dials())
                                .mapToInt(this::dialsAtOnce)
                                .sum()
                        + dialsAtOnce(start)
                <= dials;
    }

    /** How many calls a draft makes at once when it starts. */
    int dialsAtOnce(OutboxEntry start) {
        return database.createNativeQuery("""
                        SELECT least(max_concurrent, (SELECT count(*) FROM draft_row r WHERE r.draft = d.id))
                        FROM draft d WHERE d.id = :draft""", Long.class)
                .setParameter("draft", start.draft)
                .getSingleResult()
                .intValue();
    }

    /** Calls that are sent by themselves; at most one a person. */
    List<OutboxEntry> calls(boolean bulk, int most, Instant now) {
        String[] locked = lockPersons(duePersons(bulk, most * LOOK_AHEAD, now));
        return locked.length == 0 ? List.of() : take(bulk, locked, most, now);
    }

    private List<String> duePersons(boolean bulk, int most, Instant now) {
        return database.createNativeQuery(due("e.person", "e.kind = 'ORIGINATE' AND e.bulk = :bulk", ""), String.class)
                .setParameter("bulk", bulk)
                .setParameter("now", now)
                .setParameter("rungSince", now.minus(personGap))
                .setParameter("look", most)
                .getResultList();
    }

    private String due(String columns, String part, String lanes) {
        boolean isSomethingPaused = database.createNativeQuery("SELECT EXISTS (SELECT FROM pause)", Boolean.class)
                .getSingleResult();
        return (isSomethingPaused || !lanes.isEmpty() ? DUE_BY_LANE : DUE).formatted(columns, part, SENDABLE, lanes);
    }

    private List<OutboxEntry> take(boolean bulk, String[] locked, int permits, Instant now) {
        Instant dispatchBy = now.plus(config.dispatchWithin());
        return database.createNativeQuery("""
                        UPDATE outbox_entry SET state = 'SENDING', attempt = attempt + 1, sent_at = :now,
                               dispatch_by = :dispatchBy, answer_by = :answerBy
                        WHERE id = ANY (ARRAY(
                            SELECT id FROM outbox_entry
                            WHERE state = 'DUE' AND id IN (SELECT DISTINCT ON (e.person) e.id FROM outbox_entry e
                                         WHERE e.person = ANY (:locked) AND e.kind = 'ORIGINATE' AND e.bulk = :bulk AND %s
                                         ORDER BY e.person, e.due_at, e.id)
                            ORDER BY due_at, id LIMIT :permits FOR UPDATE SKIP LOCKED))
                        RETURNING *""".formatted(SENDABLE), OutboxEntry.class)
                .setParameter("now", now)
                .setParameter("rungSince", now.minus(personGap))
                .setParameter("locked", locked)
                .setParameter("bulk", bulk)
                .setParameter("permits", permits)
                .setParameter("dispatchBy", dispatchBy)
                .setParameter("answerBy", dispatchBy.plus(longestExchange(Kind.ORIGINATE)))
                .getResultStream()
                .toList();
    }

    /** What may share one draft. */
    record Lot(String name, UUID alone) {
        /** Of a bulk lot: the series that its drafts are part of. */
        String series() {
            return name.substring(0, name.indexOf('|'));
        }
    }

    /** How many drafts each series has that were not started yet. */
    Map<String, Integer> draftsAhead() {
        return database.createNativeQuery("""
                        SELECT series, count(*) FROM draft
                        WHERE series IS NOT NULL AND state IN ('FORMING', 'READY') GROUP BY series""", Object[].class)
                .getResultStream()
                .collect(Collectors.toMap(
                        row -> (String) row[0], row -> ((Number) row[1]).intValue(), Integer::sum, HashMap::new));
    }

    /**
     * Lots whose rows are many enough, or have waited long enough, to become a draft: the oldest first, of bulk ones those
     * whose windows close first.
     *
     * @param rows that make a draft without any waiting
     * @param full series of which no more is wanted now
     */
    List<Lot> lots(Outbox.Gathering how, int rows, String[] full, Instant now) {
        String due = due(
                "e.lot, CASE WHEN e.alone THEN e.id END AS alone, e.due_at, e.stop_at",
                "e.kind = 'CONTACT' AND e.bulk = :bulk AND e.draft IS NULL",
                full.length == 0 ? "" : "AND NOT lane.scopes && cast(:full AS text[])");
        Query<Object[]> lots = database.createNativeQuery("""
                        SELECT lot, alone FROM (%s) AS due
                        GROUP BY lot, alone HAVING count(*) >= :rows OR min(due_at) <= :waited OR alone IS NOT NULL
                        ORDER BY CASE WHEN :bulk THEN min(stop_at) END, min(due_at)""".formatted(due), Object[].class)
                .setParameter("now", now)
                .setParameter("rungSince", now.minus(personGap))
                .setParameter("bulk", how.bulk())
                .setParameter("look", Math.max(ROWS_AHEAD, rows * LOOK_AHEAD))
                .setParameter("rows", rows)
                .setParameter("waited", now.minus(how.patience()));
        if (full.length > 0) {
            lots.setParameter("full", full);
        }
        return lots.getResultStream()
                .map(row -> new Lot((String) row[0], (UUID) row[1]))
                .toList();
    }

    /** Rows of a lot, locked with their persons; at most one a person. None if another replica is at this lot. */
    List<OutboxEntry> rowsFor(Lot lot, Outbox.Gathering how, int most, Instant now) {
        boolean isOurs = database.createNativeQuery(
                        "SELECT pg_try_advisory_xact_lock(hashtextextended(:lot, 2))", Boolean.class)
                .setParameter("lot", lot.name)
                .getSingleResult();
        int candidates = how.bulk() ? most : most * LOOK_AHEAD; // those of a series come again anyway
        return isOurs ? rowsOf(lot, lockPersons(personsOf(lot, candidates, now)), most, now) : List.of();
    }

    private List<String> personsOf(Lot lot, int most, Instant now) {
        return database.createNativeQuery("""
                        SELECT e.person FROM outbox_entry e
                        WHERE e.kind = 'CONTACT' AND e.draft IS NULL AND e.lot = :lot
                          AND CASE WHEN e.alone THEN e.id END IS NOT DISTINCT FROM cast(:alone AS uuid) AND %s
                        ORDER BY e.due_at, e.id LIMIT :most""".formatted(SENDABLE), String.class)
                .setParameter("lot", lot.name)
                .setParameter("alone", lot.alone, UUID.class)
                .setParameter("now", now)
                .setParameter("rungSince", now.minus(personGap))
                .setParameter("most", most)
                .getResultList();
    }

    private List<OutboxEntry> rowsOf(Lot lot, String[] locked, int most, Instant now) {
        return database.createNativeQuery("""
                        SELECT * FROM outbox_entry WHERE state = 'DUE' AND draft IS NULL
                        AND id IN (SELECT DISTINCT ON (e.person) e.id FROM outbox_entry e
                                   WHERE e.person = ANY (:locked) AND e.kind = 'CONTACT' AND e.draft IS NULL
                                     AND e.lot = :lot
                                     AND CASE WHEN e.alone THEN e.id END IS NOT DISTINCT FROM cast(:alone AS uuid)
                                     AND %s ORDER BY e.person, e.due_at, e.id)
                        ORDER BY due_at, id LIMIT :most FOR UPDATE SKIP LOCKED""".formatted(SENDABLE), OutboxEntry.class)
                .setParameter("locked", locked)
                .setParameter("lot", lot.name)
                .setParameter("alone", lot.alone, UUID.class)
                .setParameter("now", now)
                .setParameter("rungSince", now.minus(personGap))
                .setParameter("most", most)
                .getResultList();
    }

    /**
     * Locks those persons whom nobody else has locked. Whoever changes a person's entries or calls has locked it first.
     * NO KEY: a row that refers to a person may be inserted meanwhile.
     */
    String[] lockPersons(List<String> persons) {
        return database.createNativeQuery(
                        "SELECT number FROM person WHERE number = ANY (:persons) ORDER BY number FOR NO KEY UPDATE SKIP LOCKED",
                        String.class)
                .setParameter("persons", persons.stream().distinct().toArray(String[]::new))
                .getResultStream()
                .toArray(String[]::new);
    }

    private void send(OutboxEntry entry, Instant now) {
        entry.state = State.SENDING;
        entry.attempt++;
        entry.sentAt = now;
        entry.dispatchBy = now.plus(config.dispatchWithin());
        entry.answerBy = entry.dispatchBy.plus(longestExchange(entry.kind));
    }

    private Duration longestExchange(Kind kind) {
        Duration answer = kind == Kind.CREATE ? hub.uploadTimeout() : hub.answerTimeout();
        return hub.connectTimeout().plus(answer).plus(config.answerSlack());
    }
}
