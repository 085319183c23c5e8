package dev.ringback.outbox;

import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** Collects the facts about an unknown attempt, for its settlement. Runs in the caller's transaction. */
@ApplicationScoped
public class UnknownAttempts {
    /** How far before an attempt other attempts are included, since a log may show them too. */
    public static final Duration LOOK_BACK = Duration.ofDays(1);

    private static final int CONTROLS = 3;

    private final Session database;
    private final Attempts attempts;

    UnknownAttempts(Session database, Attempts attempts) {
        this.database = database;
        this.attempts = attempts;
    }

    /**
     * An unknown originate. Two equal records rest on the same facts.
     *
     * @param from the caller number of the attempt
     * @param endedAt when the process reported, or was first proved dead; null while it may be alive
     * @param others attempts of other calls to the same person that rang or may have rung, from a day before on
     */
    public record Unknown(
            UUID call,
            int attempt,
            PhoneNumber person,
            PhoneNumber from,
            Instant claimedAt,
            Instant endedAt,
            List<Other> others) {}

    /**
     * Another attempt to the same person, which may explain an entry of a log.
     *
     * @param endedAt null while its process may be alive
     * @param dialsAtOnce false for a row of a campaign, which rings some time after its attempt
     */
    public record Other(Instant claimedAt, Instant endedAt, boolean dialsAtOnce) {}

    /** An attempt that is known to be done and should be found in a log. */
    public record Known(PhoneNumber person, Instant claimedAt, Instant endedAt) {}

    private record UnknownEntry(UUID id, int attempt, String person, String from, Instant claimedAt) {}

    /**
     * Returns the facts about a call's unknown originate; empty if it is not unknown. Stores a new proof that its process is
     * dead.
     */
    public Optional<Unknown> of(UUID call) {
        return database.createNativeQuery("""
                        SELECT e.id, e.attempt, e.person, c.from_number, e.sent_at
                        FROM outbox_entry e JOIN call c ON c.id = e.call
                        WHERE e.call = :call AND e.state = 'UNKNOWN' AND e.kind = 'ORIGINATE'
                        """, UnknownEntry.class)
                .setParameter("call", call)
                .getResultStream()
                .findFirst()
                .map(entry -> unknown(call, entry));
    }

    private Unknown unknown(UUID call, UnknownEntry entry) {
        PhoneNumber person = new PhoneNumber(entry.person);
        Instant endedAt = attempts.endedAt(entry.id, entry.attempt).orElse(null);
        return new Unknown(
                call,
                entry.attempt,
                person,
                new PhoneNumber(entry.from),
                entry.claimedAt,
                endedAt,
                others(entry.id, person, entry.claimedAt));
    }

    /**
     * Returns the other attempts, except those proved not to have rung. Joins by the calls, which have an index of their
     * persons.
     */
    private List<Other> others(UUID entry, PhoneNumber person, Instant claimedAt) {
        return database.createNativeQuery("""
                        SELECT a.claimed_at, coalesce(a.finished_at, a.dead_since), e.kind = 'ORIGINATE'
                        FROM call c JOIN outbox_entry e ON e.call = c.id JOIN attempt a ON a.entry = e.id
                        WHERE c.person = :person AND e.id <> :entry AND a.claimed_at > :since
                          AND (a.outcome IS NULL OR a.outcome NOT IN ('refused', 'key_refused', 'not_sent', 'postponed'))
                        ORDER BY a.claimed_at, e.id, a.attempt
                        """, Other.class)
                .setParameter("person", person.e164())
                .setParameter("entry", entry)
                .setParameter("since", claimedAt.minus(LOOK_BACK))
                .getResultList();
    }

    private record DoneAttempt(String person, Instant claimedAt, Instant finishedAt) {}

    /**
     * Returns the first originates from a caller number that were claimed after an instant and are known to be done.
     * Searches the newest placed calls only, at the end of an index. A search by the time of claim would be a scan.
     */
    public List<Known> doneAfter(Instant after, PhoneNumber from) {
        return database.createNativeQuery("""
                        SELECT e.person, a.claimed_at, a.finished_at
                        FROM (SELECT id, from_number FROM call WHERE state = 'PLACED' ORDER BY id DESC LIMIT 1000) c
                        JOIN outbox_entry e ON e.call = c.id AND e.kind = 'ORIGINATE' AND e.state = 'DONE'
                        JOIN attempt a ON a.entry = e.id AND a.attempt = e.attempt AND a.outcome = 'done'
                        WHERE c.from_number = :from AND a.claimed_at > :after
                        ORDER BY a.claimed_at LIMIT :most
                        """, DoneAttempt.class)
                .setParameter("from", from.e164())
                .setParameter("after", after)
                .setParameter("most", CONTROLS)
                .getResultStream()
                .map(done -> new Known(new PhoneNumber(done.person), done.claimedAt, done.finishedAt))
                .toList();
    }
}
