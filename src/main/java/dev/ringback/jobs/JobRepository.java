package dev.ringback.jobs;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * Stores jobs. Every method runs in the caller's transaction. The previous release takes each RUNNING job for a release, so an
 * unfinished job of another kind is stored as OPEN. Both are shown as running.
 */
@ApplicationScoped
class JobRepository {
    private static final String SHOWN = """
            SELECT id, lower(kind), CASE state WHEN 'OPEN' THEN 'running' ELSE lower(state) END,
                   total, done, decisions, failed, first_failure, reason, created_by, created_at FROM job
            """;

    private final Session database;

    JobRepository(Session database) {
        this.database = database;
    }

    /** A job that is not finished. */
    record Unfinished(UUID id, String kind) {}

    /** The counts of a job. */
    record Counts(long done, long total, long failed) {}

    /** Stores a new job; the parameters are those of {@link Jobs#post}. Returns its id. */
    UUID insert(Job.Kind kind, String filter, String terms, long total, String reason, String who) {
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        database.createNativeMutationQuery("""
                        INSERT INTO job (id, kind, state, filter, terms, reason, total, created_by, created_at)
                        VALUES (:id, :kind, :state, cast(:filter AS jsonb), cast(:terms AS jsonb), :reason, :total, :who,
                                ringback_now())
                        """)
                .setParameter("id", id)
                .setParameter("kind", kind.name())
                .setParameter("state", kind == Job.Kind.RELEASE ? "RUNNING" : "OPEN")
                .setParameter("filter", filter)
                .setParameter("terms", terms, String.class)
                .setParameter("reason", reason)
                .setParameter("total", total)
                .setParameter("who", who)
                .executeUpdate();
        return id;
    }

    Optional<Job> find(UUID id) {
        return database.createNativeQuery(SHOWN + "WHERE id = :id", Job.class)
                .setParameter("id", id)
                .getResultStream()
                .findFirst();
    }

    /** Returns jobs, the newest first; the parameters are those of {@link Jobs#page}. */
    List<Job> page(Job.Kind kind, Job.State state, UUID cursor, int most) {
        return database.createNativeQuery(SHOWN + """
                        WHERE (cast(:kind AS text) IS NULL OR kind = :kind)
                          AND (cast(:state AS text) IS NULL OR CASE state WHEN 'OPEN' THEN 'RUNNING' ELSE state END = :state)
                          AND (cast(:cursor AS uuid) IS NULL OR id < :cursor)
                        ORDER BY id DESC LIMIT :most
                        """, Job.class)
                .setParameter("kind", kind == null ? null : kind.name(), String.class)
                .setParameter("state", state == null ? null : state.name(), String.class)
                .setParameter("cursor", cursor, UUID.class)
                .setParameter("most", most)
                .getResultList();
    }

    /** Returns all jobs that are not finished, the oldest first; locks nothing. */
    List<Unfinished> unfinished() {
        return database.createNativeQuery(
                        "SELECT id, kind FROM job WHERE state IN ('RUNNING', 'OPEN') ORDER BY created_at, id",
                        Unfinished.class)
                .getResultList();
    }

    /** Locks a job's row; empty if the job has ended, or another replica runs a batch of it. */
    Optional<OpenJob> lock(UUID id) {
        return database.createNativeQuery("""
                        SELECT id, cast(filter AS text), cast(terms AS text), after, reason, created_by, created_at FROM job
                        WHERE id = :id AND state IN ('RUNNING', 'OPEN') FOR UPDATE SKIP LOCKED
                        """, OpenJob.class)
                .setParameter("id", id)
                .getResultStream()
                .findFirst();
    }

    /** Adds a batch to a locked job. */
    void advance(UUID id, UUID last, JobSteps.Done done) {
        database.createNativeMutationQuery("""
                        UPDATE job SET done = done + :done, decisions = decisions + :decisions, after = :last WHERE id = :job
                        """)
                .setParameter("done", done.done())
                .setParameter("decisions", done.decisions())
                .setParameter("last", last)
                .setParameter("job", id)
                .executeUpdate();
    }

    /** Passes an item of a locked job over. */
    void passOver(UUID id, UUID item, String why) {
        database.createNativeMutationQuery("""
                        UPDATE job SET failed = failed + 1, first_failure = coalesce(first_failure, :why), after = :item
                        WHERE id = :job
                        """)
                .setParameter("why", why)
                .setParameter("item", item)
                .setParameter("job", id)
                .executeUpdate();
    }

    /** Ends a job, unless it has ended. Waits for a batch that is under way. Returns how far it came; empty if it had ended. */
    Optional<Counts> end(UUID id, Job.State state) {
        return database.createNativeQuery("""
                        UPDATE job SET state = :state, finished_at = ringback_now()
                        WHERE id = :job AND state IN ('RUNNING', 'OPEN') RETURNING done, total, failed
                        """, Counts.class)
                .setParameter("state", state.name())
                .setParameter("job", id)
                .getResultStream()
                .findFirst();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
