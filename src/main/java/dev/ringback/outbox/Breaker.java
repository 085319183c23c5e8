package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.platform.AfterCommit;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * The circuit breaker for all dialling: originates and starts of drafts. Its state is in the row of {@code quota}, so all
 * replicas share it, and every change is made under that row's lock.
 *
 * <ul>
 *   <li>CLOSED: dials are sent. The breaker opens after a configured number of unknown outcomes in a row. All replicas
 *       together keep at most that number of dials unanswered, so an outage makes no more calls unknown.
 *   <li>OPEN: no dial is claimed, nor a create, whose draft could not start. Probes read the Hub, with growing waits. Once
 *       the Hub answers a probe, the breaker is half open.
 *   <li>HALF_OPEN: exactly one dial is claimed, by any replica. A definite answer, of any kind, closes the breaker. An
 *       unknown outcome opens it again, with a long wait. A dial that never left proves nothing, so the breaker opens and
 *       probes again.
 * </ul>
 *
 * <p>Only an answer to a dial claimed after the last unknown outcome proves that the Hub answers again. An answer to an
 * older dial may date from before the trouble. An unsure start counts as one outcome. The rows of its draft do not count,
 * since the deletion of the draft proves their outcome. Claims of a dead process do not count, since they prove nothing
 * about the Hub. An exception is the one dial of a half open breaker, which does count.
 */
@ApplicationScoped
public class Breaker {
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /**
     * The breaker and the dials in state SENDING, as one statement under the lock read them.
     *
     * @param unknowns unknown outcomes in a row
     * @param dial the entry of the one dial of a half open breaker; null if no dial was claimed yet
     * @param sendingHere dials of this process
     * @param sendingElsewhere dials of other processes that run
     */
    record Seen(State state, int unknowns, UUID dial, int sendingHere, int sendingElsewhere) {}

    private static final Duration PROBE_TAKES =
            Duration.ofMinutes(1); // if the probing replica dies, another replica probes after this time

    private final Session database;
    private final HubConfig.Breaker config;
    private final DialTurns turns;
    private final AfterCommit afterCommit;
    private final MeterRegistry metrics;

    /**
     * Saves a statement for each answer while no trouble is known. Unknown outcomes that other replicas stored since then
     * cannot concern the answer.
     */
    private volatile boolean sawTrouble = true;

    Breaker(Session database, HubConfig hub, DialTurns turns, AfterCommit afterCommit, MeterRegistry metrics) {
        this.database = database;
        this.config = hub.breaker();
        this.turns = turns;
        this.afterCommit = afterCommit;
        this.metrics = metrics;
    }

    /** Stores the state that a claim of this process read. An answer can end only trouble that its claim knew of. */
    void seen(Seen seen) {
        sawTrouble = seen.state != State.CLOSED || seen.unknowns > 0;
    }

    // --- Recording: runs in the transaction that records an outcome, before that transaction takes any other lock

    /** Counts the outcome of an attempt. Locks the quota if the outcome changes the breaker. */
    void hear(Claim claim, Outcome outcome) {
        if (!claim.kind().dials()) {
            return;
        }
        switch (outcome) {
            case Outcome.Unknown(var reason) -> lost(claim, reason);
            case Outcome.NotSent notSent -> notSent(claim);
            case Outcome.Done answer -> answered(claim, answer);
            case Outcome.Refused answer -> answered(claim, answer);
            case Outcome.KeyRefused answer -> answered(claim, answer);
            case Outcome.Postponed answer -> answered(claim, answer);
            case Outcome.HadStarted answer -> answered(claim, answer);
        }
    }

    /** @param unknowns unknown outcomes in a row, with the one just counted */
    private record Counted(String state, int unknowns) {}

    /**
     * Counts an unknown outcome. An attempt that the sweep gave up is not counted, since its process stalled and the Hub may
     * work.
     */
    private void lost(Claim claim, String reason) {
        sawTrouble = true;
        afterCommit.run(() -> turns.stored(claim));
        database.createNativeQuery("""
                        UPDATE quota SET breaker_unknowns = breaker_unknowns + 1, breaker_unknown_at = ringback_now()
                        WHERE EXISTS (SELECT FROM outbox_entry
                                      WHERE id = :entry AND attempt = :attempt AND state = 'SENDING')
                        RETURNING breaker, breaker_unknowns""", Counted.class)
                .setParameter("entry", claim.entry())
                .setParameter("attempt", claim.attempt())
                .getResultStream()
                .findFirst()
                .ifPresent(counted -> counted(State.valueOf(counted.state), counted.unknowns, reason));
    }

    private void counted(State state, int unknowns, String reason) {
        switch (state) {
            case CLOSED -> {
                if (unknowns >= config.unknowns()) {
                    open(unknowns, config.firstWait(), reason);
                    tellOfOpening(unknowns, reason);
                }
            }
            case HALF_OPEN -> open(unknowns, config.longestWait(), reason);
            case OPEN -> { // the breaker is open already
            }
        }
    }

    private void open(int unknowns, Duration wait, String reason) {
        database.createNativeMutationQuery("""
                        UPDATE quota SET breaker = 'OPEN', breaker_dial = NULL, breaker_reason = :reason,
                               breaker_since = CASE breaker WHEN 'CLOSED' THEN ringback_now() ELSE breaker_since END,
                               breaker_wait = make_interval(secs => :wait),
                               breaker_probe_at = ringback_now() + make_interval(secs => :wait)
                        """)
                .setParameter("reason", reasonOf(unknowns, reason))
                .setParameter("wait", seconds(unknowns < config.most() ? wait : config.rest()))
                .executeUpdate();
    }

    private static String reasonOf(int unknowns, String last) {
        return unknowns + " dials in a row have no known outcome; the last: " + last;
    }

    private void tellOfOpening(int unknowns, String reason) {
        afterCommit.run(() -> {
            Log.warnf("dialling stops until the Hub answers again: %s", reasonOf(unknowns, reason));
            metrics.counter("ringback.stops", "what", "hub_breaker").increment();
        });
    }

    private void notSent(Claim claim) {
        if (sawTrouble) {
            database.createNativeMutationQuery("""
                            UPDATE quota SET breaker = 'OPEN', breaker_dial = NULL,
                                   breaker_probe_at = ringback_now() + breaker_wait
                            WHERE breaker = 'HALF_OPEN' AND breaker_dial = :entry""")
                    .setParameter("entry", claim.entry())
                    .executeUpdate();
        }
    }

    private void answered(Claim claim, Outcome outcome) {
        if (sawTrouble) {
            stopped("""
                    breaker <> 'OPEN' AND (breaker <> 'HALF_OPEN' OR breaker_dial = :entry)
                    AND breaker_unknown_at < (SELECT claimed_at FROM attempt WHERE entry = :entry AND attempt = :attempt)
                    """, claim).ifPresent(stop -> close(stop, "the Hub answers a dial: " + outcome.name()));
        }
    }

    // --- Probing

    /**
     * Returns whether the caller must probe the Hub now: one caller of all replicas for each probe. The caller then reports
     * the result to {@link #probed}.
     */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean takeProbe() {
        forgetLostDial();
        return database.createNativeMutationQuery("""
                        UPDATE quota SET breaker_probe_at = ringback_now() + make_interval(secs => :lease)
                        WHERE breaker = 'OPEN' AND breaker_probe_at <= ringback_now()""")
                        .setParameter("lease", seconds(PROBE_TAKES))
                        .executeUpdate()
                == 1;
    }

    /**
     * Opens a half open breaker whose one dial is no longer SENDING. The dial's process died and the sweep gave the dial up,
     * so no answer will come.
     */
    private void forgetLostDial() {
        database.createNativeQuery("""
                        UPDATE quota SET breaker_unknowns = breaker_unknowns + 1, breaker_unknown_at = ringback_now()
                        WHERE breaker = 'HALF_OPEN' AND breaker_dial IS NOT NULL AND NOT EXISTS (
                            SELECT FROM outbox_entry WHERE id = breaker_dial AND state = 'SENDING')
                        RETURNING breaker_unknowns""", Integer.class)
                .getResultStream()
                .findFirst()
                .ifPresent(
                        unknowns -> open(unknowns, config.longestWait(), "its process ended before it was answered"));
    }

    /** @param answered whether the Hub answered the probe; if not, the next probe follows after twice the wait */
    @Transactional(TxType.REQUIRES_NEW)
    public void probed(boolean answered) {
        if (answered) {
            database.createNativeMutationQuery(
                            "UPDATE quota SET breaker = 'HALF_OPEN', breaker_probe_at = NULL WHERE breaker = 'OPEN'")
                    .executeUpdate();
        } else {
            database.createNativeMutationQuery("""
                            UPDATE quota SET breaker_wait = wait.next, breaker_probe_at = ringback_now() + wait.next
                            FROM (SELECT least(2 * breaker_wait, make_interval(secs => :longest)) AS next FROM quota) AS wait
                            WHERE breaker = 'OPEN'""")
                    .setParameter("longest", seconds(config.longestWait()))
                    .executeUpdate();
        }
    }

    // --- Closing by hand, and display

    /** Closes the breaker by hand, in the caller's transaction. Returns why it was not closed; empty if it was. */
    Optional<String> closeByHand() {
        Optional<Stop> stop = stopped("true", null);
        stop.ifPresent(open -> close(open, "a person resumed it"));
        return stop.filter(Stop::isStopped).map(Stop::reason);
    }

    /** A breaker that is not closed, or a closed breaker that counts unknown outcomes. */
    private record Stop(String state, Instant since, String reason) {
        boolean isStopped() {
            return State.valueOf(state) != State.CLOSED;
        }
    }

    /** Locks and returns the row if a stop or counted unknowns exist and the condition holds. */
    private Optional<Stop> stopped(String condition, Claim claim) {
        var query = database.createNativeQuery(
                "SELECT breaker, breaker_since, breaker_reason FROM quota WHERE (breaker <> 'CLOSED' OR breaker_unknowns > 0)"
                        + " AND " + condition + " FOR UPDATE",
                Stop.class);
        if (claim != null) {
            query.setParameter("entry", claim.entry()).setParameter("attempt", claim.attempt());
        }
        return query.getResultStream().findFirst();
    }

    private void close(Stop stop, String why) {
        database.createNativeMutationQuery("""
                        UPDATE quota SET breaker_since = CASE breaker WHEN 'CLOSED' THEN breaker_since ELSE ringback_now() END,
                               breaker = 'CLOSED', breaker_unknowns = 0, breaker_dial = NULL, breaker_probe_at = NULL,
                               breaker_reason = NULL""").executeUpdate();
        if (stop.isStopped()) {
            afterCommit.run(() -> Log.infof("dialling goes on, it had stopped at %s: %s", stop.since, why));
        }
    }

    /**
     * The breaker for display.
     *
     * @param state {@code closed}, {@code open} or {@code half_open}
     * @param since when dialling stopped, or resumed; null if it never stopped
     * @param reason why dialling stopped; null while the breaker is closed
     * @param nextProbeAt when the Hub is probed next; null unless the breaker is open
     */
    public record Shown(String state, Instant since, String reason, Instant nextProbeAt) {
        public Shown {
            state = state.toLowerCase(Locale.ROOT);
        }
    }

    /** Runs in the caller's transaction. */
    public Shown shown() {
        return database.createNativeQuery(
                        "SELECT breaker, breaker_since, breaker_reason, breaker_probe_at FROM quota", Shown.class)
                .getSingleResult();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
