package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Sweeps overdue entries. A silent claim proves nothing: it becomes UNKNOWN if it dials, otherwise due again. An entry that
 * missed its window moves to the next window, or ends. Runs in the caller's transaction and is safe in every replica. Skips
 * entries whose persons another transaction has locked.
 */
@ApplicationScoped
class EntrySweeper {
    private static final int AT_ONCE = 200;
    private static final int COUNTRIES_AT_ONCE = 2_000;

    private final Session database;
    private final EntryMoves moves;
    private final EntryPersons persons;
    private final DraftRows rows;
    private final OutcomeRecorder outcomes;
    private final Quota quota;
    private final Gates gates;
    private final NumberCheck numbers;

    EntrySweeper(
            Session database,
            EntryMoves moves,
            EntryPersons persons,
            DraftRows rows,
            OutcomeRecorder outcomes,
            Quota quota,
            Gates gates,
            NumberCheck numbers) {
        this.database = database;
        this.moves = moves;
        this.persons = persons;
        this.rows = rows;
        this.outcomes = outcomes;
        this.quota = quota;
        this.gates = gates;
        this.numbers = numbers;
    }

    /** Runs one round. Returns the number of moved entries. */
    int sweep() {
        Instant now = moves.now();
        List<OutboxEntry> silent =
                overdue("answer_by", "state = 'SENDING' AND kind <> 'CONTACT' AND answer_by < :now", now);
        silent.forEach(entry -> outcomes.apply(entry, new Outcome.Unknown("no_answer_recorded")));
        List<OutboxEntry> missed = overdue("not_after", "state = 'DUE' AND not_after <= :now", now);
        missed.forEach(entry -> missed(entry, now));
        quota.forgetOld();
        fillInCountries();
        return silent.size() + missed.size();
    }

    /**
     * Fills in countries that entries of the previous version lack. They wait for one while only some countries may be rung.
     */
    private void fillInCountries() {
        if (!gates.isAnyCountryExcluded()) {
            return;
        }
        database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE state = 'DUE' AND country IS NULL AND person IS NOT NULL"
                                + " ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED",
                        OutboxEntry.class)
                .setParameter("most", COUNTRIES_AT_ONCE)
                .getResultStream()
                .forEach(entry -> entry.country = numbers.country(entry.person));
    }

    private void missed(OutboxEntry entry, Instant now) {
        if (entry.call == null) {
            rows.giveUp(entry, "its window closed before it could be sent");
        } else {
            entry.draft = null;
            moves.reschedule(entry, now, "its window closed before it could be sent");
        }
    }

    /** Ordered by the deadline, to use its index. Ordering by id would scan every open entry. */
    private List<OutboxEntry> overdue(String deadline, String condition, Instant now) {
        List<UUID> ids = database.createNativeQuery(
                        "SELECT id FROM outbox_entry WHERE " + condition + " ORDER BY " + deadline + " LIMIT :most",
                        UUID.class)
                .setParameter("now", now)
                .setParameter("most", AT_ONCE)
                .getResultList();
        if (ids.isEmpty()) {
            return List.of();
        }
        UUID[] wanted = ids.stream().filter(persons::haveLockedPersonsOf).toArray(UUID[]::new);
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE id = ANY (:wanted) AND " + condition
                                + " ORDER BY id FOR UPDATE SKIP LOCKED",
                        OutboxEntry.class)
                .setParameter("wanted", wanted)
                .setParameter("now", now)
                .getResultList();
    }
}
