package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.Session;

/** Lists the attempts of a call, and of the drafts that contain or contained the call. */
@ApplicationScoped
public class AttemptLog {
    private final Session database;

    AttemptLog(Session database) {
        this.database = database;
    }

    /**
     * An exchange with the Hub.
     *
     * @param kind the kind of its entry, in lower case
     * @param finishedAt null while the exchange lasts, or if its process died before it reported
     * @param mayHaveLeft whether the request may have left the machine: false is a proof, null means unknown
     */
    public record Attempt(
            int attempt,
            String kind,
            UUID worker,
            Instant claimedAt,
            Instant finishedAt,
            Boolean mayHaveLeft,
            String outcome,
            String detail) {
        public Attempt {
            kind = kind.toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the attempts, oldest first, in the caller's transaction. */
    public List<Attempt> of(UUID call) {
        return database.createNativeQuery("""
                        SELECT a.attempt, e.kind, a.worker, a.claimed_at, a.finished_at, a.may_have_left, a.outcome, a.detail
                        FROM (SELECT id, kind FROM outbox_entry WHERE call = :call
                              UNION ALL
                              SELECT s.id, s.kind FROM draft_row r JOIN outbox_entry s ON s.draft = r.draft
                              WHERE r.call = :call AND s.kind IN ('CREATE', 'START', 'STOP', 'DELETE')) AS e
                        JOIN attempt a ON a.entry = e.id
                        ORDER BY a.claimed_at, a.attempt
                        """, Attempt.class)
                .setParameter("call", call)
                .getResultList();
    }
}
