package dev.ringback.calls;

import dev.ringback.hub.CallsClient;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.Outcome.Stops;
import dev.ringback.outbox.Sender;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Rings one number by {@code POST /calls/originate}, and says what each answer proves (DESIGN.md's table). */
@ApplicationScoped
class CallSender implements Sender {
    private final Hub hub;
    private final CallPlan plans;
    private final CallRepository calls;
    private final Endings endings;
    private final OptOutRepository optOuts;
    private final InstantSource clock;

    CallSender(
            Hub hub,
            CallPlan plans,
            CallRepository calls,
            Endings endings,
            OptOutRepository optOuts,
            InstantSource clock) {
        this.hub = hub;
        this.plans = plans;
        this.calls = calls;
        this.endings = endings;
        this.optOuts = optOuts;
        this.clock = clock;
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
                Log.errorf("the Hub answers 429 with a text nobody has described: %s", text);
                yield postponed(Stops.DIALLING, text, Duration.ofMinutes(15), Duration.ZERO);
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

    private Outcome postponed(Stops stops, String text, Duration wait, Duration jitter) {
        Duration extra = Duration.ofMillis(ThreadLocalRandom.current().nextLong(jitter.toMillis() + 1));
        return new Outcome.Postponed(text, clock.instant().plus(wait).plus(extra), stops);
    }

    @Override
    public Next next(UUID id, Instant earliest) {
        Call call = calls.findById(id);
        call.takeOverNext();
        if (optOuts.containsAnyOf(List.of(new PhoneNumber(call.person)))) {
            return new Next.Ended(CallRepository.OPTED_OUT);
        }
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
