package dev.ringback.alerts;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.Session;

/** The conditions as gauges, for the rules of deploy/monitoring: they still tell when this process can tell nobody. */
@ApplicationScoped
@Startup // registered before the first scrape, so that a rule never finds nothing
public class AlertGauges {
    private final Session database;
    private final SourceSilence silence;
    private final MultiGauge paused;
    private final MultiGauge silent;
    private final MultiGauge silentAfter;
    private final AtomicLong unknownOldest;
    private final AtomicLong dialBlocked;
    private final AtomicLong brakesFailing;
    private final AtomicLong messageOldest;
    private final AtomicLong messagesGivenUp;

    AlertGauges(Session database, SourceSilence silence, MeterRegistry metrics) {
        this.database = database;
        this.silence = silence;
        paused = MultiGauge.builder("ringback.paused")
                .description("Pauses by what they are of; account is a key the Hub refused")
                .register(metrics);
        silent = MultiGauge.builder("ringback.source.silent.seconds")
                .description("How long a watched source has sent nothing")
                .register(metrics);
        silentAfter = MultiGauge.builder("ringback.source.silent.after.seconds")
                .description("How long a watched source may send nothing")
                .register(metrics);
        unknownOldest = metrics.gauge("ringback.unknown.oldest.seconds", new AtomicLong());
        dialBlocked = metrics.gauge("ringback.dial.blocked.seconds", new AtomicLong());
        brakesFailing = metrics.gauge("ringback.brakes.failing", new AtomicLong());
        messageOldest = metrics.gauge("ringback.alert.message.oldest.seconds", new AtomicLong());
        messagesGivenUp = metrics.gauge("ringback.alert.messages.given.up", new AtomicLong());
    }

    @Scheduled(every = "{ringback.metrics.every}")
    @Transactional
    public void measure() {
        paused.register(pausedByScope(), true);
        List<SourceSilence.Watched> watched = silence.watched();
        silent.register(watched.stream().<Row<?>>map(w -> row(w, silentFor(w))).toList(), true);
        silentAfter.register(
                watched.stream()
                        .<Row<?>>map(w -> row(w, w.allowed().toSeconds()))
                        .toList(),
                true);
        unknownOldest.set(number(
                "SELECT extract(epoch FROM ringback_now() - min(sent_at)) FROM outbox_entry WHERE state = 'UNKNOWN'"));
        dialBlocked.set(number(
                "SELECT extract(epoch FROM greatest(dial_blocked_until, ringback_now()) - ringback_now()) FROM quota"));
        brakesFailing.set(number("""
                SELECT count(*) FROM outbox_entry WHERE call IS NULL AND kind IN ('STOP', 'DELETE')
                AND state IN ('DUE', 'SENDING') AND attempt >= 4"""));
        messageOldest.set(number("""
                SELECT extract(epoch FROM ringback_now() - min(created_at)) FROM alert_message
                WHERE sent_at IS NULL AND given_up_at IS NULL"""));
        messagesGivenUp.set(number("SELECT count(*) FROM alert_message WHERE given_up_at IS NOT NULL"));
    }

    /**
     * The usual scopes are there at zero: a series that is missing and one that is fine must not look alike. Campaigns are
     * not there: a person paused them, or it is a step of their course.
     */
    private List<Row<?>> pausedByScope() {
        return database.createNativeQuery("""
                        SELECT kind, count(scope)
                        FROM (SELECT unnest(ARRAY['all', 'account', 'agent', 'number', 'rule']) AS kind
                              UNION SELECT split_part(scope, ':', 1) FROM pause
                              WHERE scope NOT LIKE 'campaign:%') AS kinds
                        LEFT JOIN pause ON split_part(scope, ':', 1) = kind GROUP BY kind
                        """, Object[].class)
                .getResultStream()
                .<Row<?>>map(row -> Row.of(Tags.of("scope", (String) row[0]), (Number) row[1]))
                .toList();
    }

    private static Row<?> row(SourceSilence.Watched watched, double value) {
        return Row.of(Tags.of("source", watched.source()), value);
    }

    private static double silentFor(SourceSilence.Watched watched) {
        return Duration.between(watched.since(), watched.now()).toSeconds();
    }

    /** Whole seconds or a count; zero where there is nothing. */
    private long number(String sql) {
        return database.createNativeQuery("SELECT cast(coalesce((" + sql + "), 0) AS bigint)", Long.class)
                .getSingleResult();
    }
}
