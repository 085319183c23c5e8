package dev.ringback.outbox;

import dev.ringback.platform.Audit;
import dev.ringback.platform.Startup;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** What must not be sent just now, and why: by an operator's word, a refused key, or refusals in a row. */
@ApplicationScoped
public class Pauses {
    public static final String ALL = "all";
    public static final String ACCOUNT = "account";
    private static final String CAMPAIGN = "campaign:";
    /** Who set a pause that no person set. */
    public static final String BY_ITSELF = "ringback";

    private final Session database;
    private final Quota quota;
    private final Audit audit;
    private final InstallationGuard guard;
    private final KnownKeys keys;
    private final Holds holds;
    private final Breaker breaker;
    private final MeterRegistry metrics;

    Pauses(
            Session database,
            Quota quota,
            Audit audit,
            InstallationGuard guard,
            KnownKeys keys,
            Holds holds,
            Breaker breaker,
            MeterRegistry metrics) {
        this.database = database;
        this.quota = quota;
        this.audit = audit;
        this.guard = guard;
        this.keys = keys;
        this.holds = holds;
        this.breaker = breaker;
        this.metrics = metrics;
    }

    /**
     * @param scope {@code all}, {@code account}, {@code agent:ID}, {@code number:E164} or {@code campaign:ID}
     * @param doubt the name of the {@link Doubt} that a resume answers; null if there is none
     */
    public record Pause(String scope, String reason, String who, Instant at, String doubt) {}

    /** Another key than the one refused lifts that pause, unless that other one was refused before. */
    @Transactional
    void liftForANewKey(@Observes @Priority(Startup.HUB) StartupEvent event) {
        keys.register();
        int lifted = keys.isOwnRefused()
                ? 0
                : database.createNativeMutationQuery("DELETE FROM pause WHERE scope = :account AND api_key <> :digest")
                        .setParameter("account", ACCOUNT)
                        .setParameter("digest", keys.own())
                        .executeUpdate();
        if (lifted > 0) {
            audit.record(BY_ITSELF, "resume", ACCOUNT, "the Hub's key is another one now");
        }
    }

    /** Stops every send from this commit on; claims made before it are seen by {@link #claimsUnderWay}. */
    @Transactional
    public void pauseAll(String who, String reason) {
        quota.lock(); // a claim under way commits first, and is then counted as under way
        makeOwn(who, reason);
        pause(ALL, reason, who);
    }

    /** Puts a person's name to a pause that Ringback set, since only a person's pause stops running campaigns. */
    private void makeOwn(String who, String reason) {
        int made = database.createNativeMutationQuery("""
                        UPDATE pause SET who = :who, reason = reason || ' (paused by hand too: ' || :reason || ')'
                        WHERE scope = 'all' AND who = :itself
                        """)
                .setParameter("who", who)
                .setParameter("reason", reason)
                .setParameter("itself", BY_ITSELF)
                .executeUpdate();
        if (made > 0) {
            audit.record(who, "pause", ALL, reason);
        }
    }

    /**
     * Stops every send until a person resumes, because the Hub lists an attempt that the database does not know. Runs in
     * the caller's transaction, or in its own, and locks the quota.
     *
     * @param found the attempt in words, without numbers or secrets
     */
    @Transactional
    public void doubtAttempts(String found) {
        quota.lock();
        guard.raise(Doubt.ATTEMPT_UNKNOWN, found);
        alarm("paused_" + ALL);
    }

    /**
     * Tells whether the installation is in doubt: copied, restored, or before another Hub, and no person has resumed since.
     * Then no draft may be swept. Runs in the caller's transaction, or in its own, and locks the quota.
     */
    @Transactional
    public boolean isInDoubt() {
        quota.lock();
        return guard.isInDoubt();
    }

    /** What a pause of a campaign of ours is named by; its own resume lifts it. */
    public static String ofCampaign(UUID campaign) {
        return CAMPAIGN + campaign;
    }

    /**
     * Keeps what has that scope from being claimed from this commit on. No alarm: it is a person's wish or a step of the
     * course, and the caller's to audit. In the caller's transaction.
     */
    public void pauseScope(String scope, String who, String reason) {
        insertIfNew(scope, reason, who, null);
    }

    /** Lifts the pause of a scope, if there is one; who did it is the caller's to keep. In the caller's transaction. */
    public void resumeScope(String scope) {
        database.createNativeMutationQuery("DELETE FROM pause WHERE scope = :scope")
                .setParameter("scope", scope)
                .executeUpdate();
    }

    /**
     * Lifts the operator's pause and every pause that Ringback set itself, but not those of campaigns; ends holds and blocks
     * that the Hub's 429s set, and closes the breaker; accepts a database or a Hub that was in doubt. The writes that were
     * told to wait keep their time: see {@link Outbox#goOn}.
     *
     * @return what was accepted; empty if nothing was in doubt
     */
    @Transactional
    public Optional<Accepted> resumeAll(String who) {
        // Locks the quota: a claim under way pauses by what it read before. It commits first, and its pause is lifted
        // too.
        holds.lift().forEach(lifted -> audit.record(who, "resume", lifted.what(), lifted.why()));
        breaker.closeByHand().ifPresent(reason -> audit.record(who, "resume", "hub_breaker", reason));
        Optional<Accepted> accepted = guard.accept(who);
        database.createNativeMutationQuery("UPDATE quota SET resumed_at = ringback_now()")
                .executeUpdate();
        keys.forgive();
        List<Pause> lifted = all().stream()
                .filter(pause -> !pause.scope().startsWith(CAMPAIGN))
                .toList();
        database.createNativeMutationQuery("DELETE FROM pause WHERE scope NOT LIKE 'campaign:%'")
                .executeUpdate();
        database.createNativeMutationQuery("DELETE FROM strike").executeUpdate();
        lifted.forEach(pause -> audit.record(who, "resume", pause.scope(), pause.reason()));
        return accepted;
    }

    /** How many requests of earlier claims may still leave. */
    @Transactional
    public long claimsUnderWay() {
        return (database.createNativeQuery("""
                        SELECT count(*) FROM outbox_entry WHERE state = 'SENDING' AND dispatch_by > ringback_now()
                        """, Long.class).getSingleResult()).longValue();
    }

    /** Whether nothing at all may be claimed, here at least. In the caller's transaction, with the quota locked. */
    boolean stopAll() {
        return keys.isOwnRefused()
                || database.createNativeQuery(
                                "SELECT EXISTS (SELECT FROM pause WHERE scope IN ('all', 'account'))", Boolean.class)
                        .getSingleResult();
    }

    /** Whether the Hub refused the key of this very process: then it claims nothing, whatever others do. */
    @Transactional
    public boolean isOwnKeyRefused() {
        return keys.isOwnRefused();
    }

    public List<Pause> all() {
        return database.createNativeQuery("SELECT scope, reason, who, at, doubt FROM pause ORDER BY at", Object[].class)
                .getResultStream()
                .map(row ->
                        new Pause((String) row[0], (String) row[1], (String) row[2], (Instant) row[3], (String) row[4]))
                .toList();
    }

    /**
     * 401: nobody's call goes out until the key is another one or a person says so. If the installation has a newer key,
     * it is only this process that stops: it was left behind. In the caller's transaction, or its own.
     */
    @Transactional
    public void keyRefused(String text) {
        keyRefused(keys.own(), text);
    }

    /**
     * Takes a refusal of a request that was sent at an instant: before the last resume, it is no new reason. Locks the quota,
     * so that a resume under way commits first.
     */
    @Transactional
    public void keyRefused(String text, Instant sentAt) {
        quota.lock();
        if (!isBeforeTheLastResume(sentAt)) {
            keyRefused(text);
        }
    }

    /** A person who resumes knows what was refused until then. */
    private boolean isBeforeTheLastResume(Instant sentAt) {
        return database.createNativeQuery("SELECT coalesce(resumed_at >= :sentAt, false) FROM quota", Boolean.class)
                .setParameter("sentAt", sentAt)
                .getSingleResult();
    }

    void keyRefused(String digest, String text) {
        if (keys.refuse(digest)) {
            pause(ACCOUNT, "the Hub refuses the API key (401): " + text, BY_ITSELF, digest);
            return;
        }
        Log.errorf(
                "ALARM: the Hub refuses this process's API key, and the installation has a newer one: it sends nothing"
                        + " until it is restarted with that: %s",
                text);
        alarm("old_key");
    }

    /**
     * Counts a 403 or 404 against the agent and the number it was about; the third equal one in a row pauses that. The caller
     * has locked the quota, as a resume does.
     */
    void countRefusal(String[] scopes, int status, String text, int limit, Instant sentAt) {
        if (isBeforeTheLastResume(sentAt)) {
            return;
        }
        if (status != 403 && status != 404) {
            forgetRefusals(scopes); // another refusal breaks the row
            return;
        }
        for (String scope : scopes) {
            if (concerns(scope, text) && count(scope, status) >= limit) {
                pause(scope, "the Hub refused it " + limit + " times in a row: " + status + " " + text, BY_ITSELF);
            }
        }
    }

    void forgetRefusals(String[] scopes) {
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

    private void alarm(String what) {
        metrics.counter("ringback.stops", "what", what).increment();
    }

    private void pause(String scope, String reason, String who) {
        pause(scope, reason, who, null);
    }

    /** @param refusedKey the digest of the key because of which; null if it is not about a key */
    private void pause(String scope, String reason, String who, String refusedKey) {
        if (insertIfNew(scope, reason, who, refusedKey)) {
            Log.errorf("paused %s: %s", printable(scope), reason);
            if (who.equals(BY_ITSELF)) {
                alarm("paused_" + scope.replaceFirst(":.*", ""));
            }
            audit.record(who, "pause", scope, reason);
        }
    }

    private boolean insertIfNew(String scope, String reason, String who, String refusedKey) {
        return database.createNativeMutationQuery("""
                        INSERT INTO pause (scope, reason, who, api_key) VALUES (:scope, :reason, :who, :digest)
                        ON CONFLICT (scope) DO NOTHING
                        """)
                        .setParameter("scope", scope)
                        .setParameter("reason", reason)
                        .setParameter("who", who)
                        .setParameter("digest", refusedKey, String.class)
                        .executeUpdate()
                == 1;
    }

    /** A caller's own number is no secret, but numbers do not go into logs. */
    private static String printable(String scope) {
        return scope.startsWith("number:") ? "a caller number" : scope;
    }
}
