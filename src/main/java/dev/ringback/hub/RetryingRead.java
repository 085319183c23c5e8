package dev.ringback.hub;

import dev.ringback.hub.RequestBudget.Grant;
import dev.ringback.hub.RequestBudget.Later;
import dev.ringback.hub.RequestBudget.Permit;
import dev.ringback.hub.RequestBudget.Urgency;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Performs one read, the only kind of request that may be repeated (docs/HUB.md). Attempts are limited by number and
 * deadline. Each takes a permit; after a rate limit it also waits as long as the Hub asks.
 */
final class RetryingRead {
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final HubConfig config;
    private final RequestBudget budget;
    private final InstantSource clock;
    private final Urgency urgency;
    private final long giveUp;

    RetryingRead(HubConfig config, RequestBudget budget, InstantSource clock, Urgency urgency) {
        this.config = config;
        this.budget = budget;
        this.clock = clock;
        this.urgency = urgency;
        this.giveUp = System.nanoTime() + config.readDeadline().toNanos();
    }

    <T> HubAnswer<T> read(Supplier<Attempt<T>> once) {
        HubAnswer<T> answer = null;
        for (int tries = 1; ; tries++) {
            switch (awaitPermit()) {
                case Later(var at) -> {
                    return answer == null ? spentUntil(at) : answer;
                }
                case Permit permit -> {
                    Attempt<T> attempt;
                    try {
                        attempt = once.get();
                    } finally {
                        giveBack(permit);
                    }
                    answer = attempt.answer();
                    Optional<Duration> wait = waitAfter(attempt, tries);
                    if (wait.isEmpty() || !hasSlept(wait.get())) {
                        return answer;
                    }
                }
            }
        }
    }

    /** Returns the in-flight slot. An unreturned slot lapses, so a failure here must not lose the answer. */
    static void giveBack(Permit permit) {
        try {
            permit.close();
        } catch (RuntimeException e) {
            Log.warnf(
                    "a place in flight was not given back and will lapse: %s",
                    e.getClass().getSimpleName());
        }
    }

    static <T> HubAnswer<T> spentUntil(Instant at) {
        return new HubAnswer.NeverLeft<>("our own budget of requests is spent until " + at);
    }

    private Grant awaitPermit() {
        while (true) {
            Grant grant = budget.take(urgency, config.connectTimeout().plus(config.readTimeout()));
            if (grant instanceof Later(var at) && hasSlept(Duration.between(clock.instant(), at))) {
                continue;
            }
            return grant;
        }
    }

    /** Returns the wait before the next attempt; empty if there is none. */
    private Optional<Duration> waitAfter(Attempt<?> attempt, int tries) {
        Duration backoff = jittered(config.readBackoff().multipliedBy(1L << (tries - 1)), 0.5);
        Optional<Duration> wait = switch (attempt.answer()) {
            case HubAnswer.Done<?> done when attempt.isCut() -> Optional.of(backoff);
            case HubAnswer.NeverLeft<?> neverLeft -> Optional.of(backoff);
            case HubAnswer.Lost<?> lost -> Optional.of(backoff);
            case HubAnswer.Failed<?>(var status, var text) when status >= 500 || status == 408 -> Optional.of(backoff);
            case HubAnswer.RateLimited<?>(var retryAfter, var text) -> {
                budget.holdUntil(clock.instant().plus(retryAfter));
                yield Optional.of(jittered(retryAfter, 0.1));
            }
            case HubAnswer.Done<?> done -> Optional.empty();
            case HubAnswer.Failed<?> redirected -> Optional.empty();
            case HubAnswer.Refused<?> refused -> Optional.empty();
            case HubAnswer.Unauthorized<?> unauthorized -> Optional.empty();
            case HubAnswer.Conflict<?> conflict -> Optional.empty();
            case HubAnswer.CapReached<?> capped -> Optional.empty();
            case HubAnswer.Throttled<?> throttled -> Optional.empty();
        };
        return tries < config.readTries() ? wait : Optional.empty();
    }

    /** Adds a random part to the wait, as the Hub asks for (docs/HUB.md). */
    private static Duration jittered(Duration wait, double part) {
        return wait.plusNanos(
                (long) (wait.toNanos() * part * ThreadLocalRandom.current().nextDouble()));
    }

    /**
     * Sleeps and returns true. Returns false at once if the wait exceeds the deadline, and when the thread is
     * interrupted.
     */
    private boolean hasSlept(Duration wait) {
        Duration least = wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
        if (System.nanoTime() + least.toNanos() - giveUp > 0) {
            return false;
        }
        try {
            Thread.sleep(least);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
