package dev.ringback.rules;

import com.google.common.primitives.UnsignedLong;
import dev.ringback.calls.CallRequest;
import dev.ringback.calls.CallTerms;
import dev.ringback.calls.Consents;
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
    private final ConsentReader consent;
    private final Numbers numbers;
    private final Whereabouts whereabouts;
    private final InstantSource clock;

    RuleEvaluator(Numbers numbers, Whereabouts whereabouts, InstantSource clock) {
        this.recipients = new Recipients(numbers);
        this.consent = new ConsentReader(numbers);
        this.numbers = numbers;
        this.whereabouts = whereabouts;
        this.clock = clock;
    }

    /** The result of a rule for an event it listens to. */
    sealed interface Evaluation {
        /** @param said what the event says of consent; null: nothing */
        record Request(CallRequest request, Consents.Statement said) implements Evaluation {}

        /** @param said what the event says of consent, if its number is known; null: nothing */
        record Skip(SkipReason reason, String detail, Consents.Statement said) implements Evaluation {}
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
        OBSERVED,
        RULE_ERROR;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Ends an evaluation at the first obstacle. Thrown under {@link #evaluate} and {@link #ending}, and caught there. */
    static final class SkippedException extends RuntimeException {
        private final SkipReason reason;
        private final transient Consents.Statement said; // null: nothing

        SkippedException(SkipReason reason, String detail) {
            this(reason, detail, null);
        }

        SkippedException(SkipReason reason, String detail, Consents.Statement said) {
            super(detail, null, false, false); // no stack: it is a result
            this.reason = reason;
            this.said = said;
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
            return request(rule, version, facts, sender, alsoRules);
        } catch (SkippedException e) {
            return new Evaluation.Skip(e.reason, e.getMessage(), e.said == null ? said(rule, facts, sender) : e.said);
        }
    }

    /** Returns what an event says of consent although it leads to no call: a withdrawal counts all the same. */
    private Consents.Statement said(Rule rule, Facts facts, SenderNames sender) {
        if (rule.consent() == null || rule.consent().isConstant() || facts.isTest()) {
            return null;
        }
        try {
            return consent.of(rule, facts, sender, recipients.of(rule, facts).first(), factTime(rule, facts));
        } catch (SkippedException e) {
            return e.said;
        }
    }

    private Evaluation request(Rule rule, int version, Facts facts, SenderNames sender, Set<String> alsoRules) {
        if (facts.isTest()) {
            throw new SkippedException(SkipReason.TEST_EVENT, "the sender marks it as a test");
        }
        requireCondition(rule.when(), facts);
        Instant asOf = factTime(rule, facts);
        Instant expiresAt = asOf.plus(rule.expire());
        if (!expiresAt.isAfter(clock.instant())) {
            throw new SkippedException(SkipReason.STALE, "as of " + asOf + ", its reason was gone at " + expiresAt);
        }
        String about = thing(rule.about(), facts)
                .orElseThrow(() -> new SkippedException(SkipReason.RULE_ERROR, "'about' has no value"));
        Recipients.Named named = recipients.of(rule, facts);
        Consents.Statement said = consent.of(rule, facts, sender, named.first(), asOf);
        List<String> places = CallDetails.places(rule, facts);
        CallTerms terms = new CallTerms(
                matter(rule.matter(), facts), rule.window(), ConsentReader.seller(rule.consent(), sender));
        CallRequest request = new CallRequest(
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
                rule.gather(),
                terms);
        return new Evaluation.Request(request, said);
    }

    /** @return null where the rule names none, or the event gives it no value */
    private static String matter(Expression matter, Facts facts) {
        Object value = switch (matter == null ? null : matter.evaluate(facts.variables())) {
            case null -> null;
            case Expression.Value.Present(var present) -> present;
            case Expression.Value.Absent(var why) -> null;
            case Expression.Value.Failed(var why) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'matter': " + why);
        };
        return switch (value) {
            case null -> null;
            case String text when text.isBlank() -> null;
            case String text -> named("matter", text);
            case Long whole -> whole.toString();
            case UnsignedLong whole -> whole.toString();
            case Object other ->
                throw new SkippedException(
                        SkipReason.RULE_ERROR,
                        "'matter' is " + ValueKind.of(other).inWords() + ", expected a text or a whole number");
        };
    }

    private static String named(String field, String text) {
        if (text.length() > LONGEST_THING) {
            throw new SkippedException(
                    SkipReason.RULE_ERROR, "'" + field + "' is longer than " + LONGEST_THING + " letters");
        }
        return storable(text);
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

    static String noTruth(Object value) {
        return "is " + ValueKind.of(value).inWords() + ", expected a truth value";
    }

    /** Returns the time of a fact: the rule's, or the source kind's where the rule has none or its expression no value. */
    static Instant factTime(Rule rule, Facts facts) {
        return rule.asOf() == null ? facts.asOf() : time("as_of", rule.asOf(), facts);
    }

    /** Returns the sender's time, but never a time after receipt, since a fact cannot come from the future. */
    static Instant time(String field, Expression expression, Facts facts) {
        Instant time = switch (expression.evaluate(facts.variables())) {
            case Expression.Value.Present(Instant instant) -> instant;
            case Expression.Value.Present(Long seconds) -> epoch(field, seconds);
            case Expression.Value.Present(String text) -> parsed(field, text);
            case Expression.Value.Present(var other) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'" + field + "' is not a time");
            case Expression.Value.Absent(var why) -> facts.asOf();
            case Expression.Value.Failed(var why) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'" + field + "': " + why);
        };
        if (time.isBefore(Instant.EPOCH)) {
            throw new SkippedException(SkipReason.RULE_ERROR, "'" + field + "' is before 1970");
        }
        return time.isBefore(facts.event().receivedAt()) ? time : facts.event().receivedAt();
    }

    private static Instant epoch(String field, long seconds) {
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (DateTimeException e) {
            throw new SkippedException(SkipReason.RULE_ERROR, "'" + field + "' is no time in seconds");
        }
    }

    private static Instant parsed(String field, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new SkippedException(SkipReason.RULE_ERROR, "'" + field + "' is not an RFC 3339 time");
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

    /** Whether a cancel's condition is true; null always is. A condition that cannot be evaluated throws. */
    static boolean isMeant(Expression when, Facts facts) {
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
