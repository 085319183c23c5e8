package dev.ringback.api;

import dev.ringback.hub.HubConfig;
import dev.ringback.outbox.CallOrigin;
import dev.ringback.outbox.Caps;
import dev.ringback.outbox.DueAge;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.platform.Measurement;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/** Measures the queues for the status page and as gauges. All methods but {@link #measure} need the caller's transaction. */
@ApplicationScoped
class Depths {
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final DatabaseClock clock;
    private final Session database;
    private final HubConfig hub;
    private final Caps caps;
    private final DueAge dueAge;
    private final Measurement gauges;

    Depths(DatabaseClock clock, Session database, HubConfig hub, Caps caps, DueAge dueAge, MeterRegistry metrics) {
        this.clock = clock;
        this.database = database;
        this.hub = hub;
        this.caps = caps;
        this.dueAge = dueAge;
        this.gauges = new Measurement(metrics)
                .rows(
                        "ringback.calls",
                        "Open calls by state, rule and source; those that have ended are counted as they end",
                        this::openByOrigin)
                .value("ringback.unknown", "Calls that may or may not have rung", this::unknownCalls)
                .rows(
                        "ringback.oldest.due.seconds",
                        "How long the oldest call of a rule and source has been due that only trouble keeps",
                        this::oldestDueByOrigin)
                .value("ringback.events.undecided", "Events that wait for their decisions", this::undecidedEvents)
                .value(
                        "ringback.dialling.stopped",
                        "1 while a cap of the tenant is 0, or the day's calls are used up",
                        this::stoppedByCap);
    }

    void start(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.metrics.every") String every) {
        supervisor.every("depths", every, BOUND, pulse -> measure());
    }

    /**
     * The use of the Hub's limits.
     *
     * @param dialBlockedUntil null unless a cap of the tenant is reached; {@code dialBlockedBy} names the cap
     * @param heldUntil null unless the Hub asked to send nothing before; {@code heldBy} has its words
     */
    public record Quota(
            Window minute,
            Window hour,
            Window day,
            Window inFlight,
            Instant dialBlockedUntil,
            String dialBlockedBy,
            Instant heldUntil,
            String heldBy) {}

    /** The requests of a sliding window, or those in flight, with the configured limit. */
    public record Window(long used, long limit) {}

    @Transactional
    void measure() {
        gauges.take();
    }

    private long unknownCalls() {
        return database.createNativeQuery("SELECT count(*) FROM call WHERE state = 'UNKNOWN'", Long.class)
                .getSingleResult();
    }

    private int stoppedByCap() {
        return caps.shown().stoppedBy() == null && !caps.areUsedUp() ? 0 : 1;
    }

    private record OpenCalls(String state, String rule, String source, long count) {
        Tags labels() {
            return Depths.labels(CallOrigin.of(rule), source).and("state", state);
        }
    }

    /** Sums rows with equal labels: a gauge takes one row for each, and the uploads share theirs. */
    private List<Row<?>> openByOrigin() {
        Map<Tags, Long> counts = database.createNativeQuery("""
                        SELECT CASE WHEN state = 'WAITING' AND not_before <= (SELECT ringback_now()) THEN 'due'
                                    ELSE lower(state) END, rule, source, count(*)
                        FROM call WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN') GROUP BY 1, 2, 3
                        """, OpenCalls.class)
                .getResultStream()
                .collect(Collectors.toMap(OpenCalls::labels, OpenCalls::count, Long::sum));
        return rows(counts);
    }

    private List<Row<?>> oldestDueByOrigin() {
        Map<Tags, Double> ages = dueAge.byOrigin().stream()
                .collect(Collectors.toMap(
                        oldest -> labels(oldest.origin(), oldest.source()), DueAge.OfOrigin::seconds, Math::max));
        return rows(ages);
    }

    private static Tags labels(CallOrigin origin, String source) {
        return Tags.of("rule", origin.label(), "source", source);
    }

    private static List<Row<?>> rows(Map<Tags, ? extends Number> values) {
        return values.entrySet().stream()
                .<Row<?>>map(value -> Row.of(value.getKey(), value.getValue()))
                .toList();
    }

    Instant now() {
        return clock.now();
    }

    Map<String, Long> callsByState() {
        Map<String, Long> counts = openByState();
        counts.put(
                "placed",
                (database.createNativeQuery("SELECT count(*) FROM call WHERE state = 'PLACED'", Long.class)
                                .getSingleResult())
                        .longValue());
        return counts;
    }

    private record CallsOfState(String state, long count) {}

    private Map<String, Long> openByState() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String state :
                new String[] {"waiting", "due", "sending", "started", "refused", "cancelled", "expired", "unknown"}) {
            counts.put(state, 0L);
        }
        database.createNativeQuery("""
                        SELECT CASE WHEN state = 'WAITING' AND not_before <= (SELECT ringback_now()) THEN 'due'
                                    ELSE lower(state) END, count(*)
                        FROM call
                        WHERE state IN ('WAITING', 'SENDING', 'STARTED', 'REFUSED', 'CANCELLED', 'EXPIRED', 'UNKNOWN')
                        GROUP BY 1
                        """, CallsOfState.class)
                .getResultStream()
                .forEach(calls -> counts.put(calls.state, calls.count));
        return counts;
    }

    long undecidedEvents() {
        return (database.createNativeQuery("SELECT count(*) FROM event WHERE state = 'RECEIVED'", Long.class)
                        .getSingleResult())
                .longValue();
    }

    /** Returns when the oldest overdue entry became due, as {@link DueAge} counts; null if there is none. */
    Instant oldestDueAt() {
        return dueAge.lateBy(Duration.ZERO).map(DueAge.Late::since).orElse(null);
    }

    private record QuotaRow(
            long requestsInMinute,
            long requestsInHour,
            long requestsInDay,
            long requestsInFlight,
            Instant dialBlockedUntil,
            String dialBlockedBy,
            Instant heldUntil,
            String heldBy) {}

    Quota quota() {
        QuotaRow row = database.createNativeQuery("""
                        SELECT (SELECT count(*) FROM hub_request WHERE at > now - interval '1 minute'),
                               (SELECT count(*) FROM hub_request WHERE at > now - interval '1 hour'),
                               (SELECT count(*) FROM hub_request WHERE at > now - interval '1 day'),
                               (SELECT count(*) FROM outbox_entry WHERE state = 'SENDING')
                                   + (SELECT count(*) FROM hub_request WHERE in_flight_until > now),
                               CASE WHEN dial_blocked_until > now THEN dial_blocked_until END,
                               CASE WHEN dial_blocked_until > now THEN dial_blocked_by END,
                               CASE WHEN held_until > now THEN held_until END,
                               CASE WHEN held_until > now THEN held_by END
                        FROM quota, (SELECT ringback_now() AS now OFFSET 0) AS clock
                        """, QuotaRow.class).getSingleResult();
        return new Quota(
                new Window(row.requestsInMinute, hub.requestsPerMinute()),
                new Window(row.requestsInHour, hub.requestsPerHour()),
                new Window(row.requestsInDay, hub.requestsPerDay()),
                new Window(row.requestsInFlight, hub.inFlight()),
                row.dialBlockedUntil,
                row.dialBlockedBy,
                row.heldUntil,
                row.heldBy);
    }
}
