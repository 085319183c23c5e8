package dev.ringback.drafts;

import dev.ringback.hub.HubAnswer;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.Outcome.Stops;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** What each answer of the Hub proves of a write (DESIGN.md's table); the same for every write but for 2xx, 404 and 409. */
@ApplicationScoped
public class Conclusions {
    private final InstantSource clock;

    Conclusions(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * No default branch: a new kind of answer does not compile until someone has decided.
     *
     * @param receipt the Hub's id of what it did, out of a good answer's body, which may be empty
     * @param conflict what a 409 proves: the state has to be read
     */
    public <T> Outcome of(
            HubAnswer<T> answer, Function<Optional<T>, String> receipt, Function<String, Outcome> conflict) {
        return switch (answer) {
            case HubAnswer.Done<T>(var status, var body) -> new Outcome.Done(receipt.apply(body));
            case HubAnswer.NeverLeft<T>(var reason) -> new Outcome.NotSent(reason);
            case HubAnswer.Refused<T>(var status, var text) -> new Outcome.Refused(status, text);
            case HubAnswer.Unauthorized<T>(var text) -> new Outcome.KeyRefused(text);
            case HubAnswer.RateLimited<T>(var retryAfter, var text) ->
                postponed(Stops.EVERY_REQUEST, text, retryAfter, retryAfter.dividedBy(10));
            case HubAnswer.CapReached<T>(var cap, var retryAfter, var text) -> capped(cap, retryAfter, text);
            case HubAnswer.Throttled<T>(var retryAfter, var text) -> {
                Log.errorf("the Hub answers 429 with a text nobody has described: %s", text);
                yield postponed(Stops.DIALLING, text, Duration.ofMinutes(15), Duration.ZERO);
            }
            case HubAnswer.Conflict<T>(var text) -> conflict.apply(text);
            case HubAnswer.Failed<T>(var status, var text) -> new Outcome.Unknown(status + " " + text);
            case HubAnswer.Lost<T>(var reason) -> new Outcome.Unknown(reason);
        };
    }

    /** A cap's 429 comes before the hand-over, so nothing was dialled; when to come again: BEHAVIOUR.md, 4b. */
    private Outcome capped(HubAnswer.Cap cap, Optional<Duration> retryAfter, String text) {
        return switch (cap) {
            case CONCURRENT ->
                postponed(Stops.DIALLING, text, retryAfter.orElse(Duration.ofSeconds(30)), Duration.ofSeconds(90));
            case PER_MINUTE ->
                postponed(Stops.DIALLING, text, retryAfter.orElse(Duration.ofSeconds(60)), Duration.ofSeconds(15));
            case DAILY_CALLS, DAILY_MINUTES -> postponed(Stops.DIALLING, text, untilTomorrow(), Duration.ofMinutes(8));
        };
    }

    /** Two minutes past the next UTC midnight: the Hub's daily budget rolls at midnight (BEHAVIOUR.md, 4b). */
    private Duration untilTomorrow() {
        Instant now = clock.instant();
        Instant midnight = now.atOffset(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .plusDays(1)
                .toInstant();
        return Duration.between(now, midnight).plusMinutes(2);
    }

    /** Not done, and not before that long and a random part of the jitter more. */
    Outcome postponed(Stops stops, String text, Duration wait, Duration jitter) {
        Duration extra = Duration.ofMillis(ThreadLocalRandom.current().nextLong(jitter.toMillis() + 1));
        return new Outcome.Postponed(text, clock.instant().plus(wait).plus(extra), stops);
    }
}
