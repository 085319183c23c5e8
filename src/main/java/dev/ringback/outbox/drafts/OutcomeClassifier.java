package dev.ringback.outbox.drafts;

import dev.ringback.hub.HubAnswer;
import dev.ringback.outbox.Caps;
import dev.ringback.outbox.Jitter;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.Outcome.Stops;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/**
 * Classifies each answer of the Hub by its proof about a write (docs/PROTOCOL.md, "What an exchange proves"). All writes
 * share the rules, except those for 2xx, 404 and 409.
 */
@ApplicationScoped
public class OutcomeClassifier {
    private static final Duration UNDESCRIBED = Duration.ofMinutes(15); // docs/HUB.md
    private static final Duration DAILY_JITTER = Duration.ofMinutes(8);
    private static final Duration NEW_DAY = Duration.ofMinutes(10);
    private static final Duration LONGEST_BELIEVED = Duration.ofHours(1); // of a requested wait, daily caps excepted

    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final Jitter jitter;

    OutcomeClassifier(InstantSource clock, MeterRegistry metrics, Jitter jitter) {
        this.clock = clock;
        this.metrics = metrics;
        this.jitter = jitter;
    }

    /**
     * Returns the outcome of an answer. There is no default branch: a new kind of answer must be decided before it
     * compiles.
     *
     * @param receipt extracts the Hub's id from a good answer's body, which may be empty
     * @param conflict returns the outcome of a 409, for which the state has to be read
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
                Log.errorf("ALARM: the Hub answers 429 with a text nobody has described: %s", text);
                metrics.counter("ringback.stops", "what", "unknown_429").increment();
                yield postponed(Stops.DIALLING, text, longer(UNDESCRIBED, retryAfter), Duration.ZERO);
            }
            case HubAnswer.Conflict<T>(var text) -> conflict.apply(text);
            case HubAnswer.Failed<T>(var status, var text) -> new Outcome.Unknown(status + " " + text);
            case HubAnswer.Lost<T>(var reason) -> new Outcome.Unknown(reason);
        };
    }

    /** Postpones a write refused by a cap. Its 429 comes before the hand-over: nothing was dialled. Waits: docs/HUB.md. */
    private Outcome capped(HubAnswer.Cap cap, Optional<Duration> retryAfter, String text) {
        return switch (cap) {
            case CONCURRENT ->
                postponed(Stops.DIALLING, text, retryAfter.orElse(Duration.ofSeconds(30)), Duration.ofSeconds(90));
            case PER_MINUTE ->
                postponed(Stops.DIALLING, text, retryAfter.orElse(Duration.ofSeconds(60)), Duration.ofSeconds(15));
            // Other dials may go when the day begins; refused ones are spread over the minutes after.
            case DAILY_CALLS, DAILY_MINUTES ->
                new Outcome.Postponed(
                        text,
                        clock.instant().plus(longer(untilTheHubsDayBegins(), retryAfter)),
                        Stops.DIALLING,
                        jitter.upTo(DAILY_JITTER));
        };
    }

    private static Duration longer(Duration ours, Optional<Duration> theirs) {
        return theirs.filter(asked -> asked.compareTo(ours) > 0).orElse(ours);
    }

    /**
     * Returns the wait for a new daily budget, which begins at UTC midnight, give or take minutes (docs/HUB.md). Shortly
     * after midnight, a full budget is still yesterday's, and not worth a day's wait.
     */
    private Duration untilTheHubsDayBegins() {
        Instant now = clock.instant();
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS); // days of an Instant are UTC days
        if (now.isBefore(midnight.plus(NEW_DAY))) {
            return NEW_DAY;
        }
        return Duration.between(now, midnight.plus(1, ChronoUnit.DAYS).plus(Caps.MIDNIGHT_GRACE));
    }

    /** Postpones a write by {@code wait} and a random part of {@code spread}, together an hour at most. */
    Outcome postponed(Stops stops, String text, Duration wait, Duration spread) {
        Duration whole = wait.plus(jitter.upTo(spread));
        Duration believed = whole.compareTo(LONGEST_BELIEVED) < 0 ? whole : LONGEST_BELIEVED;
        return new Outcome.Postponed(text, clock.instant().plus(believed), stops);
    }
}
