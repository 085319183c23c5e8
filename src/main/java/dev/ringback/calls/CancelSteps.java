package dev.ringback.calls;

import dev.ringback.jobs.Job;
import dev.ringback.jobs.JobSteps;
import dev.ringback.jobs.OpenJob;
import dev.ringback.outbox.OutboxWorker;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Cancels many calls as a job, one in each batch. */
@ApplicationScoped
class CancelSteps implements JobSteps {
    private final CallJobs jobs;
    private final CallOperations operations;
    private final OutboxWorker outbox;

    CancelSteps(CallJobs jobs, CallOperations operations, OutboxWorker outbox) {
        this.jobs = jobs;
        this.operations = operations;
        this.outbox = outbox;
    }

    @Override
    public Job.Kind kind() {
        return Job.Kind.CANCEL;
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
        items.forEach(call -> operations.cancelled(call, job.createdBy() + ": " + job.reason()));
        return new Done(items.size(), 0);
    }

    @Override
    public void worked() {
        outbox.hint();
    }
}
