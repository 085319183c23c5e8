package dev.ringback.jobs;

import dev.ringback.platform.Audit;
import dev.ringback.platform.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Posts, shows and cancels jobs, which {@link JobRunner} runs. */
@ApplicationScoped
public class Jobs {
    private final JobRepository jobs;
    private final Audit audit;

    Jobs(JobRepository jobs, Audit audit) {
        this.jobs = jobs;
        this.audit = audit;
    }

    /**
     * Stores a job, which {@link JobRunner} runs once this is committed. Uses the caller's transaction or its own.
     *
     * @param filter selects the items, as JSON that the kind's steps read
     * @param terms what the act needs beside it, as JSON; null if nothing
     * @param total the number of items by now
     * @param who the name of the API token
     */
    @Transactional
    public Job post(Job.Kind kind, String filter, String terms, long total, String reason, String who) {
        UUID id = jobs.insert(kind, filter, terms, total, reason, who);
        audit.record(
                who,
                "post_job",
                "job " + id,
                JobRepository.word(kind) + " of " + total + (terms == null ? "" : " " + terms) + ": " + reason);
        return jobs.find(id).orElseThrow();
    }

    /**
     * Stores a job for one item on which the caller acts at once. Runs in the caller's transaction, which must end it by {@link
     * #doneAtOnce} before its commit.
     *
     * @param filter names the item, as JSON
     */
    @Transactional(TxType.MANDATORY)
    public UUID postAtOnce(Job.Kind kind, String filter, String reason, String who) {
        return jobs.insert(kind, filter, null, 1, reason, who);
    }

    /** Ends a job of {@link #postAtOnce}, in the same transaction. */
    @Transactional(TxType.MANDATORY)
    public void doneAtOnce(UUID job, UUID item, int decisions) {
        jobs.advance(job, item, new JobSteps.Done(1, decisions));
        jobs.end(job, Job.State.DONE);
    }

    @Transactional
    public Optional<Job> find(UUID id) {
        return jobs.find(id);
    }

    /**
     * Returns jobs, the newest first.
     *
     * @param kind null for all kinds, as is {@code state} for all states
     * @param cursor the last job of the page before; null for the first page
     */
    @Transactional
    public List<Job> page(Job.Kind kind, Job.State state, UUID cursor, int most) {
        return jobs.page(kind, state, cursor, most);
    }

    /**
     * Cancels a job. Waits for its batch that is under way, after which no other begins. What it has done stays.
     *
     * @throws Problem.Thrown 404 without such a job, 409 if it has ended
     */
    @Transactional
    public Job cancel(UUID id, String who) {
        Job job = jobs.find(id).orElseThrow(() -> Problem.notFound("There is no job of this id."));
        JobRepository.Counts counts = jobs.end(id, Job.State.CANCELLED)
                .orElseThrow(() -> Problem.conflict(
                        "job-has-ended", "The job has ended; only a job that is running can be cancelled."));
        audit.record(who, "cancel_job", "job " + id, job.kind() + ", after " + counts.done() + " of " + counts.total());
        return jobs.find(id).orElseThrow();
    }
}
