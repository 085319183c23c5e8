package dev.ringback.alerts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/** Stores the alerts. One round at a time writes them. All methods run in the caller's transaction. */
@ApplicationScoped
class AlertRepository {
    private static final long ROUND_LOCK = 0x52_69_6e_67_41_6c_65_72L; // "RingAler"

    private final Session database;

    AlertRepository(Session database) {
        this.database = database;
    }

    /** @param at the time when the alert began to fire, or was resolved */
    record Told(UUID id, Alert alert, Instant at) {}

    private record MarkedAlert(
            String kind, String object, Instant since, String detail, long count, UUID id, Instant at) {
        Told told() {
            return new Told(id, new Alert(kind, object, since, detail, count), at);
        }
    }

    /** Tries to lock the round until the transaction ends. Returns false if another transaction holds the lock. */
    boolean takeTurn() {
        return database.createNativeQuery("SELECT pg_try_advisory_xact_lock(:lock)", Boolean.class)
                .setParameter("lock", ROUND_LOCK)
                .getSingleResult();
    }

    /** Resolves alerts whose condition no longer holds, inserts new alerts, and updates detail and count of the others. */
    void reconcile(List<Finding> holding) {
        String[] now =
                holding.stream().map(f -> key(f.kind().word(), f.object())).toArray(String[]::new);
        database.createNativeMutationQuery("""
                        UPDATE alert SET resolved_at = ringback_now()
                        WHERE resolved_at IS NULL AND kind = ANY (:known) AND kind || ' ' || object <> ALL (:holding)
                        """)
                .setParameter(
                        "known", Arrays.stream(Kind.values()).map(Kind::word).toArray(String[]::new))
                .setParameter("holding", now)
                .executeUpdate();
        holding.forEach(this::fire);
    }

    private static String key(String kind, String object) {
        return kind + ' ' + object;
    }

    private void fire(Finding finding) {
        database.createNativeMutationQuery("""
                        INSERT INTO alert (kind, object, since, detail, count)
                        VALUES (:kind, :object, :since, :detail, :count)
                        ON CONFLICT (kind, object) WHERE resolved_at IS NULL
                        DO UPDATE SET detail = excluded.detail, count = excluded.count
                        """)
                .setParameter("kind", finding.kind().word())
                .setParameter("object", finding.object())
                .setParameter("since", finding.since())
                .setParameter("detail", finding.detail())
                .setParameter("count", finding.count())
                .executeUpdate();
    }

    /** Moves alarms into alerts by kind and object. An alert stays open for a fixed time after its insertion. */
    void gatherAlarms(Duration stands) {
        database.createNativeMutationQuery(
                        "UPDATE alert SET resolved_at = ringback_now() WHERE resolved_at IS NULL AND stands_until < ringback_now()")
                .executeUpdate();
        database.createNativeMutationQuery("""
                        WITH raised AS (DELETE FROM alarm RETURNING id, kind, object, detail, at)
                        INSERT INTO alert (kind, object, since, detail, count, stands_until)
                        SELECT kind, object, min(at), (array_agg(detail ORDER BY id))[1], count(*),
                               (SELECT ringback_now()) + make_interval(secs => :stands)
                        FROM raised GROUP BY kind, object
                        ON CONFLICT (kind, object) WHERE resolved_at IS NULL
                        DO UPDATE SET count = alert.count + excluded.count, detail = excluded.detail
                        """)
                .setParameter("stands", (double) stands.toSeconds())
                .executeUpdate();
    }

    /** Marks and returns firing alerts that have no message yet. */
    List<Told> untoldFiring() {
        return told(database.createNativeQuery("""
                        UPDATE alert SET told_firing = true WHERE NOT told_firing AND resolved_at IS NULL
                        RETURNING kind, object, since, detail, count, id, fired_at
                        """, MarkedAlert.class));
    }

    /** Marks and returns resolved alerts that have a message about the start, but none about the end. */
    List<Told> untoldResolved() {
        return told(database.createNativeQuery("""
                        UPDATE alert SET told_resolved = true
                        WHERE resolved_at IS NOT NULL AND told_firing AND NOT told_resolved
                        RETURNING kind, object, since, detail, count, id, resolved_at
                        """, MarkedAlert.class));
    }

    /** Returns the firing alerts, oldest first. */
    List<Alert> firing() {
        return database.createNativeQuery("""
                        SELECT kind, object, since, detail, count FROM alert WHERE resolved_at IS NULL
                        ORDER BY since, kind, object
                        """, Alert.class).getResultList();
    }

    /** Deletes alerts that were resolved more than 90 days ago, with their messages. */
    void forgetOld() {
        database.createNativeMutationQuery(
                        "DELETE FROM alert WHERE resolved_at < (SELECT ringback_now()) - interval '90 days'")
                .executeUpdate();
    }

    private static List<Told> told(NativeQuery<MarkedAlert> marked) {
        return marked.getResultStream().map(MarkedAlert::told).toList();
    }
}
