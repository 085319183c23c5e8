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
 * The tenant's cost caps (docs/HUB.md), as all replicas last read them, and the number of calls that fit under them now. A
 * cap of 0 stops dialling until a reading shows another number.
 */
@ApplicationScoped
public class Caps {
    /** The possible deviation of the start of the Hub's day from UTC midnight (docs/HUB.md). */
    public static final Duration MIDNIGHT_GRACE = Duration.ofMinutes(2);

    /** The time for which a known cap stays in force while the Hub's readings do not show it. */
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

    // --- Reading the caps

    /**
     * Returns whether the caller must read the caps now: one caller of all replicas for each period.
     *
     * @param next the time to the next reading, unless an earlier reading is requested
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

    /** Brings the next reading forward to at most this wait from now. Runs in the caller's transaction. */
    void readAgainAfter(Duration wait) {
        database.createNativeMutationQuery("""
                        UPDATE quota SET caps_due_at = least(caps_due_at, ringback_now() + make_interval(secs => :wait))
                        """)
                .setParameter("wait", wait.toMillis() / 1000.0)
                .executeUpdate();
    }

    /** Keeps the known caps after a failed reading, and brings the next reading forward. */
    @Transactional(TxType.REQUIRES_NEW)
    public void readingFailed(Duration nextAfter) {
        readAgainAfter(nextAfter);
    }

    /**
     * Stores a reading. A higher cap also ends a block that a cap's 429 set. A known cap that the reading does not show
     * stays in force for a day. The Hub may have lost the store that limits the cost of calls. Any shown number takes effect
     * at once.
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

    private record MissingCap(Instant since, Instant now) {}

    /** Returns whether the reading lacks a known cap that has not been missing for long enough to be dropped. */
    private boolean isMissing(CapLimits read, CapLimits before) {
        if (read.orElse(before).equals(read)) {
            return false;
        }
        MissingCap missing = database.createNativeQuery(
                        "SELECT caps_missing_since, ringback_now() FROM quota", MissingCap.class)
                .getSingleResult();
        boolean isBelieved = missing.since != null
                && missing.since.plus(MISSING_IS_BELIEVED_AFTER).isBefore(missing.now);
        if (missing.since == null) {
            Log.warnf(
                    "the Hub shows no number for a cap that it showed before; the known one holds for %d hours more",
                    MISSING_IS_BELIEVED_AFTER.toHours());
        } else if (isBelieved) {
            Log.warnf("the Hub has shown no number for a cap since %s: it is taken for gone", missing.since);
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
        return database.createNativeQuery(
                        "SELECT concurrent_max, calls_per_minute, daily_calls_max, daily_minutes_max FROM quota"
                                + (lock ? " FOR UPDATE" : ""),
                        CapLimits.class)
                .getSingleResult();
    }

    // --- Using the caps: in the caller's transaction; a claim's transaction has locked the quota

    /** The use of the caps, counted once in a claim, which adds its own dials. */
    record Use(CapLimits limits, Dials.Count count) {
        /**
         * Returns how many calls the caps alone allow: 0 if any cap is 0, {@code Integer.MAX_VALUE} if no cap is known. Bulk
         * calls leave a third of each cap to calls about events.
         */
        int free(Urgency urgency) {
            return limits.free(count, urgency);
        }

        Use and(int dials) {
            return new Use(limits, count.and(dials));
        }
    }

    /** @param limits the caps as last read */
    Use use(CapLimits limits) {
        return new Use(limits, count());
    }

    /** Returns how many calls of an urgency the caps allow now; see {@link Use#free}. */
    int freeDials(Urgency urgency) {
        return use(limits(false)).free(urgency);
    }

    /**
     * Returns how many calls the caps allow at once if none were under way. The result is 0 if any cap is 0 or the day's
     * calls are used up.
     */
    int roomFor(Urgency urgency) {
        return limits(false).free(new Dials.Count(0, count().today(), 0), urgency);
    }

    /**
     * Returns whether the caps allow no call for long. Either a cap is 0, the day's calls are used up, or a cap's 429 blocks
     * dialling. Runs in the caller's transaction.
     */
    public boolean leaveNoRoom() {
        CapLimits limits = limits(false);
        return limits.stoppedBy().isPresent()
                || limits.isUsedUp(count())
                || database.createNativeQuery(
                                "SELECT coalesce(dial_blocked_until > ringback_now(), false) FROM quota", Boolean.class)
                        .getSingleResult();
    }

    /** Returns whether our own calls have used up the day's calls. Runs in the caller's transaction. */
    public boolean areUsedUp() {
        return limits(false).isUsedUp(count());
    }

    private Dials.Count count() {
        return dials.count(MIDNIGHT_GRACE, hub.assumedCallLength());
    }

    /** Counts attempts that may place one call each. Runs in the transaction that claims them. */
    void dialled(Collection<OutboxEntry> claimed) {
        dials.addEach(claimed);
    }

    /** Counts an attempt that may place several calls. Runs in the transaction that claims it. */
    void dialled(UUID entry, int attempt, int calls) {
        dials.add(entry, attempt, calls);
    }

    /** Removes an attempt that is proved to have placed no call. */
    void notDialled(UUID entry, int attempt) {
        dials.remove(entry, attempt);
    }

    void forgetOld() {
        dials.forgetOld();
    }

    // --- Display

    /**
     * The caps and our use of them, without other users of the account.
     *
     * @param readAt null before the first reading
     * @param missingSince when the Hub stopped showing a cap that is still in force; null if it shows all
     * @param stoppedBy the cap that is 0; null if there is none
     * @param reachedBy the cap that our own use fills now, or that is 0; null if there is none
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

    private record LastReading(Instant readAt, Instant missingSince) {}

    /** Runs in the caller's transaction. */
    public Shown shown() {
        CapLimits limits = limits(false);
        Dials.Count used = count();
        LastReading last = database.createNativeQuery(
                        "SELECT caps_read_at, caps_missing_since FROM quota", LastReading.class)
                .getSingleResult();
        return new Shown(
                limits.concurrentMax(),
                limits.callsPerMinute(),
                limits.dailyCallsMax(),
                limits.dailyMinutesMax(),
                last.readAt,
                last.missingSince,
                limits.stoppedBy().orElse(null),
                limits.reachedBy(used).orElse(null),
                used.lastMinute(),
                used.today());
    }
}
