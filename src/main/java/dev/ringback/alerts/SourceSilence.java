package dev.ringback.alerts;

import dev.ringback.intake.sources.Sources;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;

/** Finds watched sources that have sent nothing for too long. All methods run in the caller's transaction. */
@ApplicationScoped
@Startup // reports a wrong setting at start
class SourceSilence {
    private final Session database;
    private final Map<String, Duration> allowed;

    SourceSilence(Session database, Sources sources, AlertsConfig config) {
        this.database = database;
        this.allowed = Map.copyOf(config.sourceSilent());
        allowed.keySet().stream()
                .filter(name -> !sources.names().contains(name))
                .forEach(name -> {
                    throw new IllegalStateException("ringback.alerts.source-silent." + name
                            + " watches a source that is not configured; the sources are " + sources.names() + ".");
                });
    }

    /**
     * A watched source with its last event.
     *
     * @param ever whether the source ever sent an event
     * @param since the time of its last event, or else of the installation's creation
     */
    record Watched(String source, Duration allowed, boolean ever, Instant since, Instant now) {
        boolean isSilent() {
            return since.plus(allowed).isBefore(now);
        }
    }

    List<Watched> watched() {
        List<Watched> all = new ArrayList<>();
        allowed.forEach((source, silence) -> all.add(watched(source, silence)));
        return all;
    }

    List<Finding> silent() {
        return watched().stream()
                .filter(Watched::isSilent)
                .map(source -> new Finding(
                        Kind.SOURCE_SILENT,
                        source.source(),
                        source.since(),
                        source.ever() ? "no event came for " + source.allowed() : "no event ever came",
                        1))
                .toList();
    }

    private record LastEvent(boolean ever, Instant since, Instant now) {}

    /**
     * Skips from type to type along the index (source, type, id) and reads one event of each. A source has few types and
     * many events, so this needs no extra index, which would slow down the intake.
     */
    private Watched watched(String source, Duration silence) {
        LastEvent last = database.createNativeQuery("""
                        WITH RECURSIVE known (type) AS (
                            (SELECT type FROM event WHERE source = :source ORDER BY type LIMIT 1)
                            UNION ALL
                            SELECT (SELECT e.type FROM event e WHERE e.source = :source AND e.type > known.type
                                    ORDER BY e.type LIMIT 1)
                            FROM known WHERE known.type IS NOT NULL)
                        SELECT last.at IS NOT NULL, coalesce(last.at, created_at + clock_offset), ringback_now()
                        FROM installation, (
                            SELECT max(newest.received_at) AS at FROM known, LATERAL (
                                SELECT e.received_at FROM event e WHERE e.source = :source AND e.type = known.type
                                ORDER BY e.id DESC LIMIT 1) AS newest) AS last
                        """, LastEvent.class)
                .setParameter("source", source)
                .getSingleResult();
        return new Watched(source, silence, last.ever, last.since, last.now);
    }
}
