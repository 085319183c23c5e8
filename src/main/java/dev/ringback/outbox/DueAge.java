package dev.ringback.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/**
 * Computes how long calls and brakes have been due because of trouble: the same answer for the status, the gauges and the
 * alert. Age counts from the first due time of an entry, whatever its backoff. An entry does not count while a gate holds it
 * that an operator, a rule or the account's owner wants. Such gates are a hold, a pause, the person's gap, a limit of calls to
 * the person, the turn of the campaign's series, and caps that leave no room. The breaker, the Hub's request limits, an undecided event and a stalled
 * worker are trouble. All methods run in the caller's transaction.
 */
@ApplicationScoped
public class DueAge {
    /** Longer than any backoff or any hold that the Hub asked for. An entry due later waits for its window. */
    private static final String LONGEST_BACKOFF = "2 hours";

    /**
     * The largest number of entries examined, the oldest first. Fewer persons are being rung or within their gap at one
     * time, so an older entry behind them is never missed. A backlog of a hundred thousand costs no more than its sorting.
     */
    private static final int MOST = 5_000;

    private static final String KEPT_BY_TROUBLE = """
            SELECT e.call, e.since FROM (SELECT ringback_now() AS now OFFSET 0) AS clock CROSS JOIN LATERAL (
                SELECT e.id, e.call, e.person, e.most_calls, e.most_seconds, coalesce(e.first_due_at, e.due_at) AS since FROM outbox_entry e
                WHERE e.state = 'DUE' AND e.held IS NULL AND e.due_at <= now + interval '%s'
                  AND coalesce(e.first_due_at, e.due_at) <= now - make_interval(secs => :atLeast)
                  AND (e.kind IN ('STOP', 'DELETE') OR e.call IS NOT NULL AND NOT :isCapped)
                  AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = ANY (e.scopes) OFFSET 0)
                  AND (NOT e.bulk OR NOT EXISTS (
                      SELECT FROM draft d WHERE d.series = %s AND (
                          d.state = 'STARTED' OR d.state = 'READY' AND EXISTS (
                              SELECT FROM outbox_entry o
                              WHERE o.draft = d.id AND o.kind = 'START' AND o.state = 'SENDING')) OFFSET 0))
                ORDER BY since LIMIT %d) AS e
            WHERE NOT EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                              AND o.state IN ('SENDING', 'STARTED') OFFSET 0)
              AND NOT EXISTS (SELECT FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                              AND o.state IN ('SENDING', 'STARTED', 'UNKNOWN', 'DONE')
                              AND o.sent_at > now - make_interval(secs => :gap) OFFSET 0)
              AND NOT EXISTS (
                  SELECT FROM unnest(e.most_calls, e.most_seconds) AS most (calls, seconds)
                  WHERE (SELECT count(*) FROM outbox_entry o WHERE o.person = e.person AND o.id <> e.id
                         AND o.state IN ('SENDING', 'STARTED', 'UNKNOWN', 'DONE')
                         AND o.sent_at > now - make_interval(secs => most.seconds)) >= most.calls OFFSET 0)
            """.formatted(LONGEST_BACKOFF, BatchKey.seriesOf("e.lot"), MOST);

    private final Session database;
    private final Caps caps;
    private final Duration personGap;

    DueAge(Session database, Caps caps, @ConfigProperty(name = "ringback.person-gap") Duration personGap) {
        this.database = database;
        this.caps = caps;
        this.personGap = personGap;
    }

    /**
     * Due entries.
     *
     * @param since when the oldest of the entries was first due
     * @param count the number of entries, from one up to some thousands
     */
    public record Late(Instant since, long count) {}

    /** Returns the entries that have been due for at least a given time; empty if there are none. */
    public Optional<Late> lateBy(Duration atLeast) {
        return asked("SELECT min(since), count(*) FROM (%s) AS late HAVING count(*) > 0", Late.class, atLeast)
                .getResultStream()
                .findFirst();
    }

    /** @param seconds how long the oldest due call of the origin and source has been due */
    public record OfOrigin(CallOrigin origin, String source, double seconds) {}

    private record OriginAge(String rule, String source, BigDecimal seconds) {}

    /** Returns the age of the oldest due call for each origin and source that has a due call. */
    public List<OfOrigin> byOrigin() {
        return asked(
                        "SELECT rule, source, extract(epoch FROM ringback_now() - min(since)) FROM (%s) AS late"
                                + " JOIN call ON call.id = late.call GROUP BY rule, source",
                        OriginAge.class, Duration.ZERO)
                .getResultStream()
                .map(age -> new OfOrigin(CallOrigin.of(age.rule), age.source, age.seconds.doubleValue()))
                .toList();
    }

    private <T> NativeQuery<T> asked(String question, Class<T> answer, Duration atLeast) {
        return database.createNativeQuery(question.formatted(KEPT_BY_TROUBLE), answer)
                .setParameter("atLeast", atLeast.toMillis() / 1000.0)
                .setParameter("gap", personGap.toMillis() / 1000.0)
                .setParameter("isCapped", caps.leaveNoRoom());
    }
}
