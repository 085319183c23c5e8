package dev.ringback.rules;

import com.google.common.primitives.UnsignedLong;
import dev.ringback.calls.CallRequest;
import dev.ringback.calls.SenderNames;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Whereabouts;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Evaluates a rule by the event and the clock alone: no database, no effect. */
@ApplicationScoped
class RuleEvaluator {
    private static final int LONGEST_THING = 255;

    private final Recipients recipients;
    private final Numbers numbers;
    private final Whereabouts whereabouts;
    private final InstantSource clock;

    RuleEvaluator(Numbers numbers, Whereabouts whereabouts, InstantSource clock) {
        this.recipients = new Recipients(numbers);
        this.numbers = numbers;
        this.whereabouts = whereabouts;
        this.clock = clock;
    }

    /** The result of a rule for an event it listens to. */
    sealed interface Evaluation {
        record Request(CallRequest request) implements Evaluation {}

        record Skip(SkipReason reason, String detail) implements Evaluation {}
    }

    /** The result of a cancel for an event it listens to. */
    sealed interface Ending {
        record OfThing(String about) implements Ending {}

        /** @param numbers all that may be the person's */
        record OfPerson(List<PhoneNumber> numbers) implements Ending {}

        /** The cancel's {@code when} is not true of this event, or its number cannot be any call's. */
        record None() implements Ending {}

        /** The event does not reveal which calls it ends. */
        record Unreadable(String why) implements Ending {}
    }

    /** The reasons why an event led to no call; the words of docs/RULES.md. */
    enum SkipReason {
        CONDITION_FALSE,
        NO_NUMBER,
        BAD_NUMBER,
        COUNTRY_NOT_ALLOWED,
        OPTED_OUT,
        NO_CONSENT,
        ALREADY_CALLED,
        SUPERSEDED,
        TEST_EVENT,
        STALE,
        RULE_ERROR;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Ends an evaluation at the first obstacle. Thrown under {@link #evaluate} and {@link #ending}, and caught there. */
    static final class SkippedException extends RuntimeException {
        private final SkipReason reason;

        SkippedException(SkipReason reason, String detail) {
            super(detail, null, false, false); // no stack: it is a result
            this.reason = reason;
        }
    }

    /**
     * Evaluates a rule on an event.
     *
     * @param sender the party behind the event's source
     * @param alsoRules other names whose calls are about the rule's things
     */
    Evaluation evaluate(Rule rule, int version, Facts facts, SenderNames sender, Set<String> alsoRules) {
        try {
            return new Evaluation.Request(request(rule, version, facts, sender, alsoRules));
        } catch (SkippedException e) {
            return new Evaluation.Skip(e.reason, e.getMessage());
        }
    }

    private CallRequest request(Rule rule, int version, Facts facts, SenderNames sender, Set<String> alsoRules) {
        if (facts.isTest()) {
            throw new SkippedException(SkipReason.TEST_EVENT, "the sender marks it as a test");
        }
        requireCondition(rule.when(), facts);
        Instant asOf = rule.asOf() == null ? facts.asOf() : asOf(rule.asOf(), facts);
        Instant expiresAt = asOf.plus(rule.expire());
        if (!expiresAt.isAfter(clock.instant())) {
            throw new SkippedException(SkipReason.STALE, "as of " + asOf + ", its reason was gone at " + expiresAt);
        }
        String about = thing(rule.about(), facts)
                .orElseThrow(() -> new SkippedException(SkipReason.RULE_ERROR, "'about' has no value"));
        Recipients.Named named = recipients.of(rule, facts);
        requireConsent(rule.consent(), facts);
        List<String> places = CallDetails.places(rule, facts);
        return new CallRequest(
                facts.event().source(),
                sender,
                rule.name(),
                alsoRules,
                version,
                about,
                named.first(),
                named.others(),
                rule.agent(),
                rule.from(),
                asOf,
                facts.event().deliveryId(),
                facts.event().id(),
                asOf.plus(rule.waitFor()),
                expiresAt,
                rule.cancelPatterns(),
                rule.via(),
                CallDetails.variables(rule, facts),
                places,
                CallDetails.zone(rule, facts),
                postal(CallDetails.postal(rule, facts), named, places),
                rule.gather());
    }

    /** @param typed null if the event names none, as is the result */
    private String postal(String typed, Recipients.Named named, List<String> places) {
        return typed == null ? null : whereabouts.postal(typed, named.region(), places, numbers.country(named.first()));
    }

    private static void requireCondition(Expression when, Facts facts) {
        if (when == null) {
            return;
        }
        switch (when.evaluate(facts.variables())) {
            case Expression.Value.Present(Boolean isTrue) when isTrue -> { // continues
            }
            case Expression.Value.Present(Boolean isFalse) ->
                throw new SkippedException(SkipReason.CONDITION_FALSE, "'when' is false");
            case Expression.Value.Present(var other) ->
                throw new SkippedException(SkipReason.CONDITION_FALSE, "'when' " + noTruth(other));
            case Expression.Value.Absent(var why) ->
                throw new SkippedException(SkipReason.CONDITION_FALSE, "'when' has no value: " + why);
            case Expression.Value.Failed(var why) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'when': " + why);
        }
    }

    private static void requireConsent(Expression consent, Facts facts) {
        if (consent == null) {
            return;
        }
        switch (consent.evaluate(facts.variables())) {
            case Expression.Value.Present(Boolean isTrue) when isTrue -> { // continues
            }
            case Expression.Value.Present(Boolean isFalse) ->
                throw new SkippedException(SkipReason.NO_CONSENT, "'consent' is false");
            case Expression.Value.Present(var other) ->
                throw new SkippedException(SkipReason.NO_CONSENT, "'consent' " + noTruth(other));
            case Expression.Value.Absent(var why) ->
                throw new SkippedException(SkipReason.NO_CONSENT, "'consent' has no value: " + why);
            case Expression.Value.Failed(var why) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'consent': " + why);
        }
    }

    private static String noTruth(Object value) {
        return "is " + ValueKind.of(value).inWords() + ", expected a truth value";
    }

    /** Returns the sender's time, but never a time after receipt, since a fact cannot come from the future. */
    private static Instant asOf(Expression expression, Facts facts) {
        Instant time = switch (expression.evaluate(facts.variables())) {
            case Expression.Value.Present(Instant instant) -> instant;
            case Expression.Value.Present(Long seconds) -> epoch(seconds);
            case Expression.Value.Present(String text) -> parsed(text);
            case Expression.Value.Present(var other) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'as_of' is not a time");
            case Expression.Value.Absent(var why) -> facts.asOf();
            case Expression.Value.Failed(var why) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'as_of': " + why);
        };
        if (time.isBefore(Instant.EPOCH)) {
            throw new SkippedException(SkipReason.RULE_ERROR, "'as_of' is before 1970");
        }
        return time.isBefore(facts.event().receivedAt()) ? time : facts.event().receivedAt();
    }

    private static Instant epoch(long seconds) {
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (DateTimeException e) {
            throw new SkippedException(SkipReason.RULE_ERROR, "'as_of' is no time in seconds");
        }
    }

    private static Instant parsed(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new SkippedException(SkipReason.RULE_ERROR, "'as_of' is not an RFC 3339 time");
        }
    }

    /** Returns the thing that an event names, fit to be stored; empty if it names none. */
    static Optional<String> thing(Expression about, Facts facts) {
        Optional<String> named = switch (about.evaluate(facts.variables())) {
            case Expression.Value.Present(String text) -> Optional.of(text);
            case Expression.Value.Present(Long whole) -> Optional.of(whole.toString());
            case Expression.Value.Present(UnsignedLong whole) -> Optional.of(whole.toString());
            case Expression.Value.Present(var other) -> Optional.empty();
            case Expression.Value.Absent(var why) -> Optional.empty();
            case Expression.Value.Failed(var why) -> Optional.empty();
        };
        return named.map(RuleEvaluator::storable).filter(text -> !text.isBlank() && text.length() <= LONGEST_THING);
    }

    /** Replaces characters that PostgreSQL's text cannot store: NUL and half a surrogate pair. */
    static String storable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                        ? '\uFFFD'
                        : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** Returns the calls that a cancel ends by this event. A failed evaluation makes the result unreadable. */
    Ending ending(Rule.Cancel cancel, Facts facts) {
        try {
            return isMeant(cancel.when(), facts) ? end(cancel, facts) : new Ending.None();
        } catch (SkippedException e) {
            return new Ending.Unreadable(e.getMessage());
        }
    }

    private static boolean isMeant(Expression when, Facts facts) {
        return switch (when == null ? null : when.evaluate(facts.variables())) {
            case null -> true;
            case Expression.Value.Present(Boolean isTrue) -> isTrue;
            case Expression.Value.Present(var other) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'when' " + noTruth(other));
            case Expression.Value.Absent(var why) -> false;
            case Expression.Value.Failed(var why) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'when': " + why);
        };
    }

    private Ending end(Rule.Cancel cancel, Facts facts) {
        if (cancel.about() != null) {
            return thing(cancel.about(), facts)
                    .<Ending>map(Ending.OfThing::new)
                    .orElseGet(() -> new Ending.Unreadable("'about' has no value"));
        }
        return switch (recipients.one(cancel.to(), cancel.region(), facts)) {
            case Recipients.Recipient.Read(var parsed, var region) ->
                // No call can be to a number that is absent or unreadable.
                ending(parsed.who()).orElseGet(Ending.None::new);
            case Recipients.Recipient.NoText(var what, var person) ->
                // A field whose type has changed may hide any number.
                ending(person)
                        .orElseGet(() -> new Ending.Unreadable("'to' is " + what.inWords() + ", expected a text"));
        };
    }

    private Optional<Ending> ending(Optional<PhoneNumber> person) {
        return person.map(number -> new Ending.OfPerson(numbers.forms(number)));
    }
}
