package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.hub.RequestBudget.Urgency;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.LongStream;
import org.hibernate.Session;

/**
 * The Hub's budget, shared by all replicas: requests are rows, counted in sliding windows, and the one row of {@code
 * quota} is the lock under which they are counted and added. A reserve is left to what is urgent: brakes, and what
 * settles whether a phone rang. All methods run in the caller's transaction.
 */
@ApplicationScoped
class Quota {
    private static final int RESERVED_PART = 11; // one eleventh: 5 of 55 a minute

    private static final String LOCK = "SELECT 1 FROM quota FOR UPDATE";

    private final Session database;
    private final HubConfig budget;
    private final Caps caps;
    private final WorkerIdentity worker;

    Quota(Session database, HubConfig budget, Caps caps, WorkerIdentity worker) {
        this.database = database;
        this.budget = budget;
        this.caps = caps;
        this.worker = worker;
    }

    /** Waits for claims under way elsewhere to commit: what comes after this sees them. */
    void lock() {
        database.createNativeQuery(LOCK, Object.class).getSingleResult();
    }

    /** Locks the quota in the transaction of a connection that is not in the pool yet. */
    static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
        }
    }

    /**
     * Locks the budget until the transaction ends and tells how many requests fit into it now.
     *
     * @return zero if a window is full, too many are in flight, or the Hub asked to wait
     */
    int lockAndCountFree(Urgency urgency) {
        return free(lockAndCount(), urgency);
    }

    /**
     * What the budget was spent on; counted once for a transaction, which adds what it spends itself.
     *
     * @param isQuiet whether no request was made in the last ten seconds
     * @param isHeld whether the Hub asked to wait
     * @param isDiallingBlocked whether the Hub has no room for calls
     * @param breaker the breaker's state under the same lock
     */
    record Used(
            boolean isQuiet,
            long minute,
            long hour,
            long day,
            long flight,
            boolean isHeld,
            boolean isDiallingBlocked,
            Breaker.Seen breaker) {
        Used and(int requests) {
            return new Used(
                    isQuiet && requests == 0,
                    minute + requests,
                    hour + requests,
                    day + requests,
                    flight + requests,
                    isHeld,
                    isDiallingBlocked,
                    breaker);
        }
    }

    Used lockAndCount() {
        lock(); // in a statement of its own: the counting one must see what the lock waited for
        return count();
    }

    /** OFFSET 0 has the clock asked once; else it is asked for each request that is counted, which took 45 ms of a busy day. */
    Used count() {
        Object[] row = database.createNativeQuery("""
                        SELECT coalesce((SELECT max(at) FROM hub_request) < now - interval '10 seconds', true),
                               minute, hour, day,
                               (SELECT count(*) FROM outbox_entry WHERE state = 'SENDING' AND kind <> 'CONTACT')
                                   + (SELECT count(*) FROM hub_request WHERE in_flight_until > now),
                               coalesce(held_until > now, false), coalesce(dial_blocked_until > now, false),
                               breaker, breaker_unknowns, breaker_dial, here, elsewhere
                        FROM quota, (SELECT ringback_now() AS now OFFSET 0) AS clock, LATERAL (
                            SELECT count(*) FILTER (WHERE at > now - interval '1 minute') AS minute,
                                   count(*) FILTER (WHERE at > now - interval '1 hour') AS hour, count(*) AS day
                            FROM hub_request WHERE at > now - interval '1 day') AS windows, LATERAL (
                            SELECT count(*) FILTER (WHERE process = :worker) AS here,
                                   count(*) FILTER (WHERE process <> :worker AND EXISTS (SELECT FROM worker
                                       WHERE id = process AND seen_at > now - interval '5 seconds')) AS elsewhere
                            FROM (SELECT (SELECT a.worker FROM attempt a WHERE a.entry = e.id AND a.attempt = e.attempt)
                                         AS process FROM outbox_entry e
                                  WHERE e.state = 'SENDING' AND e.kind IN ('ORIGINATE', 'START') OFFSET 0) AS dial) AS dials
                        """, Object[].class)
                .setParameter("worker", worker.id())
                .getSingleResult();
        return new Used(
                (Boolean) row[0],
                (Long) row[1],
                (Long) row[2],
                (Long) row[3],
                (Long) row[4],
                (Boolean) row[5],
                (Boolean) row[6],
                new Breaker.Seen(
                        Breaker.State.valueOf((String) row[7]),
                        (Integer) row[8],
                        (UUID) row[9],
                        ((Long) row[10]).intValue(),
                        ((Long) row[11]).intValue()));
    }

    /** Until when the Hub has no room for calls, and by which cap; ask while {@link Used#isDiallingBlocked}. */
    WaitingFor.Wait diallingBlock() {
        Object[] row = database.createNativeQuery(
                        "SELECT dial_blocked_until, dial_blocked_by FROM quota", Object[].class)
                .getSingleResult();
        return new WaitingFor.Wait("cap", (Instant) row[0], (String) row[1]);
    }

    /** How many requests fit; none while the Hub has no room for calls. */
    int freeForDialling(Used used, Urgency urgency) {
        return used.isDiallingBlocked ? 0 : free(used, urgency);
    }

    int free(Used used, Urgency urgency) {
        return used.isHeld ? 0 : room(used, urgency);
    }

    /**
     * How many brakes fit. They may take the reserve too, and while the Hub asked to wait one goes now and then all the
     * same: it may be wrong, and people are rung who should not be.
     */
    int freeForBrakes(Used used) {
        int room = room(used, Urgency.URGENT);
        return used.isHeld ? Math.min(room, used.isQuiet ? 1 : 0) : room;
    }

    private int room(Used used, Urgency urgency) {
        return (int) LongStream.of(
                        ceiling(budget.requestsPerMinute(), urgency) - used.minute,
                        ceiling(budget.requestsPerHour(), urgency) - used.hour,
                        ceiling(budget.requestsPerDay(), urgency) - used.day,
                        ceiling(budget.inFlight(), urgency) - used.flight)
                .map(free -> Math.max(0, free))
                .min()
                .getAsLong();
    }

    private static int ceiling(int limit, Urgency urgency) {
        return switch (urgency) {
            case URGENT -> limit;
            case ORDINARY -> limit - limit / RESERVED_PART;
            case BULK -> bulkPart(limit);
        };
    }

    /** Of the caps nothing is kept back for what is urgent: brakes dial nobody. */
    static int ceilingForDials(int cap, Urgency urgency) {
        return switch (urgency) {
            case URGENT, ORDINARY -> cap;
            case BULK -> bulkPart(cap);
        };
    }

    private static int bulkPart(int limit) {
        return Math.max(1, (int) (limit * 2L / 3)); // a limit of one must not keep what is bulk waiting for ever
    }

    /** Counts requests that are about to be made. Those of a crashed sender are not returned: they may have been made. */
    void spend(int requests) {
        database.createNativeMutationQuery(
                        "INSERT INTO hub_request (at) SELECT ringback_now() FROM generate_series(1, :n)")
                .setParameter("n", requests)
                .executeUpdate();
    }

    /** Counts one request and its place in flight, which is free again after the longest time it may take. */
    long spendInFlight(Duration longest) {
        return database.createNativeQuery("""
                        INSERT INTO hub_request (at, in_flight_until)
                        VALUES (ringback_now(), ringback_now() + make_interval(secs => :longest)) RETURNING id
                        """, Long.class)
                .setParameter("longest", longest.toMillis() / 1000.0)
                .getSingleResult();
    }

    void returnFromFlight(long request) {
        database.createNativeMutationQuery("UPDATE hub_request SET in_flight_until = NULL WHERE id = :id")
                .setParameter("id", request)
                .executeUpdate();
    }

    /** When asking again may help: the end of a hold, or a little later than now where a window is full. */
    Instant nextChance() {
        return database.createNativeQuery("""
                        SELECT greatest(ringback_now() + interval '1 second', held_until,
                            (SELECT min(at) + interval '1 minute' FROM hub_request
                             WHERE at > ringback_now() - interval '1 minute')) FROM quota
                        """, Instant.class).getSingleResult();
    }

    /** Stops others like it until then; an earlier end than the present one is ignored. */
    void stop(Outcome.Stops what, Instant until, String why) {
        switch (what) {
            case DIALLING -> {
                database.createNativeMutationQuery("""
                                UPDATE quota SET dial_blocked_until = :until, dial_blocked_by = :why
                                WHERE dial_blocked_until IS NULL OR dial_blocked_until < :until
                                """)
                        .setParameter("until", until)
                        .setParameter("why", why)
                        .executeUpdate();
                caps.readAgainAfter(Duration.ZERO); // they may be other than we believe
            }
            case EVERY_REQUEST ->
                database.createNativeMutationQuery("""
                            UPDATE quota SET held_until = :until, held_by = :why
                            WHERE held_until IS NULL OR held_until < :until
                            """)
                        .setParameter("until", until)
                        .setParameter("why", why)
                        .executeUpdate();
            case NOTHING_ELSE -> { // others like it may go
            }
        }
    }

    /** Forgets requests that no window looks at any more. */
    void forgetOld() {
        database.createNativeMutationQuery(
                        "DELETE FROM hub_request WHERE at < (SELECT ringback_now()) - interval '25 hours'")
                .executeUpdate();
        caps.forgetOld();
    }
}
