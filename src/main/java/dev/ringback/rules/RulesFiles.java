package dev.ringback.rules;

import dev.ringback.outbox.WorkerIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** Compares the rules files that the living replicas see with the active version. */
@ApplicationScoped
public class RulesFiles {
    static final String REPLACED = "the file's text was active before and this deployment has replaced it";
    static final String CURE = "To go back to it, change the file while Ringback runs, or add a comment to it.";

    /** The time after which a silent replica counts as stopped. */
    static final Duration LIVES = Duration.ofMinutes(2);

    private static final int MOST_ERRORS = 100;
    private static final int LONGEST_MESSAGE = 500;

    private final Session database;
    private final WorkerIdentity self;

    RulesFiles(Session database, WorkerIdentity self) {
        this.database = database;
        this.self = self;
    }

    /**
     * Describes the living replicas whose file is not the active version.
     *
     * @param since the time at which the first of them began to differ
     * @param detail the replicas, their versions, and the cure
     * @param count the number of replicas, at least 1
     */
    public record Differing(Instant since, String detail, long count) {}

    /**
     * Reports the text that this process sees. Runs in the caller's transaction, or in its own.
     *
     * @param digest the text's digest; null if the file cannot be read
     * @param isReplaced whether the start left the text inactive
     * @param errors why the text is refused; empty if it is not. Of many, the first are stored
     */
    @Transactional
    void report(String digest, boolean isReplaced, List<RulesFile.Problem> errors) {
        List<RulesFile.Problem> first = errors.stream().limit(MOST_ERRORS).toList();
        database.createNativeMutationQuery("""
                        INSERT INTO rules_file AS f (worker, digest, replaced, errors, since, seen_at)
                        VALUES (:worker, :digest, :replaced,
                            (SELECT jsonb_agg(jsonb_build_object('line', e.line, 'column', e.position, 'message', e.message))
                             FROM unnest(cast(:lines AS integer[]), cast(:columns AS integer[]), cast(:messages AS text[]))
                                  AS e (line, position, message)), ringback_now(), ringback_now())
                        ON CONFLICT (worker) DO UPDATE SET digest = excluded.digest, replaced = excluded.replaced,
                            errors = excluded.errors,
                            since = CASE WHEN f.digest IS DISTINCT FROM excluded.digest THEN excluded.since ELSE f.since END,
                            seen_at = excluded.seen_at
                        """)
                .setParameter("worker", self.id())
                .setParameter("digest", digest, String.class)
                .setParameter("replaced", isReplaced)
                .setParameter(
                        "lines", first.stream().map(RulesFile.Problem::line).toArray(Integer[]::new))
                .setParameter(
                        "columns", first.stream().map(RulesFile.Problem::column).toArray(Integer[]::new))
                .setParameter(
                        "messages", first.stream().map(RulesFiles::message).toArray(String[]::new))
                .executeUpdate();
        database.createNativeMutationQuery(
                        "DELETE FROM rules_file WHERE seen_at < (SELECT ringback_now()) - interval '1 day'")
                .executeUpdate();
    }

    /** Returns a message that PostgreSQL's text can store; a cut one ends with dots. */
    private static String message(RulesFile.Problem error) {
        String text = RuleEvaluator.storable(error.message());
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }

    /** Deletes this process's report. Runs in the caller's transaction, or in its own. */
    @Transactional
    void forget() {
        database.createNativeMutationQuery("DELETE FROM rules_file WHERE worker = :worker")
                .setParameter("worker", self.id())
                .executeUpdate();
    }

    /**
     * A living replica whose file is not the active version.
     *
     * @param version the version that has the file's text; null if the text was never active
     * @param active the active version
     */
    private record Replica(String host, Integer version, boolean isReplaced, int active, Instant since) {
        String inWords() {
            return host + " has "
                    + (version == null ? "a text that never was active" : "version " + version)
                    + (isReplaced ? ", which this deployment has replaced" : "");
        }
    }

    /**
     * Compares the files of all living replicas with the active version. Runs in the caller's transaction.
     *
     * @param atLeast the time for which a file must have differed, such as a rollout takes; a text that a start left
     *     inactive counts at once
     * @return the replicas that differ; empty if none does
     */
    public Optional<Differing> differing(Duration atLeast) {
        List<Replica> replicas = database.createNativeQuery("""
                        SELECT split_part(w.host, '|', 1), v.version, f.replaced, a.version,
                               greatest(f.since, a.activated_at)
                        FROM rules_file f JOIN worker w ON w.id = f.worker CROSS JOIN rules_active a
                        LEFT JOIN rules_version v ON v.digest = f.digest
                        WHERE f.seen_at > (SELECT ringback_now()) - make_interval(secs => :lives)
                          AND v.version IS DISTINCT FROM a.version
                          AND (f.replaced OR greatest(f.since, a.activated_at)
                               <= (SELECT ringback_now()) - make_interval(secs => :atLeast))
                        ORDER BY w.number
                        """, Replica.class)
                .setParameter("lives", (double) LIVES.toSeconds())
                .setParameter("atLeast", (double) atLeast.toSeconds())
                .getResultList();
        return replicas.stream()
                .map(Replica::since)
                .min(Instant::compareTo)
                .map(since -> new Differing(since, inWords(replicas), replicas.size()));
    }

    private static String inWords(List<Replica> replicas) {
        return "version " + replicas.getFirst().active() + " is active, but "
                + replicas.stream().map(Replica::inWords).collect(Collectors.joining("; ")) + ". "
                + (replicas.stream().anyMatch(Replica::isReplaced) ? CURE : "Give all replicas the same file.");
    }
}
