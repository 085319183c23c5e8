package dev.ringback.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringback.calls.lawful.Address;
import dev.ringback.calls.lawful.HoursInForce;
import dev.ringback.calls.lawful.LawfulWindow;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.OwnHours;
import dev.ringback.hub.CallsClient;
import dev.ringback.outbox.CallOrigin;
import dev.ringback.outbox.Plan;
import dev.ringback.outbox.Scope;
import dev.ringback.outbox.drafts.ContactRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans when a call may be claimed, inside its lawful window and before its expiry, and the payload to send. */
@ApplicationScoped
class CallPlan {
    /** The time that a claim may take to become a ring, which must still lie inside the window. */
    static final Duration MARGIN = Duration.ofMinutes(1);

    /**
     * The least time left in a window for a campaign to start. It dials by itself, and stopping it takes time
     * (docs/PROTOCOL.md, "Deadlines and leases").
     */
    static final Duration LEAST_FOR_A_CAMPAIGN = Duration.ofMinutes(15);

    private final Numbers numbers;
    private final HoursInForce hours;
    private final ObjectMapper json;
    private final Dispatches dispatches;

    CallPlan(Numbers numbers, HoursInForce hours, ObjectMapper json, Dispatches dispatches) {
        this.numbers = numbers;
        this.hours = hours;
        this.json = json;
        this.dispatches = dispatches;
    }

    /**
     * Plans a call by its present data, not before its wait is over.
     *
     * @return empty where no lawful time is left before its expiry, or its campaign has no date yet
     */
    Optional<Plan> plan(Call call, Instant earliest) {
        return plan(call, call.campaign == null ? null : dispatches.of(call.campaign), earliest);
    }

    /**
     * Plans a call with its campaign's terms already read.
     *
     * @param terms null for a single call
     */
    Optional<Plan> plan(Call call, Dispatches.CampaignTerms terms, Instant earliest) {
        if (terms == null) {
            return plan(call, earliest, null, null);
        }
        if (terms.startAt() == null) {
            return Optional.empty();
        }
        Instant start = terms.startAt().isAfter(earliest) ? terms.startAt() : earliest;
        return plan(call, start, Scope.campaign(terms.campaign()), terms.maxConcurrent());
    }

    /** @param series the scope of its campaign; null for a single call, as is {@code maxConcurrent} */
    private Optional<Plan> plan(Call call, Instant earliest, Scope series, Integer maxConcurrent) {
        HoursInForce.InForce now = hours.now();
        String country = numbers.country(call.person);
        LawfulWindow window =
                now.hours().window(call.person, country, call.address()).within(call.ownHours());
        Instant limit = call.expiresAt.minus(MARGIN);
        Duration least = least(call.via);
        Instant wait = call.ownWaitEnd();
        Optional<LawfulWindow.Opening> opening =
                opening(window, least, wait.isAfter(earliest) ? wait : earliest, limit);
        return opening.map(found -> {
            Law law = new Law(country, now.digest(), limits(window, found.from()));
            return plan(call, found, earlier(found.until().minus(least), limit), limit, law, series, maxConcurrent);
        });
    }

    /** Returns the least time that an opening must have left for a call. */
    static Duration least(Call.Via via) {
        return switch (via) {
            case CAMPAIGN -> LEAST_FOR_A_CAMPAIGN;
            case ORIGINATE -> MARGIN;
        };
    }

    /** Returns the first opening with enough time left; empty if none begins before the limit. */
    static Optional<LawfulWindow.Opening> opening(
            LawfulWindow window, Duration least, Instant earliest, Instant limit) {
        Optional<LawfulWindow.Opening> opening = window.next(earliest, limit);
        while (opening.isPresent()
                && !opening.get().from().isBefore(opening.get().until().minus(least))) {
            opening = window.next(opening.get().until(), limit); // too little of this opening is left
        }
        return opening;
    }

    /** Holds the parts of the law that a plan carries. */
    private record Law(String country, String digest, List<Plan.Limit> limits) {}

    private static List<Plan.Limit> limits(LawfulWindow window, Instant at) {
        return window.limits(at).stream()
                .map(limit -> new Plan.Limit(limit.calls(), limit.per()))
                .distinct()
                .toList();
    }

    private Plan plan(
            Call call,
            LawfulWindow.Opening opening,
            Instant notAfter,
            Instant limit,
            Law law,
            Scope series,
            Integer maxConcurrent) {
        Instant stopAt = earlier(opening.until().minus(MARGIN), limit);
        return switch (call.via) {
            case ORIGINATE ->
                new Plan(
                        call.person,
                        law.country,
                        written(new CallsClient.NewCall(call.agent, call.fromNumber, call.person)),
                        List.of(call.cancelOn),
                        scopes(call, series),
                        opening.from(),
                        notAfter,
                        null,
                        null,
                        series != null,
                        law.digest,
                        law.limits,
                        consent(call));
            case CAMPAIGN -> {
                ContactRow row =
                        new ContactRow(call.agent, call.fromNumber, call.person, call.variables, maxConcurrent);
                yield new Plan(
                        call.person,
                        law.country,
                        written(row),
                        List.of(call.cancelOn),
                        scopes(call, series),
                        opening.from(),
                        notAfter,
                        series == null ? row.batchKey() : row.batchKey().inSeries(series, stopAt),
                        stopAt,
                        series != null,
                        law.digest,
                        law.limits,
                        consent(call));
            }
        };
    }

    /** @return null where no consent is needed */
    private static Plan.Consent consent(Call call) {
        if (call.consentOf == null) {
            return null;
        }
        return switch (call.origin) {
            case CallOrigin.ByRule rule -> new Plan.Consent(call.consentOf, null);
            case CallOrigin.ByUpload upload -> new Plan.Consent(call.consentOf, call.asOf); // the file says it
        };
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /**
     * Returns when a campaign that may be ringing a call must have stopped, by where a fact says the person is.
     *
     * @param own the rule's own hours for the fact; null: the lawful hours alone
     * @return the end of the present hours or the call's expiry, less the margin; now, if the fact leaves no hour now
     */
    Instant stopTime(Call call, Address address, OwnHours own, Instant now) {
        return hours.now()
                .hours()
                .window(call.person, numbers.country(call.person), address) // the person who may be ringing
                .within(own)
                .next(now, now.plus(MARGIN))
                .filter(opening -> opening.from().equals(now))
                .map(opening -> earlier(opening.until().minus(MARGIN), call.expiresAt.minus(MARGIN)))
                .orElse(now);
    }

    /** Returns in words why a call has no plan. */
    String whyNone(Call call) {
        String why = hours.now()
                .hours()
                .whyNone(call.person, numbers.country(call.person), call.address(), call.ownWaitEnd(), call.expiresAt);
        return call.ownHours == null ? why : why + "; the rule's own hours are " + call.ownHours;
    }

    /** Returns a call's pause scopes. An uploaded call has its campaign's, not a rule's, so no rule change holds it. */
    private static List<Scope> scopes(Call call, Scope series) {
        Scope rule = switch (call.origin) {
            case CallOrigin.ByRule(var name) -> Scope.rule(name);
            case CallOrigin.ByUpload upload -> null;
        };
        Stream<Scope> own = Stream.of(
                Scope.ALL, Scope.ACCOUNT, Scope.agent(call.agent), Scope.number(call.fromNumber), rule, series);
        return own.filter(Objects::nonNull).toList();
    }

    private String written(Object payload) {
        try {
            return json.writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }

    CallsClient.NewCall read(String payload) {
        try {
            return json.readValue(payload, CallsClient.NewCall.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an originate's payload is what we wrote", e);
        }
    }
}
