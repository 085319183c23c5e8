package dev.ringback.outbox;

import dev.ringback.platform.DatabaseClock;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Moves an entry to the state that follows from an outcome, a person or the clock, and notifies the entry's sender. Every
 * method runs in the caller's transaction, with the entry and its persons locked.
 */
@ApplicationScoped
class EntryMoves {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
    private static final Duration LONGEST_FOR_A_BRAKE = Duration.ofSeconds(30);

    private final DatabaseClock clock;
    private final Session database;
    private final Jitter jitter;
    private final List<Sender> senders; // client proxies: a sender that needs the outbox is created at its first use

    EntryMoves(DatabaseClock clock, Session database, Jitter jitter, @All List<Sender> senders) {
        this.clock = clock;
        this.database = database;
        this.jitter = jitter;
        this.senders = senders;
    }

    Sender sender(OutboxEntry.Kind kind) {
        return senders.stream()
                .filter(sender -> sender.kinds().contains(kind))
                .findFirst()
                .orElseThrow();
    }

    /** Reschedules the entry, not before {@code earliest}, if its sender still needs the write; otherwise ends the entry. */
    void reschedule(OutboxEntry entry, Instant earliest, String reason) {
        if (entry.withdrawn != null) {
            finish(entry, OutboxEntry.State.CANCELLED, entry.withdrawn.text(), null);
            return;
        }
        switch (sender(entry.kind).next(entry, earliest)) {
            case Sender.Next.Send(var plan) -> {
                entry.moveTo(OutboxEntry.State.DUE);
                entry.retry(plan, earliest);
                notifySender(entry, entry.held == null ? reason : HoldReason.shown(entry.held), null, plan);
            }
            case Sender.Next.Repeat(var at) -> {
                entry.moveTo(OutboxEntry.State.DUE);
                entry.dueAt = at;
                notifySender(entry, reason, null, null);
            }
            case Sender.Next.Expired() -> finish(entry, OutboxEntry.State.EXPIRED, EndReason.Word.EXPIRED.text(), null);
            case Sender.Next.Ended(var ended) -> finish(entry, OutboxEntry.State.CANCELLED, ended.text(), null);
        }
    }

    /** Makes an entry due now that only an answer of the Hub had postponed. */
    void goOn(OutboxEntry entry, Instant now, String reason) {
        sender(entry.kind).lifted(entry, now);
        reschedule(entry, now, reason);
    }

    void finish(OutboxEntry entry, OutboxEntry.State state, String reason, String receipt) {
        entry.moveTo(state);
        if (entry.isIn(OutboxEntry.State.REFUSED, OutboxEntry.State.CANCELLED, OutboxEntry.State.EXPIRED)
                && entry.call != null) {
            entry.draft = null; // a start that counts its rows finds this row missing
        }
        notifySender(entry, reason, receipt, null);
    }

    void notifySender(OutboxEntry entry, String reason, String receipt, Plan plan) {
        sender(entry.kind).moved(entry, new Sender.Move(reason, receipt, plan));
    }

    /** Returns the earliest time of the next attempt after an outcome that allows a retry. */
    Instant earliest(OutboxEntry entry, Outcome outcome) {
        return switch (outcome) {
            // Caps do not limit brakes, which dial nobody, and a hold may be wrong.
            case Outcome.Postponed brake when entry.kind.isStopOrDelete() -> afterBackoff(entry);
            case Outcome.Postponed(var reason, var until, var stops, var jitter) -> until.plus(jitter);
            case Outcome.KeyRefused refused when !entry.kind.isStopOrDelete() -> now(); // the pause holds the entry
            case Outcome.KeyRefused brakeGoesOn -> afterBackoff(entry);
            case Outcome.NotSent notSent -> afterBackoff(entry);
            case Outcome.Done withoutId -> afterBackoff(entry);
            case Outcome.Refused refused -> afterBackoff(entry);
            case Outcome.Unknown unknown -> afterBackoff(entry);
            case Outcome.HadStarted hadStarted -> throw new IllegalStateException("nothing follows it");
        };
    }

    /** Returns when the rows of a failed start are due again: at once the first time, later after a growing backoff. */
    Instant afterStarts(int attempts) {
        return now().plus(attempts > 1 ? backoff(attempts - 1, LONGEST_BACKOFF) : Duration.ZERO);
    }

    private Instant afterBackoff(OutboxEntry entry) {
        return now().plus(backoff(entry.attempt, entry.kind.isStopOrDelete() ? LONGEST_FOR_A_BRAKE : LONGEST_BACKOFF));
    }

    /** Doubles from one second on. Jitter spreads the retries after an outage. */
    private Duration backoff(int attempt, Duration longest) {
        Duration plain = FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt - 1, 10));
        Duration capped = plain.compareTo(longest) < 0 ? plain : longest;
        return capped.plus(jitter.upTo(capped.dividedBy(4)));
    }

    /** Returns the entry of a call, locked to the end of the caller's transaction; empty if the call has none. */
    Optional<OutboxEntry> lockOfCall(UUID call) {
        return database.createNativeQuery("SELECT * FROM outbox_entry WHERE call = :call FOR UPDATE", OutboxEntry.class)
                .setParameter("call", call)
                .getResultStream()
                .findFirst();
    }

    /** Returns the service's time, by the database's clock. */
    Instant now() {
        return clock.now();
    }
}
