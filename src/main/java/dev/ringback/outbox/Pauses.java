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
import org.hibernate.Session;

/**
 * Stores the scopes that must not be claimed, and why: an operator, a refused key, refusals in a row, a doubt or a campaign.
 */
@ApplicationScoped
public class Pauses {
    /** The name under which Ringback itself sets a pause. */
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

    /** @param doubt the name of the {@link Doubt} that a resume answers; null if there is none */
    public record Pause(Scope scope, String reason, String who, Instant at, String doubt) {}

    /** Lifts the pause of a refused key if this process has another key, unless the Hub refused that key before. */
    @Transactional
    void liftForANewKey(@Observes @Priority(Startup.HUB) StartupEvent event) {
        keys.register();
        int lifted = keys.isOwnRefused()
                ? 0
                : database.createNativeMutationQuery("DELETE FROM pause WHERE scope = :account AND api_key <> :digest")
                        .setParameter("account", Scope.ACCOUNT.text())
                        .setParameter("digest", keys.own())
                        .executeUpdate();
        if (lifted > 0) {
            audit.record(BY_ITSELF, "resume", Scope.ACCOUNT.text(), "the Hub's key is another one now");
        }
    }

    /** Pauses every claim except brakes from this commit on; {@link #claimsUnderWay} counts the claims made before. */
    @Transactional
    public void pauseAll(String who, String reason) {
        quota.lock(); // a claim under way commits first, and is then counted as under way
        makeOwn(who, reason);
        pause(Scope.ALL, reason, who);
    }

    /** Sets a person as the author of a pause that Ringback set, since only a person's pause stops running campaigns. */
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
            audit.record(who, "pause", Scope.ALL.text(), reason);
        }
    }

    /**
     * Pauses every claim except brakes until a person resumes, because the Hub lists an attempt that the database does not
     * know. Runs in the caller's transaction, or in its own, and locks the quota.
     *
     * @param found the attempt in words, without numbers or secrets
     */
    @Transactional
    public void doubtAttempts(String found) {
        quota.lock();
        guard.raise(Doubt.ATTEMPT_UNKNOWN, found);
        alarm("paused_" + Scope.ALL.text());
    }

    /**
     * Returns whether the installation is in doubt (copied, restored, or before another Hub) and no person has resumed.
     * No draft may be swept during a doubt. Runs in the caller's transaction, or in its own, and locks the quota.
     */
    @Transactional
    public boolean isInDoubt() {
        quota.lock();
        return guard.isInDoubt();
    }

    /**
     * Pauses a scope from this commit on. Raises no alarm and leaves the audit to the caller, since a person or the
     * campaign's normal course asks for the pause. Runs in the caller's transaction.
     */
    public void pauseScope(Scope scope, String who, String reason) {
        insertIfNew(scope, reason, who, null);
    }

    /** Lifts the pause of a scope, if there is one, and leaves the audit to the caller. Runs in the caller's transaction. */
    public void resumeScope(Scope scope) {
        database.createNativeMutationQuery("DELETE FROM pause WHERE scope = :scope")
                .setParameter("scope", scope.text())
                .executeUpdate();
    }

    /**
     * Pauses a scope on a person's request from this commit on, with an audit record; a scope that is paused stays as it is.
     * {@link #claimsUnderWay(Scope)} counts the claims made before. Runs in the caller's transaction, or in its own.
     */
    @Transactional
    public void pauseByHand(Scope scope, String who, String reason) {
        quota.lock(); // a claim under way commits first, and is then counted as under way
        if (insertIfNew(scope, reason, who, null)) {
            audit.record(who, "pause", scope.text(), reason);
        }
    }

    /** Lifts the pause of a scope on a person's request, with an audit record if there was one. */
    @Transactional
    public void resumeByHand(Scope scope, String who) {
        database.createNativeQuery("DELETE FROM pause WHERE scope = :scope RETURNING reason", String.class)
                .setParameter("scope", scope.text())
                .getResultList()
                .forEach(reason -> audit.record(who, "resume", scope.text(), reason));
    }

    /**
     * Lifts every pause except those of campaigns, whoever set it and whatever its text names. Ends holds and blocks
     * that the Hub's 429s set, and closes the breaker. Accepts a database or a Hub that was in doubt. Postponed writes keep
     * their time: see {@link Outbox#goOn}.
     *
     * @return the accepted changes; empty if nothing was in doubt
     */
    @Transactional
    public Optional<Accepted> resumeAll(String who) {
        // Locks the quota. A claim under way may pause by its earlier reading: it commits first, and its pause is
        // lifted too.
        holds.lift().forEach(lifted -> audit.record(who, "resume", lifted.what(), lifted.why()));
        breaker.closeByHand().ifPresent(reason -> audit.record(who, "resume", "hub_breaker", reason));
        Optional<Accepted> accepted = guard.accept(who);
        database.createNativeMutationQuery("UPDATE quota SET resumed_at = ringback_now()")
                .executeUpdate();
        keys.forgive();
        List<Pause> lifted = all().stream()
                .filter(pause -> pause.scope().kind() != Scope.Kind.CAMPAIGN)
                .toList();
        database.createNativeMutationQuery("DELETE FROM pause WHERE scope NOT LIKE '" + Scope.Kind.CAMPAIGN.prefix()
                        + "%' OR scope = ANY (:lifted)") // a text that begins like a campaign's may name none
                .setParameter(
                        "lifted", Scope.texts(lifted.stream().map(Pause::scope).toList()))
                .executeUpdate();
        database.createNativeMutationQuery("DELETE FROM strike").executeUpdate();
        lifted.forEach(pause -> audit.record(who, "resume", pause.scope().text(), pause.reason()));
        return accepted;
    }

    /** Returns how many requests of earlier claims may still leave. */
    @Transactional
    public long claimsUnderWay() {
        return (database.createNativeQuery("""
                        SELECT count(*) FROM outbox_entry WHERE state = 'SENDING' AND dispatch_by > ringback_now()
                        """, Long.class).getSingleResult()).longValue();
    }

    /** Returns how many requests of earlier claims of a scope may still leave. */
    @Transactional
    public long claimsUnderWay(Scope scope) {
        return database.createNativeQuery("""
                        SELECT count(*) FROM outbox_entry
                        WHERE :scope = ANY (scopes) AND dispatch_by > ringback_now() AND state = 'SENDING'
                        """, Long.class)
                .setParameter("scope", scope.text())
                .getSingleResult();
    }

    /**
     * The pauses that a claim reads once.
     *
     * @param stopAll whether nothing except brakes may be claimed, at least by this process
     * @param areAny whether any scope is paused
     */
    record Seen(boolean stopAll, boolean areAny) {}

    /** Reads the pauses in the caller's transaction, with the quota locked. */
    Seen seen() {
        return database.createNativeQuery(
                        "SELECT EXISTS (SELECT FROM pause WHERE scope IN ('all', 'account')) OR "
                                + KnownKeys.OWN_IS_REFUSED + ", EXISTS (SELECT FROM pause)",
                        Seen.class)
                .setParameter("own", keys.own())
                .getSingleResult();
    }

    /** Returns whether the Hub refused this process's key. This process then claims nothing except brakes. */
    @Transactional
    public boolean isOwnKeyRefused() {
        return keys.isOwnRefused();
    }

    private record PauseRow(String scope, String reason, String who, Instant at, String doubt) {
        Pause pause() {
            return new Pause(Scope.parse(scope), reason, who, at, doubt);
        }
    }

    public List<Pause> all() {
        return database.createNativeQuery("SELECT scope, reason, who, at, doubt FROM pause ORDER BY at", PauseRow.class)
                .getResultStream()
                .map(PauseRow::pause)
                .toList();
    }

    /**
     * Pauses the account after a 401, until the key changes or a person resumes. If the installation has a newer key, only
     * this process stops, since it still uses an old key. Runs in the caller's transaction, or in its own.
     */
    @Transactional
    public void keyRefused(String text) {
        keyRefused(keys.own(), text);
    }

    /**
     * Handles a 401 to a request that was sent at an instant. A request from before the last resume is no new reason. Locks
     * the quota, so that a resume under way commits first.
     */
    @Transactional
    public void keyRefused(String text, Instant sentAt) {
        quota.lock();
        if (!isBeforeTheLastResume(sentAt)) {
            keyRefused(text);
        }
    }

    /** A person who resumes knows the refusals until then. */
    private boolean isBeforeTheLastResume(Instant sentAt) {
        return database.createNativeQuery("SELECT coalesce(resumed_at >= :sentAt, false) FROM quota", Boolean.class)
                .setParameter("sentAt", sentAt)
                .getSingleResult();
    }

    void keyRefused(String digest, String text) {
        if (keys.refuse(digest)) {
            pause(Scope.ACCOUNT, "the Hub refuses the API key (401): " + text, BY_ITSELF, digest);
            return;
        }
        Log.errorf(
                "ALARM: the Hub refuses this process's API key, and the installation has a newer one: it sends nothing"
                        + " until it is restarted with that: %s",
                text);
        alarm("old_key");
    }

    /**
     * Counts a 403 or 404 against its agent and number, and pauses a scope with {@code limit} equal refusals in a row. The
     * caller has locked the quota, as a resume does.
     */
    void countRefusal(List<Scope> scopes, int status, String text, int limit, Instant sentAt) {
        if (isBeforeTheLastResume(sentAt)) {
            return;
        }
        if (status != 403 && status != 404) {
            forgetRefusals(scopes); // another refusal breaks the row
            return;
        }
        for (Scope scope : scopes) {
            if (concerns(scope, text) && count(scope, status) >= limit) {
                pause(scope, "the Hub refused it " + limit + " times in a row: " + status + " " + text, BY_ITSELF);
            }
        }
    }

    void forgetRefusals(List<Scope> scopes) {
        database.createNativeMutationQuery("DELETE FROM strike WHERE scope = ANY (:scopes)")
                .setParameter("scopes", Scope.texts(scopes))
                .executeUpdate();
    }

    /** Returns whether the Hub's text concerns a scope. A text that names neither agent nor number concerns both. */
    private static boolean concerns(Scope scope, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean namesAgent = lower.contains("agent");
        boolean namesNumber = lower.contains("number");
        return switch (scope.kind()) {
            case AGENT -> namesAgent || !namesNumber;
            case NUMBER -> namesNumber || !namesAgent;
            case ALL, ACCOUNT, RULE, CAMPAIGN, OTHER -> false;
        };
    }

    private int count(Scope scope, int status) {
        return (database.createNativeQuery("""
                        INSERT INTO strike (scope, status, count) VALUES (:scope, :status, 1)
                        ON CONFLICT (scope) DO UPDATE SET status = excluded.status,
                            count = CASE WHEN strike.status = excluded.status THEN strike.count + 1 ELSE 1 END
                        RETURNING count
                        """, Long.class)
                        .setParameter("scope", scope.text())
                        .setParameter("status", status)
                        .getSingleResult())
                .intValue();
    }

    private void alarm(String what) {
        metrics.counter("ringback.stops", "what", what).increment();
    }

    private void pause(Scope scope, String reason, String who) {
        pause(scope, reason, who, null);
    }

    /** @param refusedKey the digest of the refused key; null if the pause is not about a key */
    private void pause(Scope scope, String reason, String who, String refusedKey) {
        if (insertIfNew(scope, reason, who, refusedKey)) {
            Log.errorf("paused %s: %s", scope, reason);
            if (who.equals(BY_ITSELF)) {
                alarm("paused_" + scope.kind().word());
            }
            audit.record(who, "pause", scope.text(), reason);
        }
    }

    private boolean insertIfNew(Scope scope, String reason, String who, String refusedKey) {
        return database.createNativeMutationQuery("""
                        INSERT INTO pause (scope, reason, who, api_key) VALUES (:scope, :reason, :who, :digest)
                        ON CONFLICT (scope) DO NOTHING
                        """)
                        .setParameter("scope", scope.text())
                        .setParameter("reason", reason)
                        .setParameter("who", who)
                        .setParameter("digest", refusedKey, String.class)
                        .executeUpdate()
                == 1;
    }
}
