package dev.ringback.calls;

import dev.ringback.jobs.Job;
import dev.ringback.jobs.JobSteps;
import dev.ringback.jobs.OpenJob;
import dev.ringback.outbox.OutboxWorker;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Settles many unknown calls as a job, one in each batch. */
@ApplicationScoped
class SettleSteps implements JobSteps {
    private final CallJobs jobs;
    private final CallOperations operations;
    private final OutboxWorker outbox;

    SettleSteps(CallJobs jobs, CallOperations operations, OutboxWorker outbox) {
        this.jobs = jobs;
        this.operations = operations;
        this.outbox = outbox;
    }

    @Override
    public Job.Kind kind() {
        return Job.Kind.SETTLE;
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
        CallJobs.Terms terms = CallJobs.Terms.of(job);
        items.forEach(call -> operations.settled(call, terms.placed(), job.reason(), terms.force(), job.createdBy()));
        return new Done(items.size(), 0);
    }

    @Override
    public void worked() {
        outbox.hint();
    }
}
