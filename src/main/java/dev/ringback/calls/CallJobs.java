package dev.ringback.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.jobs.Job;
import dev.ringback.jobs.Jobs;
import dev.ringback.jobs.OpenJob;
import dev.ringback.platform.Filter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;

/** Posts jobs over calls, and selects the calls that each act applies to. */
@ApplicationScoped
public class CallJobs {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CallRepository calls;
    private final Jobs jobs;
    private final Numbers numbers;
    private final InstantSource clock;
    private final Session database;

    CallJobs(CallRepository calls, Jobs jobs, Numbers numbers, InstantSource clock, Session database) {
        this.calls = calls;
        this.jobs = jobs;
        this.numbers = numbers;
        this.clock = clock;
        this.database = database;
    }

    /**
     * The parameters of an act beside its filter, as they are stored.
     *
     * @param expiresIn in seconds; null for none
     */
    record Terms(boolean placed, boolean force, Long expiresIn) {
        static Terms of(OpenJob job) {
            try {
                return JSON.readValue(job.terms(), Terms.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a job's terms are what we wrote", e);
            }
        }
    }

    /** Counts the calls that match a filter and to which an act applies. */
    @Transactional
    public long count(CallAct act, CallFilter filter) {
        Filter query = query(act.kind(), filter);
        return calls.count(query.conditions(), query.parameters());
    }

    /** Stores a job in the caller's transaction or its own. */
    @Transactional
    public Job post(CallAct act, CallFilter filter, String reason, String who) {
        return jobs.post(act.kind(), written(filter), terms(act), count(act, filter), reason, who);
    }

    /** Returns the next calls of a job; see {@link dev.ringback.jobs.JobSteps#next}. */
    List<UUID> next(Job.Kind kind, OpenJob job, int most) {
        UUID after = job.after();
        List<UUID> page = page(kind, job, after, most);
        List<UUID> meant = meant(kind, job, page);
        while (meant.isEmpty() && !page.isEmpty()) {
            after = page.getLast();
            page = page(kind, job, after, most);
            meant = meant(kind, job, page);
        }
        return meant;
    }

    private List<UUID> page(Job.Kind kind, OpenJob job, UUID after, int most) {
        Filter query = query(kind, read(job.filter()))
                .and("id > :after", "after", after)
                .and("createdAt < :posted", "posted", job.createdAt());
        var found = database.createSelectionQuery("select id from Call where " + query.orderedBy("id"), UUID.class)
                .setMaxResults(most);
        query.parameters().forEach(found::setParameter);
        return found.getResultList();
    }

    /** Leaves out calls that came into their state after the job was posted: nobody has judged them. */
    private List<UUID> meant(Job.Kind kind, OpenJob job, List<UUID> page) {
        String[] words = switch (kind) {
            case SETTLE -> new String[] {"unknown"};
            case REOPEN -> new String[] {"refused", "expired"};
            case RELEASE, CANCEL, REPLAY -> new String[0];
        };
        if (page.isEmpty() || words.length == 0) {
            return page;
        }
        Set<UUID> later = new HashSet<>(database.createNativeQuery(
                        "SELECT call FROM call_timeline WHERE call = ANY (:calls) AND what = ANY (:words) AND at >= :posted",
                        UUID.class)
                .setParameter("calls", page.toArray(UUID[]::new))
                .setParameter("words", words)
                .setParameter("posted", job.createdAt())
                .getResultList());
        return page.stream().filter(call -> !later.contains(call)).toList();
    }

    private Filter query(Job.Kind kind, CallFilter filter) {
        return filter.query(clock.instant(), numbers)
                .and(
                        switch (kind) {
                            case RELEASE -> """
                    state in (WAITING, SENDING, STARTED, UNKNOWN)
                    and id in (select entry.call from OutboxEntry entry where entry.held is not null and entry.held <> 'observed'
                              and entry.call is not null)""";
                            case CANCEL -> "state in (WAITING, SENDING, STARTED, UNKNOWN)";
                            case SETTLE -> "state = UNKNOWN";
                            case REOPEN -> "state in (REFUSED, EXPIRED)";
                            case REPLAY -> throw new IllegalArgumentException("a replay is over events");
                        });
    }

    private static String terms(CallAct act) {
        return switch (act) {
            case CallAct.Release release -> null;
            case CallAct.Cancel cancel -> null;
            case CallAct.Settle(var placed, var force) -> written(new Terms(placed, force, null));
            case CallAct.Reopen(var expiresIn) ->
                written(new Terms(false, false, expiresIn == null ? null : expiresIn.toSeconds()));
        };
    }

    private static String written(Record given) {
        try {
            return JSON.writeValueAsString(given);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts can be written as JSON", e);
        }
    }

    private static CallFilter read(String text) {
        try {
            return JSON.readValue(text, CallFilter.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a job's filter is what we wrote", e);
        }
    }
}
