package dev.ringback.alerts;

import dev.ringback.calls.UnreadOptOutRepository;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.Measurement;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import dev.ringback.rules.RulesFileStates;
import dev.ringback.rules.RulesFiles;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/** Exposes the conditions as gauges. The rules of deploy/monitoring work even if this process cannot send messages. */
@ApplicationScoped
public class AlertGauges {
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final Session database;
    private final SourceSilence silence;
    private final RulesFiles rules;
    private final UnreadOptOutRepository unread;
    private final Measurement gauges;

    AlertGauges(
            Session database,
            SourceSilence silence,
            RulesFiles rules,
            RulesFileStates rulesFiles,
            UnreadOptOutRepository unread,
            MeterRegistry metrics) {
        this.database = database;
        this.silence = silence;
        this.rules = rules;
        this.unread = unread;
        this.gauges = new Measurement(metrics)
                .rows(
                        "ringback.paused",
                        "Pauses by what they are of; account is a key the Hub refused",
                        this::pausedByScope)
                .rows(
                        "ringback.source.silent.seconds",
                        "How long a watched source has sent nothing",
                        () -> watched(AlertGauges::silentFor))
                .rows(
                        "ringback.source.silent.after.seconds",
                        "How long a watched source may send nothing",
                        () -> watched(source -> source.allowed().toSeconds()))
                .value(
                        "ringback.unknown.oldest.seconds",
                        "How long ago the oldest unknown call may have rung",
                        () -> number("SELECT extract(epoch FROM ringback_now() - min(sent_at)) FROM outbox_entry"
                                + " WHERE state = 'UNKNOWN'"))
                .value(
                        "ringback.dial.blocked.seconds",
                        "How long no call fits under the tenant's caps",
                        () -> number("SELECT extract(epoch FROM greatest(dial_blocked_until, ringback_now())"
                                + " - ringback_now()) FROM quota"))
                .value(
                        "ringback.hub.breaker",
                        "Whether dialling has stopped for trouble of the Hub: 0 closed, 1 half open, 2 open",
                        () -> number(
                                "SELECT CASE breaker WHEN 'CLOSED' THEN 0 WHEN 'HALF_OPEN' THEN 1 ELSE 2 END FROM quota"))
                .value(
                        "ringback.brakes.failing",
                        "Stops and deletions that the Hub has not taken after several tries",
                        () -> number("SELECT count(*) FROM outbox_entry WHERE call IS NULL"
                                + " AND kind IN ('STOP', 'DELETE') AND state IN ('DUE', 'SENDING') AND attempt >= 4"))
                .value(
                        "ringback.rules.files.differing",
                        "Replicas whose rules file is not the active version",
                        () -> rules.differing(Duration.ZERO)
                                .map(RulesFiles.Differing::count)
                                .orElse(0L))
                .value(
                        "ringback.rules.file.refused",
                        "1 while a replica's rules file is refused",
                        () -> rulesFiles.refused().isPresent() ? 1 : 0)
                .value(
                        "ringback.opt.outs.unread",
                        "Opt-outs whose number could not be read, which wait for a person",
                        () -> unread.open().count())
                .value(
                        "ringback.alert.message.oldest.seconds",
                        "How long the oldest message to the webhook has waited",
                        () -> number("SELECT extract(epoch FROM ringback_now() - min(created_at)) FROM alert_message"
                                + " WHERE sent_at IS NULL AND given_up_at IS NULL"))
                .value(
                        "ringback.alert.messages.given.up",
                        "Messages to the webhook that were given up",
                        () -> number("SELECT count(*) FROM alert_message WHERE given_up_at IS NOT NULL"));
    }

    void start(
            @Observes @Priority(Startup.WORKERS) StartupEvent event,
            Supervisor supervisor,
            @ConfigProperty(name = "ringback.metrics.every") String every) {
        supervisor.every("alert-gauges", every, BOUND, pulse -> measure());
    }

    @Transactional
    public void measure() {
        gauges.take();
    }

    private List<Row<?>> watched(ToDoubleFunction<SourceSilence.Watched> value) {
        return silence.watched().stream()
                .<Row<?>>map(source -> Row.of(Tags.of("source", source.source()), value.applyAsDouble(source)))
                .toList();
    }

    /**
     * Counts pauses by kind of scope. The known kinds are present at zero, to distinguish a missing series from no pause.
     * Pauses of campaigns are excluded: a person set them, or they are a normal step of the campaign.
     */
    private List<Row<?>> pausedByScope() {
        Map<Scope.Kind, Integer> counts = new EnumMap<>(Scope.Kind.class);
        EnumSet.complementOf(EnumSet.of(Scope.Kind.CAMPAIGN, Scope.Kind.OTHER)).forEach(kind -> counts.put(kind, 0));
        database.createNativeQuery("SELECT scope FROM pause", String.class)
                .getResultStream()
                .map(scope -> Scope.parse(scope).kind())
                .filter(kind -> kind != Scope.Kind.CAMPAIGN)
                .forEach(kind -> counts.merge(kind, 1, Integer::sum));
        return counts.entrySet().stream()
                .<Row<?>>map(count -> Row.of(Tags.of("scope", count.getKey().word()), count.getValue()))
                .toList();
    }

    private static double silentFor(SourceSilence.Watched watched) {
        return Duration.between(watched.since(), watched.now()).toSeconds();
    }

    /** Returns whole seconds or a count; zero if the query returns null or no row. */
    private long number(String sql) {
        return database.createNativeQuery("SELECT cast(coalesce((" + sql + "), 0) AS bigint)", Long.class)
                .getSingleResult();
    }
}
