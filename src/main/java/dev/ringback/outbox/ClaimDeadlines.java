package dev.ringback.outbox;

import dev.ringback.hub.HubConfig;
import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Computes a claim's deadlines, for sending its request and for recording its outcome. Sets them on claimed entries. */
@ApplicationScoped
class ClaimDeadlines {
    private final OutboxConfig config;
    private final HubConfig hub;

    ClaimDeadlines(OutboxConfig config, HubConfig hub) {
        this.config = config;
        this.hub = hub;
    }

    Instant dispatchBy(Instant now) {
        return now.plus(config.dispatchWithin());
    }

    Instant answerBy(Kind kind, Instant now) {
        Duration answer = kind == Kind.CREATE ? hub.uploadTimeout() : hub.answerTimeout();
        return dispatchBy(now).plus(hub.connectTimeout()).plus(answer).plus(config.answerSlack());
    }

    /** Marks an entry as claimed, counts the attempt and sets both deadlines. Sends nothing. */
    void markClaimed(OutboxEntry entry, Instant now) {
        entry.state = State.SENDING;
        entry.attempt++;
        entry.sentAt = now;
        entry.dispatchBy = dispatchBy(now);
        entry.answerBy = answerBy(entry.kind, now);
    }
}
