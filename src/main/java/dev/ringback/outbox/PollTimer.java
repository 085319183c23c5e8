package dev.ringback.outbox;

import dev.ringback.platform.WakeSignal;
import dev.ringback.platform.Wakeups;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.hibernate.Session;

/** Computes when the worker must look again without a wake-up: at the next due time, or at the next poll. */
@ApplicationScoped
class PollTimer {
    // No notification marks the end of a window of the Hub's budget, of a pause, or of a person's gap.
    private static final Duration WHILE_SOMETHING_WAITS = Duration.ofSeconds(1);

    private final Session database;
    private final Wakeups wakeups;

    PollTimer(Session database, Wakeups wakeups) {
        this.database = database;
        this.wakeups = wakeups;
    }

    /** @param millisToNext the time to the next entry that is not due yet; null if there is none */
    private record DueEntries(boolean isAnyDue, BigDecimal millisToNext) {}

    /**
     * Returns the wait after a claim that took nothing. An entry that became due since the claim looked is claimed at once.
     *
     * @param poll the longest wait if notifications work
     * @param ago the least time since the claim looked
     */
    @Transactional
    WakeSignal.Wait after(Duration poll, Duration ago) {
        DueEntries entries = database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM outbox_entry
                                       WHERE state = 'DUE' AND held IS NULL AND due_at <= looked),
                               1000 * extract(epoch FROM (SELECT min(due_at) FROM outbox_entry
                                       WHERE state = 'DUE' AND held IS NULL AND due_at > looked) - now)
                        FROM (SELECT now, now - make_interval(secs => :ago) AS looked
                              FROM (SELECT ringback_now() AS now OFFSET 0) AS clock OFFSET 0) AS clocks
                        """, DueEntries.class)
                .setParameter("ago", ago.toNanos() / 1e9)
                .getSingleResult();
        Duration longest = wakeups.poll(poll);
        if (entries.isAnyDue && longest.compareTo(WHILE_SOMETHING_WAITS) > 0) {
            longest = WHILE_SOMETHING_WAITS;
        }
        return entries.millisToNext == null
                ? new WakeSignal.Wait(longest, WakeSignal.Cause.POLL)
                : earlier(entries.millisToNext, longest);
    }

    /** Rounds up, since a claim a moment too early would find nothing and repeat. */
    private static WakeSignal.Wait earlier(BigDecimal millisToNext, Duration longest) {
        long millis = millisToNext
                .max(BigDecimal.ZERO)
                .setScale(0, RoundingMode.CEILING)
                .longValue();
        Duration next = Duration.ofMillis(Math.min(millis, longest.toMillis()));
        return next.compareTo(longest) < 0
                ? new WakeSignal.Wait(next, WakeSignal.Cause.TIMER)
                : new WakeSignal.Wait(longest, WakeSignal.Cause.POLL);
    }
}
