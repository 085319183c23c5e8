package dev.ringback.jobs;

import dev.ringback.platform.Audit;
import dev.ringback.platform.DatabaseTrouble;
import dev.ringback.platform.Problem;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Runs jobs in batches. Each batch is a transaction that locks the job's row, so replicas share a job's batches, and a job
 * continues after a restart. Jobs take turns, so a long job does not keep the others waiting.
 */
@ApplicationScoped
public class JobRunner {
    private static final int ITEMS_A_TURN = 100;
    private static final int TRIES = 5; // for an item
    private static final Duration BOUND = Duration.ofMinutes(1); // per batch; each batch sends the supervisor a beat

    private final JobRepository jobs;
    private final List<JobSteps> steps;
    private final Audit audit;

    JobRunner(JobRepository jobs, @All List<JobSteps> steps, Audit audit) {
        this.jobs = jobs;
        this.steps = steps;
        this.audit = audit;
    }

    void goOn(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.jobs.every") String every) {
        supervisor.every("jobs", every, BOUND, this::work);
    }

    /** Begins with a posted job at once, on a thread of its own. The loop would come to it by its next round. */
    public void hurry() {
        Thread.ofVirtual().name("jobs").start(() -> work(Supervisor.Pulse.NONE));
    }

    /** Runs jobs from any replica, until none is left or other replicas have locked the rest. */
    public void work(Supervisor.Pulse pulse) {
        try {
            boolean goesOn = true;
            while (goesOn && !pulse.isStopping()) {
                goesOn = false;
                for (JobRepository.Unfinished job :
                        QuarkusTransaction.requiringNew().call(jobs::unfinished)) {
                    goesOn |= turn(job, pulse);
                }
            }
        } catch (RuntimeException e) { // the database failed: the next round continues the jobs
            Log.warnf(e, "jobs could not go on, trying again");
        }
    }

    /** Runs some batches of a job. Returns whether it goes on. A failure of one job does not stop the others. */
    private boolean turn(JobRepository.Unfinished job, Supervisor.Pulse pulse) {
        Optional<JobSteps> found = steps.stream()
                .filter(each -> each.kind().name().equals(job.kind())) // a later release may have more kinds
                .findFirst();
        if (found.isEmpty()) {
            return false;
        }
        int items = 0;
        try {
            OptionalInt batch = OptionalInt.of(0);
            while (batch.isPresent() && items < ITEMS_A_TURN && !pulse.isStopping()) {
                pulse.beat();
                batch = batch(found.get(), job.id(), pulse);
                items += batch.orElse(0);
            }
            return batch.isPresent();
        } catch (RuntimeException e) {
            if (DatabaseTrouble.isAbsence(e)) {
                throw e;
            }
            Log.warnf(e, "job %s could not go on, trying again", job.id());
            return false;
        } finally {
            if (items > 0) {
                found.get().worked();
            }
        }
    }

    /** Runs a batch. Returns the number of its items; empty if the job has ended or another replica has locked it. */
    private OptionalInt batch(JobSteps act, UUID job, Supervisor.Pulse pulse) {
        if (act.atOnce() > 1) {
            try {
                return tried(act, job, act.atOnce(), new Tries());
            } catch (RuntimeException e) {
                if (DatabaseTrouble.isAbsence(e)) {
                    throw e;
                }
                Log.debugf(e, "a batch of job %s failed, its items are tried one by one", job);
            }
        }
        OptionalInt one = OptionalInt.of(0);
        int items = 0;
        for (int i = 0; i < act.atOnce() && one.isPresent() && !pulse.isStopping(); i++) {
            pulse.beat();
            one = one(act, job);
            items += one.orElse(0);
        }
        return one.isPresent() ? OptionalInt.of(items) : one;
    }

    /** The tries of one batch. */
    private static final class Tries {
        private UUID item; // the first of the batch; null before its items are known
        private final List<RuntimeException> failures = new ArrayList<>();
    }

    private OptionalInt one(JobSteps act, UUID job) {
        Tries tries = new Tries();
        while (tries.failures.size() < TRIES) {
            try {
                return tried(act, job, 1, tries);
            } catch (RuntimeException e) {
                if (DatabaseTrouble.isAbsence(e) || tries.item == null) {
                    throw e; // not caused by an item
                }
                tries.failures.add(e);
                if (e instanceof Problem.Thrown) {
                    break;
                }
            }
        }
        return passOver(act, job, tries);
    }

    private OptionalInt tried(JobSteps act, UUID id, int most, Tries tries) {
        return QuarkusTransaction.requiringNew().call(() -> {
            OpenJob job = jobs.lock(id).orElse(null);
            if (job == null) {
                return OptionalInt.empty();
            }
            UUID before = tries.item;
            tries.item = null; // a failure of the next line is no item's
            List<UUID> items = act.next(job, most);
            if (items.isEmpty()) {
                finish(act, job);
                return OptionalInt.empty();
            }
            if (!items.getFirst().equals(before)) { // another replica has done the one before
                tries.failures.clear();
            }
            tries.item = items.getFirst();
            jobs.advance(id, items.getLast(), act.act(job, items, List.copyOf(tries.failures)));
            return OptionalInt.of(items.size());
        });
    }

    private OptionalInt passOver(JobSteps act, UUID id, Tries tries) {
        RuntimeException last = tries.failures.getLast();
        if (!(last instanceof Problem.Thrown)) {
            Log.errorf(last, "job %s: %s %s could not be done, it is passed over", id, act.noun(), tries.item);
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            OpenJob job = jobs.lock(id).orElse(null);
            if (job == null) {
                return OptionalInt.empty();
            }
            if (act.next(job, 1).stream().anyMatch(tries.item::equals)) {
                jobs.passOver(id, tries.item, act.noun() + " " + tries.item + ": " + why(last));
            }
            return OptionalInt.of(1);
        });
    }

    /** Returns why an item failed, without data of it: the word of the problem, or the name of the error. */
    private static String why(RuntimeException failure) {
        if (failure instanceof Problem.Thrown refused) {
            String type = refused.problem().type();
            return type.substring(type.lastIndexOf(':') + 1);
        }
        Throwable own = failure instanceof QuarkusTransactionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return own.getClass().getSimpleName();
    }

    private void finish(JobSteps act, OpenJob job) {
        JobRepository.Counts counts = jobs.end(job.id(), Job.State.DONE).orElseThrow();
        audit.record(
                job.createdBy(),
                JobRepository.word(act.kind()) + "_many",
                "job " + job.id(),
                counts.done() + " of " + counts.total() + " " + act.noun() + "s"
                        + (counts.failed() > 0 ? ", " + counts.failed() + " failed: " : ": ") + job.reason());
    }
}
