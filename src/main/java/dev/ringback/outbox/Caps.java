package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.hub.RequestBudget.Urgency;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * The tenant's cost caps (docs/HUB.md), as all replicas last saw them, and how many calls fit under them now. A cap
 * of 0 is a stop: nothing is dialled until a reading shows another number.
 */
@ApplicationScoped
public class Caps {
    /** The Hub's day begins at UTC midnight, give or take this (docs/HUB.md). */
    public static final Duration MIDNIGHT_GRACE = Duration.ofMinutes(2);

    /** How long a cap may be missing from the Hub's readings before it is believed to be gone. */
    private static final Duration MISSING_IS_BELIEVED_AFTER = Duration.ofDays(1);

    private final Session database;
    private final Dials dials;
    private final HubConfig hub;
    private final MeterRegistry metrics;

    Caps(Session database, Dials dials, HubConfig hub, MeterRegistry metrics) {
        this.database = database;
        this.dials = dials;
        this.hub = hub;
        this.metrics = metrics;
    }

    // --- Reading them

    /**
     * Whether the caller is to read the caps now: one caller, of all replicas, for each period.
     *
     * @param next when the next reading falls due, unless something asks for one before
     */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean takeReading(Duration next) {
        return database.createNativeMutationQuery("""
                        UPDATE quota SET caps_due_at = ringback_now() + make_interval(secs => :next)
                        WHERE caps_due_at IS NULL OR caps_due_at <= ringback_now()
                        """)
                        .setParameter("next", next.toMillis() / 1000.0)
                        .executeUpdate()
                == 1;
    }

    /** The caps may have changed, or a reading failed: the next one is due after this. In the caller's transaction. */
    void readAgainAfter(Duration wait) {
        database.createNativeMutationQuery("""
                        UPDATE quota SET caps_due_at = least(caps_due_at, ringback_now() + make_interval(secs => :wait))
                        """)
                .setParameter("wait", wait.toMillis() / 1000.0)
                .executeUpdate();
    }

    /** A reading failed, so what was known stays, and the next one comes sooner. */
    @Transactional(TxType.REQUIRES_NEW)
    public void readingFailed(Duration nextAfter) {
        readAgainAfter(nextAfter);
    }

    /**
     * Takes over what a reading showed. More than before also ends a block that a cap's 429 set. A cap that was known and
     * that the reading does not show at all stays in force for a day: the Hub counts in a store that may be lost, and with
     * it what limits the cost of calls. Any number it shows is believed at once.
     */
    @Transactional(TxType.REQUIRES_NEW)
    public void store(CapLimits read) {
        CapLimits before = limits(true);
        CapLimits now = isMissing(read, before) ? read.orElse(before) : read;
        database.createNativeMutationQuery("""
                        UPDATE quota SET concurrent_max = :concurrent, calls_per_minute = :minute, daily_calls_max = :calls,
                               daily_minutes_max = :minutes, caps_read_at = ringback_now(),
                               caps_missing_since = CASE WHEN :isMissing THEN coalesce(caps_missing_since, ringback_now()) END,
                               dial_blocked_until = CASE WHEN :isAbove THEN NULL ELSE dial_blocked_until END
                        """)
                .setParameter("concurrent", now.concurrentMax(), Integer.class)
                .setParameter("minute", now.callsPerMinute(), Integer.class)
                .setParameter("calls", now.dailyCallsMax(), Integer.class)
                .setParameter("minutes", now.dailyMinutesMax(), Integer.class)
                .setParameter("isMissing", !now.equals(read))
                .setParameter("isAbove", now.isAbove(before))
                .executeUpdate();
        tellOfStop(before.stoppedBy(), now.stoppedBy());
    }

    /** Whether the reading lacks a cap that was known, and has not lacked it for so long that it is believed. */
    private boolean isMissing(CapLimits read, CapLimits before) {
        if (read.orElse(before).equals(read)) {
            return false;
        }
        Object[] row = database.createNativeQuery(
                        "SELECT caps_missing_since, ringback_now() FROM quota", Object[].class)
                .getSingleResult();
        Instant since = (Instant) row[0];
        boolean isBelieved =
                since != null && since.plus(MISSING_IS_BELIEVED_AFTER).isBefore((Instant) row[1]);
        if (since == null) {
            Log.warnf(
                    "the Hub shows no number for a cap that it showed before; the known one holds for %d hours more",
                    MISSING_IS_BELIEVED_AFTER.toHours());
        } else if (isBelieved) {
            Log.warnf("the Hub has shown no number for a cap since %s: it is taken for gone", since);
        }
        return !isBelieved;
    }

    private void tellOfStop(Optional<String> before, Optional<String> now) {
        if (now.isPresent() && before.isEmpty()) {
            Log.errorf(
                    "ALARM: dialling stops, the Hub's cap %s is 0; it goes on when the Hub shows another", now.get());
            metrics.counter("ringback.stops", "what", "cap_of_zero").increment();
        } else if (now.isEmpty() && before.isPresent()) {
            Log.infof("dialling goes on, the Hub's cap %s is 0 no more", before.get());
        }
    }

    private CapLimits limits(boolean lock) {
        Object[] row = database.createNativeQuery(
                        "SELECT concurrent_max, calls_per_minute, daily_calls_max, daily_minutes_max FROM quota"
                                + (lock ? " FOR UPDATE" : ""),
                        Object[].class)
                .getSingleResult();
        return new CapLimits((Integer) row[0], (Integer) row[1], (Integer) row[2], (Integer) row[3]);
    }

    // --- Using them: in the caller's transaction, which has locked the quota

    /** How many calls may be dialled now by the caps alone: 0 if any of them is 0, very many if none is known. */
    int freeDials() {
        return freeDials(Urgency.ORDINARY);
    }

    /** As {@link #freeDials()}; what is bulk leaves a third of each cap to calls about events. */
    int freeDials(Urgency urgency) {
        return limits(false).free(count(), urgency);
    }

    /** How many calls may ever be dialled at once by the caps, whatever is under way: 0 if any of them is 0 or the day's is used. */
    int roomFor(Urgency urgency) {
        return limits(false).free(new Dials.Count(0, count().today(), 0), urgency);
    }

    /**
     * Whether the caps let no call through for long: one of them is 0, the day's calls are used up, or a cap's 429 blocks
     * dialling. In the caller's transaction.
     */
    public boolean leaveNoRoom() {
        CapLimits limits = limits(false);
        return limits.stoppedBy().isPresent()
                || limits.isUsedUp(count())
                || database.createNativeQuery(
                                "SELECT coalesce(dial_blocked_until > ringback_now(), false) FROM quota", Boolean.class)
                        .getSingleResult();
    }

    /** Whether our own calls have used up the day's. In the caller's transaction. */
    public boolean areUsedUp() {
        return limits(false).isUsedUp(count());
    }

    private Dials.Count count() {
        return dials.count(MIDNIGHT_GRACE, hub.assumedCallLength());
    }

    /** Counts attempts that may place one call each: in the transaction that claims them. */
    void dialled(Collection<OutboxEntry> claimed) {
        dials.addEach(claimed);
    }

    /** Counts an attempt that may place so many calls: in the transaction that claims it. */
    void dialled(UUID entry, int attempt, int calls) {
        dials.add(entry, attempt, calls);
    }

    /** The attempt is proved to have placed nothing. */
    void notDialled(UUID entry, int attempt) {
        dials.remove(entry, attempt);
    }

    void forgetOld() {
        dials.forgetOld();
    }

    // --- Showing them

    /**
     * The caps and our use of them; other users of the account do not show.
     *
     * @param readAt null before the first reading
     * @param missingSince since when the Hub shows no number for a cap that still holds; null if it shows all
     * @param stoppedBy the cap that is 0; null if none is
     * @param reachedBy the cap that our own use fills just now, or that is 0; null if none
     */
    public record Shown(
            Integer concurrentMax,
            Integer callsPerMinute,
            Integer dailyCallsMax,
            Integer dailyMinutesMax,
            Instant readAt,
            Instant missingSince,
            String stoppedBy,
            String reachedBy,
            long usedThisMinute,
            long usedToday) {}

    /** In the caller's transaction. */
    public Shown shown() {
        CapLimits limits = limits(false);
        Dials.Count used = count();
        Object[] row = database.createNativeQuery("SELECT caps_read_at, caps_missing_since FROM quota", Object[].class)
                .getSingleResult();
        return new Shown(
                limits.concurrentMax(),
                limits.callsPerMinute(),
                limits.dailyCallsMax(),
                limits.dailyMinutesMax(),
                (Instant) row[0],
                (Instant) row[1],
                limits.stoppedBy().orElse(null),
                limits.reachedBy(used).orElse(null),
                used.lastMinute(),
                used.today());
    }
}
