package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.Session;

/**
 * The Hub's budget, shared by all replicas: requests are rows, counted in sliding windows, and the one row of {@code
 * quota} is the lock under which they are counted and added. All methods run in the caller's transaction.
 */
@ApplicationScoped
class Quota {
    private final Session database;
    private final HubConfig budget;

    Quota(Session database, HubConfig budget) {
        this.database = database;
        this.budget = budget;
    }

    /**
     * Locks the budget until the transaction ends and tells how many dialling writes fit into it now.
     *
     * @return zero if a window is full, too many are in flight, or the Hub asked to wait
     */
    int lockAndCountFree() {
        lock(); // in a statement of its own: the counting one must see what the lock waited for
        Number free = database.createNativeQuery("""
                        SELECT CASE WHEN dial_blocked_until > now THEN 0 ELSE greatest(0, least(
                            :minute - (SELECT count(*) FROM hub_request WHERE at > now - interval '1 minute'),
                            :hour - (SELECT count(*) FROM hub_request WHERE at > now - interval '1 hour'),
                            :day - (SELECT count(*) FROM hub_request WHERE at > now - interval '1 day'),
                            :flight - (SELECT count(*) FROM outbox_entry WHERE state = 'SENDING'))) END
                        FROM quota, (SELECT ringback_now() AS now) AS clock
                        """, Long.class)
                .setParameter("minute", budget.requestsPerMinute())
                .setParameter("hour", budget.requestsPerHour())
                .setParameter("day", budget.requestsPerDay())
                .setParameter("flight", budget.inFlight())
                .getSingleResult();
        return free.intValue();
    }

    /** Waits for claims under way elsewhere to commit: what comes after this sees them. */
    void lock() {
        database.createNativeQuery("SELECT 1 FROM quota FOR UPDATE", Object.class)
                .getSingleResult();
    }

    /** Counts requests that are about to be made. Those of a crashed sender are not returned: they may have been made. */
    void spend(int requests) {
        database.createNativeMutationQuery(
                        "INSERT INTO hub_request (at) SELECT ringback_now() FROM generate_series(1, :n)")
                .setParameter("n", requests)
                .executeUpdate();
    }

    /** Stops all dialling until then; an earlier end than the present one is ignored. */
    void block(Instant until, String why) {
        database.createNativeMutationQuery("""
                        UPDATE quota SET dial_blocked_until = :until, dial_blocked_by = :why
                        WHERE dial_blocked_until IS NULL OR dial_blocked_until < :until
                        """)
                .setParameter("until", until)
                .setParameter("why", why)
                .executeUpdate();
    }

    /** Forgets requests that no window looks at any more. */
    void forgetOld() {
        database.createNativeMutationQuery("DELETE FROM hub_request WHERE at < ringback_now() - interval '25 hours'")
                .executeUpdate();
    }
}
