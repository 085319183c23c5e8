package dev.ringback.calls;

import dev.ringback.jobs.Job;
import dev.ringback.jobs.JobSteps;
import dev.ringback.jobs.OpenJob;
import dev.ringback.outbox.OutboxWorker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Reopens many calls as a job, one in each batch. */
@ApplicationScoped
class ReopenSteps implements JobSteps {
    private final CallJobs jobs;
    private final Reopening reopening;
    private final OutboxWorker outbox;

    ReopenSteps(CallJobs jobs, Reopening reopening, OutboxWorker outbox) {
        this.jobs = jobs;
        this.reopening = reopening;
        this.outbox = outbox;
    }

    @Override
    public Job.Kind kind() {
        return Job.Kind.REOPEN;
    }

    @Override
    public String noun() {
        return "call";
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public List<UUID> next(OpenJob job, int most) {
        return jobs.next(kind(), job, most);
    }

    @Override
    public Done act(OpenJob job, List<UUID> items, List<RuntimeException> failures) {
        Long seconds = CallJobs.Terms.of(job).expiresIn();
        Duration expiresIn = seconds == null ? null : Duration.ofSeconds(seconds);
        items.forEach(call -> reopening.reopen(call, expiresIn, job.byWhom()));
        return new Done(items.size(), 0);
    }

    @Override
    public void worked() {
        outbox.hint();
    }
}
