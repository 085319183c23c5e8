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
 * The Hub's request budget, shared by all replicas. Requests are rows, counted in sliding windows. The one row of {@code
 * quota} is the lock under which requests are counted and added. A reserve is kept for urgent requests: brakes, and requests
 * that settle whether a phone rang. All methods run in the caller's transaction.
 */
@ApplicationScoped
class Quota {
    private static final int RESERVED_PART = 11; // one eleventh: 5 of 55 a minute

    private static final String LOCK = "SELECT 1 FROM quota FOR UPDATE";

    /**
     * Also keeps PostgreSQL from planning the transaction's statements anew for each execution: planning a search with the
     * gates takes 1.5 ms, and running it 0.1 ms. The plans do not depend on the parameters.
     */
    private static final String LOCK_AND_KEEP_PLANS =
            "SELECT set_config('plan_cache_mode', 'force_generic_plan', true) FROM quota FOR UPDATE";

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

    /** Locks the quota, after concurrent claims have committed. Later statements see those claims. */
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
     * Locks the quota until the transaction ends, and returns how many requests fit now.
     *
     * @return zero if a window is full, too many requests are in flight, or the Hub asked to wait
     */
    int lockAndCountFree(Urgency urgency) {
        return free(lockAndCount(), urgency);
    }

    /**
     * The use of the budget, counted once in a transaction, which adds its own requests.
     *
     * @param at the time of the count, by the database's clock
     * @param isQuiet whether no request was made in the last ten seconds
     * @param isHeld whether the Hub asked to wait
     * @param isDiallingBlocked whether the Hub has no room for calls
     * @param breaker the breaker's state under the same lock
     * @param caps the tenant's caps as last read
     */
    record Used(
            Instant at,
            boolean isQuiet,
            long minute,
            long hour,
            long day,
            long flight,
            boolean isHeld,
            boolean isDiallingBlocked,
            Breaker.Seen breaker,
            CapLimits caps) {
        Used and(int requests) {
            return new Used(
                    at,
                    isQuiet && requests == 0,
                    minute + requests,
                    hour + requests,
                    day + requests,
                    flight + requests,
                    isHeld,
                    isDiallingBlocked,
                    breaker,
                    caps);
        }
    }

    Used lockAndCount() {
        // In a statement of its own: the count must see the commits for which the lock waited.
        database.createNativeQuery(LOCK_AND_KEEP_PLANS, String.class).getSingleResult();
        return count();
    }

    private record UsedRow(
            boolean isQuiet,
            long requestsInMinute,
            long requestsInHour,
            long requestsInDay,
            long requestsInFlight,
            boolean isHeld,
            boolean isDiallingBlocked,
            String breaker,
            int breakerUnknowns,
            UUID breakerDial,
            long sendingHere,
            long sendingElsewhere,
            Instant at,
            Integer concurrentMax,
            Integer callsPerMinute,
            Integer dailyCallsMax,
            Integer dailyMinutesMax) {
        Used used() {
            return new Used(
                    at,
                    isQuiet,
                    requestsInMinute,
                    requestsInHour,
                    requestsInDay,
                    requestsInFlight,
                    isHeld,
                    isDiallingBlocked,
                    new Breaker.Seen(
                            Breaker.State.valueOf(breaker),
                            breakerUnknowns,
                            breakerDial,
                            Math.toIntExact(sendingHere),
                            Math.toIntExact(sendingElsewhere)),
                    new CapLimits(concurrentMax, callsPerMinute, dailyCallsMax, dailyMinutesMax));
        }
    }

    /**
     * Counts the budget's use. OFFSET 0 evaluates the clock once; otherwise it is evaluated for each counted request, which
     * took 45 ms of a busy day.
     */
    Used count() {
        return database.createNativeQuery("""
                        SELECT coalesce((SELECT max(at) FROM hub_request) < now - interval '10 seconds', true),
                               minute, hour, day,
                               (SELECT count(*) FROM outbox_entry WHERE state = 'SENDING' AND kind <> 'CONTACT')
                                   + (SELECT count(*) FROM hub_request WHERE in_flight_until > now),
                               coalesce(held_until > now, false), coalesce(dial_blocked_until > now, false),
                               breaker, breaker_unknowns, breaker_dial, here, elsewhere, now,
                               concurrent_max, calls_per_minute, daily_calls_max, daily_minutes_max
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
                        """, UsedRow.class)
                .setParameter("worker", worker.id())
                .getSingleResult()
                .used();
    }

    private record DialBlock(Instant until, String by) {}

    /** Returns until when, and by which cap, the Hub has no room for calls. Valid while {@link Used#isDiallingBlocked}. */
    WaitingFor.Wait diallingBlock() {
        DialBlock block = database.createNativeQuery(
                        "SELECT dial_blocked_until, dial_blocked_by FROM quota", DialBlock.class)
                .getSingleResult();
        return new WaitingFor.Wait("cap", block.until, block.by);
    }

    /** Returns how many requests for dialling fit; 0 while the Hub has no room for calls. */
    int freeForDialling(Used used, Urgency urgency) {
        return used.isDiallingBlocked ? 0 : free(used, urgency);
    }

    int free(Used used, Urgency urgency) {
        return used.isHeld ? 0 : room(used, urgency);
    }

    /**
     * Returns how many brakes fit. Brakes may use the reserve. While the Hub asked to wait, a single brake is allowed after
     * ten quiet seconds. The hold may be wrong, and persons are rung who should not be.
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

    /** Returns a cap's part for one urgency. Caps keep no reserve, since brakes dial nobody. */
    static int ceilingForDials(int cap, Urgency urgency) {
        return switch (urgency) {
            case URGENT, ORDINARY -> cap;
            case BULK -> bulkPart(cap);
        };
    }

    private static int bulkPart(int limit) {
        return Math.max(1, (int) (limit * 2L / 3)); // a limit of one must not block bulk calls for ever
    }

    /**
     * Counts requests that are about to be made. Requests of a crashed sender stay counted, since they may have been made.
     */
    void spend(int requests) {
        if (requests == 0) {
            return;
        }
        database.createNativeMutationQuery(
                        "INSERT INTO hub_request (at) SELECT ringback_now() FROM generate_series(1, :n)")
                .setParameter("n", requests)
                .executeUpdate();
    }

    /** Counts one request and its place in flight, which is free again after the longest duration of the request. */
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

    /** Returns when to ask again: after a second, any hold, and the oldest request's minute in the window. */
    Instant nextChance() {
        return database.createNativeQuery("""
                        SELECT greatest(ringback_now() + interval '1 second', held_until,
                            (SELECT min(at) + interval '1 minute' FROM hub_request
                             WHERE at > ringback_now() - interval '1 minute')) FROM quota
                        """, Instant.class).getSingleResult();
    }

    /** Stops the other requests that a 429 concerns until a given time. An earlier end than the present end is ignored. */
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
                caps.readAgainAfter(Duration.ZERO); // the caps may differ from the last reading
            }
            case EVERY_REQUEST ->
                database.createNativeMutationQuery("""
                            UPDATE quota SET held_until = :until, held_by = :why
                            WHERE held_until IS NULL OR held_until < :until
                            """)
                        .setParameter("until", until)
                        .setParameter("why", why)
                        .executeUpdate();
            case NOTHING_ELSE -> { // no other request must wait
            }
        }
    }

    /** Deletes requests and dials older than every window. */
    void forgetOld() {
        database.createNativeMutationQuery(
                        "DELETE FROM hub_request WHERE at < (SELECT ringback_now()) - interval '25 hours'")
                .executeUpdate();
        caps.forgetOld();
    }
}
