package dev.ringback.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** Records every exchange with the Hub, from its claim on. All methods run in the caller's transaction. */
@ApplicationScoped
class Attempts {
    private final Session database;
    private final WorkerIdentity worker;
    private final MeterRegistry metrics;

    Attempts(Session database, WorkerIdentity worker, MeterRegistry metrics) {
        this.database = database;
        this.worker = worker;
        this.metrics = metrics;
    }

    /** Inserts the attempts of one claim in one statement. */
    void begin(Collection<OutboxEntry> claimed) {
        if (claimed.isEmpty()) {
            return;
        }
        database.createNativeMutationQuery("""
                        INSERT INTO attempt (entry, attempt, worker, claimed_at)
                        SELECT entry, attempt, :worker, at FROM unnest(:entries, :attempts, :times) AS c (entry, attempt, at)
                        """)
                .setParameter("worker", worker.id())
                .setParameter("entries", claimed.stream().map(entry -> entry.id).toArray(UUID[]::new))
                .setParameter(
                        "attempts", claimed.stream().map(entry -> entry.attempt).toArray(Integer[]::new))
                .setParameter(
                        "times", claimed.stream().map(entry -> entry.sentAt).toArray(Instant[]::new))
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
                .setParameter("detail", outcome.detail())
                .setParameter("entry", claim.entry())
                .setParameter("attempt", claim.attempt())
                .executeUpdate();
        count(claim, outcome);
    }

    private void count(Claim claim, Outcome outcome) {
        Labels labels = claim.call() == null ? new Labels("", "") : labels(claim.call());
        metrics.counter(
                        "ringback.attempts",
                        "kind",
                        claim.kind().name().toLowerCase(Locale.ROOT),
                        "rule",
                        labels.rule,
                        "source",
                        labels.source,
                        "outcome",
                        outcome.name())
                .increment();
    }

    private record Labels(String rule, String source) {}

    private record CallRow(String rule, String source) {
        Labels labels() {
            return new Labels(CallOrigin.of(rule).label(), source);
        }
    }

    private Labels labels(UUID call) {
        return database.createNativeQuery("SELECT rule, source FROM call WHERE id = :call", CallRow.class)
                .setParameter("call", call)
                .getSingleResult()
                .labels();
    }

    /** Returns whether this process made the claim and no outcome of the claim is recorded. */
    boolean isOurs(Claim claim) {
        return database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM attempt WHERE entry = :entry AND attempt = :attempt
                                       AND worker = :worker AND outcome IS NULL)
                        """, Boolean.class)
                .setParameter("entry", claim.entry())
                .setParameter("attempt", claim.attempt())
                .setParameter("worker", worker.id())
                .getSingleResult();
    }

    /** Returns whether another attempt of the same entry is recorded as done. */
    boolean anotherIsDone(Claim claim) {
        return database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM attempt WHERE entry = :entry AND attempt <> :attempt
                                       AND outcome = 'done')
                        """, Boolean.class)
                .setParameter("entry", claim.entry())
                .setParameter("attempt", claim.attempt())
                .getSingleResult();
    }

    /** Returns whether the newest attempt can no longer act: it reported its end, or its process is proved dead. */
    boolean hasEnded(OutboxEntry entry) {
        return endedAt(entry.id, entry.attempt).isPresent();
    }

    /** @param at the known end of an attempt; null if none is known */
    private record End(Instant at, UUID worker) {}

    /**
     * Returns the end of an attempt: its report, or the first proof that its process is dead. Stores a new proof, because
     * other hosts may be unable to obtain it later.
     */
    Optional<Instant> endedAt(UUID entry, int attempt) {
        End end = database.createNativeQuery("""
                        SELECT coalesce(finished_at, dead_since), worker FROM attempt
                        WHERE entry = :entry AND attempt = :attempt
                        """, End.class)
                .setParameter("entry", entry)
                .setParameter("attempt", attempt)
                .getSingleResult();
        boolean isFoundDead = end.at == null && worker.isProvedDead(end.worker);
        return isFoundDead ? Optional.of(foundDead(entry, attempt)) : Optional.ofNullable(end.at);
    }

    private Instant foundDead(UUID entry, int attempt) {
        return database.createNativeQuery("""
                        UPDATE attempt SET dead_since = ringback_now() WHERE entry = :entry AND attempt = :attempt
                        RETURNING dead_since
                        """, Instant.class)
                .setParameter("entry", entry)
                .setParameter("attempt", attempt)
                .getSingleResult();
    }

    /**
     * Returns at most 1,000 entries whose newest attempt the Hub postponed, the oldest claim first. Excludes an entry whose
     * first due time is in the future, since a newer fact made the entry wait.
     */
    List<UUID> putOff() {
        return database.createNativeQuery("""
                        SELECT e.id FROM outbox_entry e JOIN attempt a ON a.entry = e.id AND a.attempt = e.attempt
                        WHERE e.state = 'DUE' AND e.attempt > 0 AND e.due_at > ringback_now() AND a.outcome = 'postponed'
                          AND (e.first_due_at > ringback_now()) IS NOT TRUE
                        ORDER BY a.claimed_at LIMIT 1000""", UUID.class).getResultList();
    }

    /** @param by the source of the settlement: {@code operator} or {@code carrier_log} */
    void countSettlement(boolean placed, String by) {
        metrics.counter("ringback.settlements", "outcome", placed ? "placed" : "not_placed", "by", by)
                .increment();
    }
}
