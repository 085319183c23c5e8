package dev.ringback.outbox;

import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Claims steps of drafts: brakes without gates, creates while their rows exist, and starts by the gates of all their rows.
 * Every method runs in the claim's transaction. Except for {@link #isABrakeDue}, the quota is locked.
 */
@ApplicationScoped
class StepClaims {
    private static final int LOOK_AHEAD = 4; // candidates for each permit: some persons will be locked elsewhere
    private static final Duration PATIENCE = Duration.ofMinutes(1); // with a draft whose rows do not pass the gates

    /**
     * Finds starts that wait for another draft of their series. Together the drafts would dial more at once than the series
     * may.
     */
    private static final String WAITS_FOR_ITS_SERIES = """
            e.kind = 'START' AND EXISTS (
                SELECT FROM draft mine JOIN draft d ON d.series = mine.series AND d.id <> mine.id
                WHERE mine.id = e.draft AND (d.state = 'STARTED' OR d.state = 'READY' AND EXISTS (
                    SELECT FROM outbox_entry o WHERE o.draft = d.id AND o.kind = 'START' AND o.state IN ('SENDING', 'UNKNOWN'))))
            """;

    private final Session database;
    private final Gates gates;
    private final PersonLocks persons;
    private final ClaimDeadlines deadlines;
    private final NumberCheck numbers;

    StepClaims(Session database, Gates gates, PersonLocks persons, ClaimDeadlines deadlines, NumberCheck numbers) {
        this.database = database;
        this.gates = gates;
        this.persons = persons;
        this.deadlines = deadlines;
        this.numbers = numbers;
    }

    /** Returns whether a brake is due. Takes no lock. */
    boolean isABrakeDue(Instant now) {
        return database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM outbox_entry WHERE state = 'DUE' AND call IS NULL
                                       AND kind IN ('STOP', 'DELETE') AND due_at <= :now)""", Boolean.class)
                .setParameter("now", now)
                .getSingleResult();
    }

    /** Claims due brakes, which pass no gate. The caller has checked the guard and the budget. */
    List<OutboxEntry> brakes(int most, Instant now) {
        List<OutboxEntry> due = database.createNativeQuery("""
                        SELECT * FROM outbox_entry WHERE state = 'DUE' AND call IS NULL AND kind IN ('STOP', 'DELETE')
                        AND due_at <= :now ORDER BY due_at, id LIMIT :most FOR UPDATE SKIP LOCKED""", OutboxEntry.class)
                .setParameter("now", now)
                .setParameter("most", most)
                .getResultList();
        due.forEach(brake -> deadlines.markClaimed(brake, now));
        return due;
    }

    /** A claimed step with its rows; only a start has rows. */
    record Taken(OutboxEntry step, List<OutboxEntry> rows) {}

    /**
     * Steps of drafts that are not started yet.
     *
     * @param taken the steps that are claimed now
     * @param abandoned the steps that became useless: a row is gone or its number may not be rung any more, or the start
     *     could not be made for too long
     */
    record Steps(List<Taken> taken, List<OutboxEntry> abandoned) {
        List<OutboxEntry> starts() {
            return taken.stream()
                    .map(Taken::step)
                    .filter(step -> step.kind.dials())
                    .toList();
        }
    }

    /**
     * Claims creates and starts, one by one. The rows of each start are marked before the next step is checked. A person who
     * is a row of two drafts therefore goes with the first draft only.
     *
     * @param most the largest number of steps to claim
     * @param dials how many calls the starts together may make at once
     * @param starts how many starts the breaker allows
     */
    Steps steps(boolean bulk, int most, int dials, int starts, Instant now) {
        Steps steps = new Steps(new ArrayList<>(), new ArrayList<>());
        for (UUID id : dueSteps(bulk, most * LOOK_AHEAD, now)) {
            if (steps.taken.size() < most && !waitsForItsSeries(id) && haveLockedAllRowsOf(id)) {
                lockDue(id)
                        .filter(step -> !step.kind.dials() || steps.starts().size() < starts)
                        .ifPresent(step -> takeOrAbandon(step, steps, dials, now));
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

    /** Checked per step, because an earlier step of this same claim may belong to the series. */
    private boolean waitsForItsSeries(UUID step) {
        return database.createNativeQuery(
                        "SELECT EXISTS (SELECT FROM outbox_entry e WHERE e.id = :step AND " + WAITS_FOR_ITS_SERIES
                                + ")",
                        Boolean.class)
                .setParameter("step", step)
                .getSingleResult();
    }

    private boolean haveLockedAllRowsOf(UUID step) {
        List<String> rows = database.createNativeQuery("""
                        SELECT DISTINCT r.person FROM outbox_entry s JOIN outbox_entry r ON r.draft = s.draft
                        WHERE s.id = :step AND r.kind = 'CONTACT'""", String.class)
                .setParameter("step", step)
                .getResultList();
        return persons.lockFree(rows).length == rows.size();
    }

    private Optional<OutboxEntry> lockDue(UUID step) {
        return database.createNativeQuery(
                        "SELECT * FROM outbox_entry WHERE id = :id AND state = 'DUE' FOR UPDATE SKIP LOCKED",
                        OutboxEntry.class)
                .setParameter("id", step)
                .getResultStream()
                .findFirst();
    }

    /**
     * Counts of a draft's rows.
     *
     * @param all the rows with which the draft was made
     * @param due the rows whose entries are due
     * @param open the due rows that no gate holds
     */
    private record RowCounts(long all, long due, long open) {}

    /**
     * Takes a step whose rows are all there and due. A start also needs the gates of its rows, and room under the caps. A
     * step that is not taken waits, or is abandoned.
     */
    private void takeOrAbandon(OutboxEntry step, Steps steps, int dials, Instant now) {
        RowCounts rows = gates.bind(database.createNativeQuery("""
                        SELECT (SELECT count(*) FROM draft_row WHERE draft = :draft), count(*),
                               count(*) FILTER (WHERE %s)
                        FROM outbox_entry e WHERE e.draft = :draft AND e.kind = 'CONTACT' AND e.state = 'DUE'
                        """.formatted(Gates.open()), RowCounts.class), now)
                .setParameter("draft", step.draft)
                .getSingleResult();
        boolean isWhole = rows.all == rows.due;
        boolean isFree = rows.all == rows.open || !step.kind.dials();
        if (isWhole && isFree) {
            if (step.kind.dials() && !areNumbersValid(step)) {
                steps.abandoned.add(step); // its rows are checked again before they enter another draft
            } else if (!step.kind.dials() || hasRoom(step, steps, dials)) {
                deadlines.markClaimed(step, now);
                steps.taken.add(new Taken(step, step.kind.dials() ? takeRows(step) : List.of()));
            } else if (step.dueAt.plus(PATIENCE).isBefore(now)) {
                steps.abandoned.add(step); // a cap was lowered since: smaller drafts may fit
            }
        } else if (!isWhole || step.dueAt.plus(PATIENCE).isBefore(now)) {
            steps.abandoned.add(step);
        }
    }

    /** Returns whether all numbers of a draft may be rung by current knowledge, whatever their decisions said. */
    private boolean areNumbersValid(OutboxEntry start) {
        return database
                .createNativeQuery(
                        "SELECT person FROM outbox_entry WHERE draft = :draft AND kind = 'CONTACT'", String.class)
                .setParameter("draft", start.draft)
                .getResultList() // a stream that ends early would stay open in the claim's transaction
                .stream()
                .allMatch(number -> numbers.mayBeRung(new PhoneNumber(number)));
    }

    /** Marks the rows of a start as claimed, so that the gates of later steps and calls of this claim see them. */
    private List<OutboxEntry> takeRows(OutboxEntry start) {
        return database.createNativeQuery("""
                        UPDATE outbox_entry SET state = 'SENDING', attempt = attempt + 1, sent_at = :sentAt,
                               dispatch_by = :dispatchBy, answer_by = :answerBy
                        WHERE id = ANY (ARRAY(SELECT id FROM outbox_entry WHERE draft = :draft AND kind = 'CONTACT'
                                              AND state = 'DUE' ORDER BY id FOR UPDATE)) RETURNING *""", OutboxEntry.class)
                .setParameter("sentAt", start.sentAt)
                .setParameter("dispatchBy", start.dispatchBy)
                .setParameter("answerBy", start.answerBy)
                .setParameter("draft", start.draft)
                .getResultStream()
                .toList();
    }

    /** Returns whether a start fits under the tenant's caps, to which the Hub holds a campaign as well. */
    private boolean hasRoom(OutboxEntry start, Steps steps, int dials) {
        return steps.starts().stream().mapToInt(this::dialsAtOnce).sum() + dialsAtOnce(start) <= dials;
    }

    /** Returns how many calls a draft makes at once when it starts. */
    int dialsAtOnce(OutboxEntry start) {
        return database.createNativeQuery("""
                        SELECT least(max_concurrent, (SELECT count(*) FROM draft_row r WHERE r.draft = d.id))
                        FROM draft d WHERE d.id = :draft""", Long.class)
                .setParameter("draft", start.draft)
                .getSingleResult()
                .intValue();
    }
}
