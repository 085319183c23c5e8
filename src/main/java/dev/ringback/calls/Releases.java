package dev.ringback.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.Audit;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * Releases many held calls as a job. Each batch is a transaction that locks the job's row, so two replicas share a job's
 * batches. A job continues after a restart.
 */
@ApplicationScoped
public class Releases {
    private static final int AT_ONCE = 200; // calls per batch, whose persons are locked together
    private static final Duration BOUND = Duration.ofMinutes(1); // per batch; each batch sends the supervisor a beat
    private static final String KIND = "RELEASE";

    private static final String HELD = """
            state in (WAITING, SENDING, STARTED, UNKNOWN)
            and id in (select entry.call from OutboxEntry entry where entry.held is not null and entry.call is not null)""";

    private final CallRepository calls;
    private final CallOperations operations;
    private final OutboxWorker outbox;
    private final Audit audit;
    private final Numbers numbers;
    private final InstantSource clock;
    private final Session database;
    private final JsonMapper json = JsonMapper.builder().build();

    Releases(
            CallRepository calls,
            CallOperations operations,
            OutboxWorker outbox,
            Audit audit,
            Numbers numbers,
            InstantSource clock,
            Session database) {
        this.calls = calls;
        this.operations = operations;
        this.outbox = outbox;
        this.audit = audit;
        this.numbers = numbers;
        this.clock = clock;
        this.database = database;
    }

    /**
     * Describes a job for an operator.
     *
     * @param state {@code running} or {@code done}
     * @param total the number of calls when it was posted; {@code done} is the number it has released
     */
    public record Job(
            UUID id,
            String kind,
            String state,
            long total,
            long done,
            String reason,
            String createdBy,
            Instant createdAt) {}

    /** Counts the held calls that match a filter. */
    @Transactional
    public long count(CallFilter filter) {
        Filter query = filter.query(clock.instant(), numbers).and(HELD);
        return calls.count(query.conditions(), query.parameters());
    }

    /** Stores a job, which {@link #work} runs. */
    @Transactional
    public Job post(CallFilter filter, String reason, String who) {
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        database.createNativeMutationQuery("""
                        INSERT INTO job (id, kind, state, filter, reason, total, created_by, created_at)
                        VALUES (:id, :kind, 'RUNNING', cast(:filter AS jsonb), :reason, :total, :who, ringback_now())
                        """)
                .setParameter("id", id)
                .setParameter("kind", KIND)
                .setParameter("filter", written(filter))
                .setParameter("reason", reason)
                .setParameter("total", count(filter))
                .setParameter("who", who)
                .executeUpdate();
        return find(id).orElseThrow();
    }

    @Transactional
    public Optional<Job> find(UUID id) {
        return database.createNativeQuery("""
                        SELECT id, lower(kind), lower(state), total, done, reason, created_by, created_at FROM job WHERE id = :id
                        """, Job.class)
                .setParameter("id", id)
                .getResultStream()
                .findFirst();
    }

    void goOn(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.jobs.every") String every) {
        supervisor.every("jobs", every, BOUND, this::work);
    }

    /** Runs jobs from any replica, until none is left or other replicas have locked the rest. */
    public void work(Supervisor.Pulse pulse) {
        try {
            int freed = 0;
            Optional<Integer> batch = batch();
            while (batch.isPresent() && !pulse.isStopping()) {
                pulse.beat();
                freed += batch.get();
                batch = batch();
            }
            if (freed > 0) {
                outbox.hint();
            }
        } catch (RuntimeException e) { // a deadlock or a database failure: the next round continues the job
            Log.warnf(e, "a batch of a release could not be done, trying again");
        }
    }

    /**
     * A job whose row this transaction has locked.
     *
     * @param filter the calls to release, as JSON
     * @param after the last call of the job's last batch
     */
    private record LockedJob(UUID id, String filter, UUID after, String reason, String createdBy) {}

    /**
     * Runs one batch of the oldest job that no other replica has locked.
     *
     * @return the number of calls released; empty if there is no such job
     */
    private Optional<Integer> batch() {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<LockedJob> job = database.createNativeQuery("""
                            SELECT id, cast(filter AS text), after, reason, created_by FROM job WHERE state = 'RUNNING'
                            ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED
                            """, LockedJob.class)
                    .getResultStream()
                    .findFirst();
            return job.map(this::batch);
        });
    }

    private int batch(LockedJob job) {
        Filter query =
                read(job.filter).query(clock.instant(), numbers).and(HELD).and("id > :after", "after", job.after);
        var found = database.createSelectionQuery("select id from Call where " + query.orderedBy("id"), UUID.class)
                .setMaxResults(AT_ONCE);
        query.parameters().forEach(found::setParameter);
        List<UUID> held = found.getResultList();
        if (held.isEmpty()) {
            finish(job);
            return 0;
        }
        calls.lockPersons(() -> personsOf(held));
        int freed = 0;
        for (Call call : calls.list("id in ?1 order by id", held)) {
            freed += operations.free(call, "by " + job.createdBy + ": " + job.reason) ? 1 : 0;
        }
        database.createNativeMutationQuery("UPDATE job SET done = done + :freed, after = :last WHERE id = :job")
                .setParameter("freed", freed)
                .setParameter("last", held.getLast())
                .setParameter("job", job.id)
                .executeUpdate();
        return freed;
    }

    private List<PhoneNumber> personsOf(List<UUID> held) {
        return held.stream().flatMap(call -> calls.personsOf(call).stream()).toList();
    }

    /** @param done the number of calls released; {@code total} is their number when the job was posted */
    private record Counts(long done, long total) {}

    private void finish(LockedJob job) {
        Counts counts = database.createNativeQuery("""
                        UPDATE job SET state = 'DONE', finished_at = ringback_now() WHERE id = :job RETURNING done, total
                        """, Counts.class)
                .setParameter("job", job.id)
                .getSingleResult();
        audit.record(
                job.createdBy,
                "release_many",
                "job " + job.id,
                counts.done + " of " + counts.total + " calls: " + job.reason);
    }

    private String written(CallFilter filter) {
        try {
            return json.writeValueAsString(filter);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts can be written as JSON", e);
        }
    }

    private CallFilter read(String text) {
        try {
            return json.readValue(text, CallFilter.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job's filter is what we wrote", e);
        }
    }
}
