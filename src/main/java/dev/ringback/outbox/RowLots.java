package dev.ringback.outbox;

import dev.ringback.platform.QuietLog;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.query.Query;

/**
 * Finds calls that may share a draft: lots of due rows with equal agent, caller and columns. Every method runs in the
 * transaction that forms the drafts.
 */
@ApplicationScoped
class RowLots {
    private static final int LOOK_AHEAD = 4; // candidates for each row: some persons will be locked elsewhere
    private static final int ROWS_AHEAD = 1000; // the least number of rows read to form drafts

    private final Session database;
    private final Gates gates;
    private final PersonLocks persons;
    private final Pauses pauses;
    private final QuietLog unreadable = new QuietLog();

    RowLots(Session database, Gates gates, PersonLocks persons, Pauses pauses) {
        this.database = database;
        this.gates = gates;
        this.persons = persons;
        this.pauses = pauses;
    }

    /**
     * Rows that may share one draft.
     *
     * @param alone the only row of the lot, which must not share its draft; null for any other lot
     */
    record Lot(BatchKey key, UUID alone) {
        /** Returns the series of a bulk lot's drafts; null for any other lot. */
        Scope series() {
            return key.series();
        }
    }

    /** Returns the time by the database's clock if any row is due that has no draft; empty if none is. */
    Optional<Instant> nowIfAnyIsDue() {
        return database.createNativeQuery("""
                        SELECT now FROM (SELECT ringback_now() AS now OFFSET 0) AS clock
                        WHERE EXISTS (SELECT FROM outbox_entry WHERE state = 'DUE' AND held IS NULL AND kind = 'CONTACT'
                                      AND draft IS NULL AND due_at <= now)
                        """, Instant.class).getResultStream().findFirst();
    }

    private record DraftsOfSeries(String series, long drafts) {}

    /** Returns how many drafts of each series are not started yet. */
    Map<Scope, Integer> draftsAhead() {
        return database.createNativeQuery("""
                        SELECT series, count(*) FROM draft
                        WHERE series IS NOT NULL AND state IN ('FORMING', 'READY') GROUP BY series""", DraftsOfSeries.class)
                .getResultStream()
                .collect(Collectors.toMap(
                        count -> Scope.parse(count.series), count -> (int) count.drafts, Integer::sum, HashMap::new));
    }

    private record LotRow(String key, UUID alone) {}

    /**
     * Finds lots whose rows are many enough, or have waited long enough, to become a draft. The oldest lot comes first; of
     * bulk lots, the lot whose window closes first.
     *
     * @param rows the number of rows that form a draft without waiting
     * @param full series that need no more drafts now
     */
    List<Lot> lots(Outbox.BatchLimits how, int rows, Set<Scope> full, Instant now) {
        boolean arePauses = pauses.seen().areAny();
        String due = CallClaims.due(
                arePauses,
                "e.lot, CASE WHEN e.alone THEN e.id END AS alone, e.due_at, e.stop_at",
                "e.kind = 'CONTACT' AND e.bulk = :bulk AND e.draft IS NULL",
                full.isEmpty() ? "" : "AND NOT lane.scopes && cast(:full AS text[])");
        Query<LotRow> lots = gates.bind(database.createNativeQuery("""
                        SELECT lot, alone FROM (%s) AS due
                        GROUP BY lot, alone HAVING count(*) >= :rows OR min(due_at) <= :waited OR alone IS NOT NULL
                        ORDER BY CASE WHEN :bulk THEN min(stop_at) END, min(due_at)""".formatted(due), LotRow.class), now)
                .setParameter("bulk", how.bulk())
                .setParameter("look", Math.max(ROWS_AHEAD, rows * LOOK_AHEAD))
                .setParameter("rows", rows)
                .setParameter("waited", now.minus(how.patience()));
        if (!full.isEmpty()) {
            lots.setParameter("full", Scope.texts(full));
        }
        return lots.getResultStream().flatMap(row -> lot(row).stream()).toList();
    }

    /** Returns the lot of a row; empty, with an error in the log, if its key cannot be parsed. Other lots go on. */
    private Optional<Lot> lot(LotRow row) {
        try {
            return Optional.of(new Lot(BatchKey.parse(row.key), row.alone));
        } catch (IllegalArgumentException e) {
            unreadable.say(omitted -> Log.errorf(
                    "calls wait, since outbox_entry.lot has a text that is no batch key: %s%s",
                    e.getMessage(), omitted));
            return Optional.empty();
        }
    }

    /**
     * Returns rows of a lot, locked with their persons, at most one for each person. Empty if another replica holds the
     * lot's lock.
     */
    List<OutboxEntry> rowsFor(Lot lot, Outbox.BatchLimits how, int most, Instant now) {
        boolean isOurs = database.createNativeQuery(
                        "SELECT pg_try_advisory_xact_lock(hashtextextended(:lot, 2))", Boolean.class)
                .setParameter("lot", lot.key.text())
                .getSingleResult();
        int candidates = how.bulk() ? most : most * LOOK_AHEAD; // a series' other rows are read for its next draft
        return isOurs ? rowsOf(lot, persons.lockFree(personsOf(lot, candidates, now)), most, now) : List.of();
    }

    private List<String> personsOf(Lot lot, int most, Instant now) {
        return gates.bind(database.createNativeQuery("""
                        SELECT e.person FROM outbox_entry e
                        WHERE e.kind = 'CONTACT' AND e.draft IS NULL AND e.lot = :lot
                          AND CASE WHEN e.alone THEN e.id END IS NOT DISTINCT FROM cast(:alone AS uuid) AND %s
                        ORDER BY e.due_at, e.id LIMIT :most""".formatted(Gates.open()), String.class), now)
                .setParameter("lot", lot.key.text())
                .setParameter("alone", lot.alone, UUID.class)
                .setParameter("most", most)
                .getResultList();
    }

    private List<OutboxEntry> rowsOf(Lot lot, String[] locked, int most, Instant now) {
        return gates.bind(database.createNativeQuery("""
                        SELECT * FROM outbox_entry WHERE state = 'DUE' AND draft IS NULL
                        AND id IN (SELECT DISTINCT ON (e.person) e.id FROM outbox_entry e
                                   WHERE e.person = ANY (:locked) AND e.kind = 'CONTACT' AND e.draft IS NULL
                                     AND e.lot = :lot
                                     AND CASE WHEN e.alone THEN e.id END IS NOT DISTINCT FROM cast(:alone AS uuid)
                                     AND %s ORDER BY e.person, e.due_at, e.id)
                        ORDER BY due_at, id LIMIT :most FOR UPDATE SKIP LOCKED""".formatted(Gates.open()), OutboxEntry.class), now)
                .setParameter("locked", locked)
                .setParameter("lot", lot.key.text())
                .setParameter("alone", lot.alone, UUID.class)
                .setParameter("most", most)
                .getResultList();
    }
}
