package dev.ringback.calls;

import dev.ringback.hub.CallsClient;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.outbox.Caps;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.Outcome.Stops;
import dev.ringback.outbox.Sender;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Rings one number by {@code POST /calls/originate}, and says what each answer proves (DESIGN.md's table). */
@ApplicationScoped
class CallSender implements Sender {
    private static final Duration UNDESCRIBED = Duration.ofMinutes(15); // BEHAVIOUR.md, 4b
    private static final Duration DAILY_JITTER = Duration.ofMinutes(8);
    private static final Duration NEW_DAY = Duration.ofMinutes(10);

    private final Hub hub;
    private final CallPlan plans;
    private final CallRepository calls;
    private final Endings endings;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    CallSender(
            Hub hub,
            CallPlan plans,
            CallRepository calls,
            Endings endings,
            InstantSource clock,
            MeterRegistry metrics) {
        this.hub = hub;
        this.plans = plans;
        this.calls = calls;
        this.endings = endings;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public OutboxEntry.Kind kind() {
        return OutboxEntry.Kind.ORIGINATE;
    }

    @Override
    public Outcome send(Claim claim) {
        CallsClient.NewCall call = plans.read(claim.payload());
        return proved(hub.once(CallsClient.class, client -> client.originate(call), claim.lease()::stands));
    }

    /** No default branch: a new kind of answer does not compile until someone has decided. */
    Outcome proved(HubAnswer<CallsClient.Originated> answer) {
        return switch (answer) {
            case HubAnswer.Done(var status, var body) ->
                new Outcome.Done(body.map(CallsClient.Originated::session).orElse(null));
            case HubAnswer.NeverLeft(var reason) -> new Outcome.NotSent(reason);
            case HubAnswer.Refused(var status, var text) -> new Outcome.Refused(status, text);
            case HubAnswer.Unauthorized(var text) -> new Outcome.KeyRefused(text);
            case HubAnswer.RateLimited(var retryAfter, var text) ->
                postponed(Stops.EVERY_REQUEST, text, retryAfter, retryAfter.dividedBy(10));
            case HubAnswer.CapReached(var cap, var retryAfter, var text) -> capped(cap, retryAfter, text);
            case HubAnswer.Throttled(var retryAfter, var text) -> {
                Log.errorf("ALARM: the Hub answers 429 with a text nobody has described: %s", text);
                metrics.counter("ringback.alarms", "what", "unknown_429").increment();
                yield postponed(Stops.DIALLING, text, longer(UNDESCRIBED, retryAfter), Duration.ZERO);
            }
            case HubAnswer.Conflict(var text) -> new Outcome.Unknown("409 is not described for a call: " + text);
            case HubAnswer.Failed(var status, var text) -> new Outcome.Unknown(status + " " + text);
            case HubAnswer.Lost(var reason) -> new Outcome.Unknown(reason);
        };
    }

    /** A cap's 429 comes before the hand-over, so nothing was dialled; when to come again: BEHAVIOUR.md, 4b. */
    private Outcome capped(HubAnswer.Cap cap, Optional<Duration> retryAfter, String text) {
        return switch (cap) {
            case CONCURRENT ->
                postponed(Stops.DIALLING, text, retryAfter.orElse(Duration.ofSeconds(30)), Duration.ofSeconds(90));
            case PER_MINUTE ->
                postponed(Stops.DIALLING, text, retryAfter.orElse(Duration.ofSeconds(60)), Duration.ofSeconds(15));
            // The others may go when the day begins; those that were answered this, spread over the minutes after.
            case DAILY_CALLS, DAILY_MINUTES ->
                new Outcome.Postponed(
                        text,
                        clock.instant().plus(longer(untilTheHubsDayBegins(), retryAfter)),
                        Stops.DIALLING,
                        upTo(DAILY_JITTER));
        };
    }

    private static Duration longer(Duration ours, Optional<Duration> theirs) {
        return theirs.filter(asked -> asked.compareTo(ours) > 0).orElse(ours);
    }

    /**
     * The Hub's daily budget rolls at UTC midnight (BEHAVIOUR.md, 4b), give or take minutes: shortly after one, a full
     * budget is still yesterday's, and not worth a day's wait.
     */
    private Duration untilTheHubsDayBegins() {
        Instant now = clock.instant();
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS); // an Instant's days are UTC's
        if (now.isBefore(midnight.plus(NEW_DAY))) {
            return NEW_DAY;
        }
        return Duration.between(now, midnight.plus(1, ChronoUnit.DAYS).plus(Caps.MIDNIGHT_GRACE));
    }

    private Outcome postponed(Stops stops, String text, Duration wait, Duration jitter) {
        return new Outcome.Postponed(text, clock.instant().plus(wait).plus(upTo(jitter)), stops);
    }

    private static Duration upTo(Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most.toMillis() + 1));
    }

    @Override
    public Next next(UUID id, Instant earliest) {
        Call call = calls.findById(id);
        call.takeOverNext();
        Optional<String> end = endings.known(call); // the person it goes to now may have been named only meanwhile
        if (end.isPresent()) {
            return new Next.Ended(CallRepository.PERSON_ENDED + ": " + end.get());
        }
        return plans.plan(call, earliest).<Next>map(Next.Send::new).orElseGet(Next.Expired::new);
    }

    @Override
    public void moved(Move move) {
        calls.follow(move);
    }
}
