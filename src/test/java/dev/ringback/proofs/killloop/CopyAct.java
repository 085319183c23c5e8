package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The act that copies the database and runs one more replica on the copy, beside the others. The copy holds the same
 * calls and drafts as the original, so any write from it rings a person again or deletes a draft of the original.
 */
final class CopyAct {
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final String WRITES = """
            SELECT coalesce(string_agg(n || ' ' || lower(kind), ', ' ORDER BY kind), '')
            FROM (SELECT kind, count(*) AS n FROM attempt a JOIN outbox_entry e ON e.id = a.entry
                  WHERE a.claimed_at > ? GROUP BY kind) AS made
            """;

    private final Cluster cluster;

    CopyAct(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Kills the replicas, since PostgreSQL copies only a database without sessions. Then starts them again, together with
     * a guest replica on the copy, and ends the guest after the given time.
     *
     * @param since start of the run
     * @param length how long the guest is watched once it is ready
     */
    Trials.CopiedDatabase run(Instant since, Duration length) throws IOException, InterruptedException {
        long after = Duration.between(since, Instant.now()).toSeconds();
        Server.Own server = (Server.Own) cluster.database().server();
        Database copy = cluster.database().copyOf(server);
        List<Runnable> starts =
                cluster.replicas().stream().map(Child::killAndKeepDown).toList();
        try {
            server.copy();
        } finally {
            starts.forEach(Runnable::run);
        }
        try {
            Instant copiedAt = copy.now();
            Answers answers = watch(copy, length);
            String writes = copy.all(row -> row.getString(1), WRITES, copiedAt.atOffset(ZoneOffset.UTC))
                    .getFirst();
            return new Trials.CopiedDatabase(after, answers.all, answers.notPaused, writes);
        } finally {
            server.dropCopy();
        }
    }

    private record Answers(int all, int notPaused) {}

    private Answers watch(Database copy, Duration length) throws IOException, InterruptedException {
        int all = 0;
        int notPaused = 0;
        try (Cluster.Guest guest = cluster.startGuest(copy)) {
            guest.replica().awaitReady(START_PATIENCE);
            for (Instant end = Instant.now().plus(length); Instant.now().isBefore(end); ) {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
                Boolean isPaused = isPaused(guest.replica());
                all += isPaused == null ? 0 : 1;
                notPaused += isPaused == null || isPaused ? 0 : 1;
            }
        } catch (IllegalStateException e) {
            return new Answers(all, notPaused); // the replica did not start; the low number of answers fails the trial
        }
        return new Answers(all, notPaused);
    }

    /** Asks the replica whether it is paused. Returns null if it does not answer. */
    private Boolean isPaused(Child replica) throws InterruptedException {
        try {
            Web.Answer answer =
                    cluster.web().get(replica.at("/api/v1/status"), "Authorization", "Bearer " + Cluster.TOKEN);
            return answer.isGood() ? answer.body().path("paused").asBoolean() : null;
        } catch (IOException e) {
            return null;
        }
    }
}
