package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.platform.Audit;
import dev.ringback.platform.Sha256;
import dev.ringback.platform.Startup;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.hibernate.Session;

/** What must not be sent just now, and why: by an operator's word, a refused key, or refusals in a row. */
@ApplicationScoped
public class Pauses {
    public static final String ALL = "all";
    public static final String ACCOUNT = "account";
    /** Who set a pause that no person set. */
    public static final String BY_ITSELF = "ringback";

    private final Session database;
    private final Quota quota;
    private final Audit audit;
    private final DatabaseIdentity identity;
    private final String keyDigest;

    Pauses(Session database, Quota quota, Audit audit, DatabaseIdentity identity, HubConfig hub) {
        this.database = database;
        this.quota = quota;
        this.audit = audit;
        this.identity = identity;
        this.keyDigest = digest(hub.apiKey().orElse(""));
    }

    /** @param scope {@code all}, {@code account}, {@code agent:ID} or {@code number:E164} */
    public record Pause(String scope, String reason, String who, Instant at) {}

    /** Another key than the one refused lifts that pause. */
    @Transactional
    void liftForANewKey(@Observes @Priority(Startup.HUB) StartupEvent event) {
        int lifted = database.createNativeMutationQuery(
                        "DELETE FROM pause WHERE scope = :account AND api_key <> :digest")
                .setParameter("account", ACCOUNT)
                .setParameter("digest", keyDigest)
                .executeUpdate();
        if (lifted > 0) {
            audit.record(BY_ITSELF, "resume", ACCOUNT, "the Hub's key is another one now");
        }
    }

    /** Stops every send from this commit on; claims made before it are seen by {@link #claimsUnderWay}. */
    @Transactional
    public void pauseAll(String who, String reason) {
        quota.lock(); // a claim under way commits first, and is then counted as under way
        pause(ALL, reason, who);
    }

    /** Stops every send until a person resumes, because something is not as it should be. */
    @Transactional
    public void pauseUntilResumed(String reason) {
        quota.lock();
        pause(ALL, reason, BY_ITSELF);
    }

    /** Lifts the operator's pause and every pause that Ringback set itself; takes a restored database for ours. */
    @Transactional
    public void resumeAll(String who) {
        identity.accept(who);
        List<Pause> lifted = all();
        database.createNativeMutationQuery("DELETE FROM pause").executeUpdate();
        database.createNativeMutationQuery("DELETE FROM strike").executeUpdate();
        lifted.forEach(pause -> audit.record(who, "resume", pause.scope(), pause.reason()));
    }

    /** How many requests of earlier claims may still leave. */
    @Transactional
    public long claimsUnderWay() {
        return (database.createNativeQuery("""
                        SELECT count(*) FROM outbox_entry WHERE state = 'SENDING' AND dispatch_by > ringback_now()
                        """, Long.class).getSingleResult()).longValue();
    }

    /** Whether nothing at all may be claimed. In the caller's transaction, with the quota locked. */
    boolean stopAll() {
        return database.createNativeQuery(
                        "SELECT EXISTS (SELECT FROM pause WHERE scope IN ('all', 'account'))", Boolean.class)
                .getSingleResult();
    }

    public List<Pause> all() {
        return database.createNativeQuery("SELECT scope, reason, who, at FROM pause ORDER BY at", Object[].class)
                .getResultStream()
                .map(row -> new Pause((String) row[0], (String) row[1], (String) row[2], (Instant) row[3]))
                .toList();
    }

    /** 401: nobody's call goes out until the key is another one or a person says so. In the caller's transaction. */
    void keyRefused(String text) {
        pause(ACCOUNT, "the Hub refuses the API key (401): " + text, BY_ITSELF);
    }

    /** Counts a 403 or 404 against the agent and the number it was about; the third equal one in a row pauses that. */
    void strike(String[] scopes, int status, String text, int limit) {
        if (status != 403 && status != 404) {
            forgetStrikes(scopes); // another refusal breaks the row
            return;
        }
        for (String scope : scopes) {
            if (concerns(scope, text) && count(scope, status) >= limit) {
                pause(scope, "the Hub refused it " + limit + " times in a row: " + status + " " + text, BY_ITSELF);
            }
        }
    }

    void forgetStrikes(String[] scopes) {
        database.createNativeMutationQuery("DELETE FROM strike WHERE scope = ANY (:scopes)")
                .setParameter("scopes", scopes)
                .executeUpdate();
    }

    /** The Hub's text tells which of the two it does not know; where it does not, both are counted. */
    private static boolean concerns(String scope, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean namesAgent = lower.contains("agent");
        boolean namesNumber = lower.contains("number");
        if (scope.startsWith("agent:")) {
            return namesAgent || !namesNumber;
        }
        return scope.startsWith("number:") && (namesNumber || !namesAgent);
    }

    private int count(String scope, int status) {
        return (database.createNativeQuery("""
                        INSERT INTO strike (scope, status, count) VALUES (:scope, :status, 1)
                        ON CONFLICT (scope) DO UPDATE SET status = excluded.status,
                            count = CASE WHEN strike.status = excluded.status THEN strike.count + 1 ELSE 1 END
                        RETURNING count
                        """, Long.class)
                        .setParameter("scope", scope)
                        .setParameter("status", status)
                        .getSingleResult())
                .intValue();
    }

    private void pause(String scope, String reason, String who) {
        int isNew = database.createNativeMutationQuery("""
                        INSERT INTO pause (scope, reason, who, api_key) VALUES (:scope, :reason, :who, :digest)
                        ON CONFLICT (scope) DO NOTHING
                        """)
                .setParameter("scope", scope)
                .setParameter("reason", reason)
                .setParameter("who", who)
                .setParameter("digest", keyDigest)
                .executeUpdate();
        if (isNew == 1) {
            Log.errorf("paused %s: %s", printable(scope), reason);
            audit.record(who, "pause", scope, reason);
        }
    }

    /** A caller's own number is no secret, but numbers do not go into logs. */
    private static String printable(String scope) {
        return scope.startsWith("number:") ? "a caller number" : scope;
    }

    private static String digest(String key) {
        return HexFormat.of().formatHex(Sha256.of(key.getBytes(StandardCharsets.UTF_8)), 0, 8);
    }
}
