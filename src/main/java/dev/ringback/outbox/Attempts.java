package dev.ringback.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.hibernate.Session;

/** The record of every exchange, from its claim on. All methods run in the caller's transaction. */
@ApplicationScoped
class Attempts {
    private final Session database;
    private final ThisWorker worker;
    private final MeterRegistry metrics;

    Attempts(Session database, ThisWorker worker, MeterRegistry metrics) {
        this.database = database;
        this.worker = worker;
        this.metrics = metrics;
    }

    void begin(OutboxEntry entry) {
        database.createNativeMutationQuery("""
                        INSERT INTO attempt (entry, attempt, worker, claimed_at) VALUES (:entry, :attempt, :worker, :at)
                        """)
                .setParameter("entry", entry.id)
                .setParameter("attempt", entry.attempt)
                .setParameter("worker", worker.id())
                .setParameter("at", entry.sentAt)
                .executeUpdate();
    }

    void finish(Claim claim, Outcome outcome) {
        database.createNativeMutationQuery("""
                        UPDATE attempt SET finished_at = ringback_now(), may_have_left = :left, outcome = :outcome,
                               detail = :detail
                        WHERE entry = :entry AND attempt = :attempt
                        """)
                .setParameter("left", outcome.mayHaveLeft())
                .setParameter("outcome", outcome.name())
                .setParameter("detail", outcome.detail().replace('\0', '\uFFFD')) // PostgreSQL's text has no NUL
                .setParameter("entry", claim.entry())
                .setParameter("attempt", claim.attempt())
                .executeUpdate();
        count(claim, outcome);
    }

    private void count(Claim claim, Outcome outcome) {
        Object[] call = claim.call() == null ? new Object[] {"", ""} : ruleAndSource(claim);
        metrics.counter(
                        "ringback.attempts",
                        "kind",
                        claim.kind().name().toLowerCase(Locale.ROOT),
                        "rule",
                        (String) call[0],
                        "source",
                        (String) call[1],
                        "outcome",
                        outcome.name())
                .increment();
    }

    private Object[] ruleAndSource(Claim claim) {
        return database.createNativeQuery("SELECT rule, source FROM call WHERE id = :call", Object[].class)
                .setParameter("call", claim.call())
                .getSingleResult();
    }

    /** Whether another attempt of the same entry is known to have been done. */
    boolean anotherIsDone(Claim claim) {
        return database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM attempt WHERE entry = :entry AND attempt <> :attempt
                                       AND outcome = 'done')
                        """, Boolean.class)
                .setParameter("entry", claim.entry())
                .setParameter("attempt", claim.attempt())
                .getSingleResult();
    }

    /** Whether the newest attempt can no longer act: it reported its end, or its process is proved dead. */
    boolean hasEnded(OutboxEntry entry) {
        Object[] row = database.createNativeQuery("""
                        SELECT a.finished_at IS NOT NULL, w.host, w.boot, w.pid, w.started_at
                        FROM attempt a LEFT JOIN worker w ON w.id = a.worker
                        WHERE a.entry = :entry AND a.attempt = :attempt
                        """, Object[].class)
                .setParameter("entry", entry.id)
                .setParameter("attempt", entry.attempt)
                .getSingleResult();
        boolean reported = (boolean) row[0];
        return reported
                || row[1] != null
                        && worker.provesDead(
                                (String) row[1], (String) row[2], ((Number) row[3]).longValue(), (java.time.Instant)
                                        row[4]);
    }
}
