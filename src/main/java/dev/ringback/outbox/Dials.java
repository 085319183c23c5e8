package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Counts the calls that the Hub may have placed lately, for its caps. An attempt counts from its claim until a proof that it
 * placed no call; an unknown attempt counts. All methods run in the caller's transaction.
 */
@ApplicationScoped
class Dials {
    private static final Duration KEPT = Duration.ofHours(25); // no cap looks back further than a day and its grace

    private final Session database;

    Dials(Session database) {
        this.database = database;
    }

    /** Adds attempts that place one call each, in one statement. */
    void addEach(Collection<OutboxEntry> claimed) {
        if (claimed.isEmpty()) {
            return;
        }
        database.createNativeMutationQuery("""
                        INSERT INTO dial (entry, attempt)
                        SELECT entry, attempt FROM unnest(:entries, :attempts) AS c (entry, attempt)
                        """)
                .setParameter("entries", claimed.stream().map(entry -> entry.id).toArray(UUID[]::new))
                .setParameter(
                        "attempts", claimed.stream().map(entry -> entry.attempt).toArray(Integer[]::new))
                .executeUpdate();
    }

    /** @param calls how many calls the attempt may place: one, or one for each row of a campaign */
    void add(UUID entry, int attempt, int calls) {
        database.createNativeMutationQuery("INSERT INTO dial (entry, attempt, calls) VALUES (:entry, :attempt, :calls)")
                .setParameter("entry", entry)
                .setParameter("attempt", attempt)
                .setParameter("calls", calls)
                .executeUpdate();
    }

    void remove(UUID entry, int attempt) {
        database.createNativeMutationQuery("DELETE FROM dial WHERE entry = :entry AND attempt = :attempt")
                .setParameter("entry", entry)
                .setParameter("attempt", attempt)
                .executeUpdate();
    }

    /**
     * The number of calls that count now.
     *
     * @param today calls since the UTC midnight at which the Hub's day last began
     * @param atOnce calls whose attempt is under way, and calls that may still be talking
     */
    record Count(long lastMinute, long today, long atOnce) {
        Count and(int dials) {
            return new Count(lastMinute + dials, today + dials, atOnce + dials);
        }
    }

    /** @param grace how long after midnight the Hub may still count the day before; so long this count includes it */
    Count count(Duration grace, Duration assumedCallLength) {
        return database.createNativeQuery("""
                        SELECT (SELECT coalesce(sum(calls), 0) FROM dial WHERE at > now - interval '1 minute'),
                               (SELECT coalesce(sum(calls), 0) FROM dial
                                WHERE at >= date_trunc('day', now - make_interval(secs => :grace), 'UTC')),
                               (SELECT coalesce(sum(calls), 0) FROM dial WHERE at > now - make_interval(secs => :length))
                                   + (SELECT coalesce(sum(calls), 0) FROM outbox_entry e
                                      JOIN dial d ON d.entry = e.id AND d.attempt = e.attempt
                                      WHERE e.state = 'SENDING' AND at <= now - make_interval(secs => :length))
                        FROM (SELECT ringback_now() AS now OFFSET 0) AS clock
                        """, Count.class)
                .setParameter("grace", (double) grace.toSeconds())
                .setParameter("length", assumedCallLength.toMillis() / 1000.0)
                .getSingleResult();
    }

    void forgetOld() {
        database.createNativeMutationQuery(
                        "DELETE FROM dial WHERE at < (SELECT ringback_now()) - make_interval(secs => :kept)")
                .setParameter("kept", (double) KEPT.toSeconds())
                .executeUpdate();
    }
}
