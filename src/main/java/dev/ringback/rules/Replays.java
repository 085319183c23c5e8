package dev.ringback.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.intake.Event;
import dev.ringback.intake.EventFilter;
import dev.ringback.intake.EventRepository;
import dev.ringback.jobs.Job;
import dev.ringback.jobs.JobSteps;
import dev.ringback.jobs.Jobs;
import dev.ringback.jobs.OpenJob;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.Audit;
import dev.ringback.platform.Filter;
import dev.ringback.platform.Problem;
import dev.ringback.rules.RuleFailure.Failures;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Decides events again by today's rules: one at once, or many as a job, one in each batch. An event that waits for its first
 * decision is left to that.
 */
@ApplicationScoped
public class Replays implements JobSteps {
    private static final int TRIES = 5;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EventRepository events;
    private final Decider decider;
    private final Jobs jobs;
    private final OutboxWorker outbox;
    private final Audit audit;
    private final Session database;

    Replays(EventRepository events, Decider decider, Jobs jobs, OutboxWorker outbox, Audit audit, Session database) {
        this.events = events;
        this.decider = decider;
        this.jobs = jobs;
        this.outbox = outbox;
        this.audit = audit;
        this.database = database;
    }

    /** Counts the events that match a filter and have been decided before. */
    @Transactional
    public long count(EventFilter filter) {
        Filter query = query(filter);
        return events.count(query.conditions(), query.parameters());
    }

    /** Stores a job in the caller's transaction or its own. */
    @Transactional
    public Job post(EventFilter filter, String reason, String who) {
        return jobs.post(kind(), written(filter), null, count(filter), reason, who);
    }

    /**
     * Decides one event again, in transactions of its own; none may be open. A job that is done at once stands for it.
     *
     * @throws Problem.Thrown 404 without such an event, 409 if it waits for its first decision or its body is erased
     */
    public void replay(UUID event, String reason, String who) {
        List<RuntimeException> failures = new ArrayList<>();
        while (!isReplayed(event, reason, who, failures)) {
            if (failures.size() == TRIES || failures.getLast() instanceof Problem.Thrown) {
                throw failures.getLast();
            }
        }
        outbox.hint();
    }

    private boolean isReplayed(UUID event, String reason, String who, List<RuntimeException> failures) {
        try {
            QuarkusTransaction.requiringNew().run(() -> {
                String filter = written(new EventFilter(null, null, null, event.toString(), null, null));
                UUID job = jobs.postAtOnce(kind(), filter, reason, who);
                jobs.doneAtOnce(job, event, decided(event, job, failures));
                audit.record(who, "replay", "event " + event, "job " + job + ": " + reason);
            });
            return true;
        } catch (RuntimeException e) {
            failures.add(e);
            return false;
        }
    }

    private int decided(UUID id, UUID job, List<RuntimeException> failures) {
        Event event = events.lock(id).orElseThrow(() -> Problem.notFound("There is no event of this id."));
        if (event.state() == Event.State.RECEIVED) {
            throw Problem.conflict(
                    "event-not-decided", "The event waits for its first decision, which comes by itself.");
        }
        if (events.body(id).isEmpty()) {
            throw Problem.conflict("event-body-erased", "The event's body was erased, so no rule can read it again.");
        }
        return decider.replay(event, job, Failures.of(failures));
    }

    @Override
    public Job.Kind kind() {
        return Job.Kind.REPLAY;
    }

    @Override
    public String noun() {
        return "event";
    }

    @Override
    public int atOnce() {
        return 1; // each locks its rules and things before its persons
    }

    @Override
    public List<UUID> next(OpenJob job, int most) {
        Filter query = query(read(job.filter()))
                .and("receivedAt < :posted", "posted", job.createdAt())
                .and("id > :after", "after", job.after());
        var found = database.createSelectionQuery("select id from Event where " + query.orderedBy("id"), UUID.class)
                .setMaxResults(most);
        query.parameters().forEach(found::setParameter);
        return found.getResultList();
    }

    @Override
    public Done act(OpenJob job, List<UUID> items, List<RuntimeException> failures) {
        int made = 0;
        for (UUID event : items) {
            made += decided(event, job.id(), failures);
        }
        return new Done(items.size(), made);
    }

    @Override
    public void worked() {
        outbox.hint();
    }

    private static Filter query(EventFilter filter) {
        return filter.query().and("state <> RECEIVED");
    }

    private static String written(EventFilter filter) {
        try {
            return JSON.writeValueAsString(filter);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts can be written as JSON", e);
        }
    }

    private static EventFilter read(String text) {
        try {
            return JSON.readValue(text, EventFilter.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job's filter is what we wrote", e);
        }
    }
}
