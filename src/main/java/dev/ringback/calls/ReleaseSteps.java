package dev.ringback.calls;

import dev.ringback.jobs.Job;
import dev.ringback.jobs.JobSteps;
import dev.ringback.jobs.OpenJob;
import dev.ringback.outbox.OutboxWorker;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Releases many held calls as a job. */
@ApplicationScoped
class ReleaseSteps implements JobSteps {
    private static final int AT_ONCE = 200; // calls per batch, whose persons are locked together

    private final CallJobs jobs;
    private final CallRepository calls;
    private final CallOperations operations;
    private final OutboxWorker outbox;

    ReleaseSteps(CallJobs jobs, CallRepository calls, CallOperations operations, OutboxWorker outbox) {
        this.jobs = jobs;
        this.calls = calls;
        this.operations = operations;
        this.outbox = outbox;
    }

    @Override
    public Job.Kind kind() {
        return Job.Kind.RELEASE;
    }

    @Override
    public String noun() {
        return "call";
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public List<UUID> next(OpenJob job, int most) {
        return jobs.next(kind(), job, most);
    }

    @Override
    public Done act(OpenJob job, List<UUID> items, List<RuntimeException> failures) {
        calls.lockPersons(() -> calls.personsOf(items));
        int freed = 0;
        for (Call call : calls.list("id in ?1 order by id", items)) {
            freed += operations.free(call, job.byWhom()) ? 1 : 0;
        }
        return new Done(freed, 0);
    }

    @Override
    public void worked() {
        outbox.hint();
    }
}
