package dev.ringback.calls.settlement;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.Session;

/** Stores the last finding about each unknown call, and the missing proofs. Runs in the caller's transaction. */
@ApplicationScoped
public class Evidence {
    /** The missing proofs; shown in lower case. */
    enum Missing {
        /** No account is configured whose log could show the call, or the call is too old for its log. */
        CARRIER_LOG,
        /** The log could not be read, or not to its end. */
        READABLE_LOG,
        /** The attempt has not reported and its process is not proved dead: it might still ring. */
        ATTEMPT_END,
        /** The 15 minutes after the attempt's end in which the log may still show its call. */
        TIME_SINCE_END,
        /** A later call of this installation from the same caller number, which proves that the log would show this call. */
        POSITIVE_CONTROL,
        /** Proof that the calls in the log do not belong to other attempts to the same person. */
        UNEXPLAINED_CALL
    }

    private final Session database;

    Evidence(Session database) {
        this.database = database;
    }

    /**
     * Describes one check of a call.
     *
     * @param carrier the configured account; null where none carries its caller number
     * @param missing stable words; empty if it was settled
     */
    public record Finding(Instant at, String carrier, String finding, List<String> missing) {}

    private record FindingRow(Instant at, String carrier, String finding, String[] missing) {}

    /** Returns the last finding about a call; empty if the call was never checked. */
    public List<Finding> of(UUID call) {
        return database.createNativeQuery(
                        "SELECT at, carrier, finding, missing FROM evidence WHERE call = :call", FindingRow.class)
                .setParameter("call", call)
                .getResultStream()
                .map(row -> new Finding(row.at, row.carrier, row.finding, Arrays.asList(row.missing)))
                .toList();
    }

    void found(UUID call, String carrier, String finding, List<Missing> missing) {
        database.createNativeMutationQuery("""
                        INSERT INTO evidence (call, carrier, finding, missing)
                        VALUES (:call, :carrier, :finding, :missing)
                        ON CONFLICT (call) DO UPDATE SET at = ringback_now(), carrier = excluded.carrier,
                            finding = excluded.finding, missing = excluded.missing
                        """)
                .setParameter("call", call)
                .setParameter("carrier", carrier, String.class)
                .setParameter("finding", finding)
                .setParameter(
                        "missing",
                        missing.stream()
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .toArray(String[]::new))
                .executeUpdate();
    }

    /** Returns unknown originates to check now: new ones at once, older ones less often, finally hourly. */
    List<UUID> due(int most) {
        return database.createNativeQuery("""
                        SELECT e.call FROM outbox_entry e LEFT JOIN evidence v ON v.call = e.call AND v.at >= e.sent_at,
                               (SELECT ringback_now() AS now OFFSET 0) clock
                        WHERE e.state = 'UNKNOWN' AND e.kind = 'ORIGINATE'
                          AND (v.at IS NULL OR v.at <= now - least(interval '1 hour', (now - e.sent_at) / 20))
                        ORDER BY v.at NULLS FIRST, e.sent_at LIMIT :most
                        """, UUID.class)
                .setParameter("most", most)
                .getResultList();
    }
}
