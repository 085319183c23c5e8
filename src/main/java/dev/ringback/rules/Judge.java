package dev.ringback.rules;

import com.google.common.primitives.UnsignedLong;
import dev.ringback.calls.Numbers;
import dev.ringback.calls.Proposal;
import dev.ringback.calls.SenderNames;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Says what a rule makes of an event, by the event alone: no database, no effect. */
@ApplicationScoped
class Judge {
    private static final int LONGEST_THING = 255;

    private final Numbers numbers;
    private final InstantSource clock;

    Judge(Numbers numbers, InstantSource clock) {
        this.numbers = numbers;
        this.clock = clock;
    }

    /** What a rule makes of an event it listens to. */
    sealed interface Judgement {
        record Ask(Proposal proposal) implements Judgement {}

        record Skip(SkipReason reason, String detail) implements Judgement {}
    }

    /** What a cancel makes of an event it listens to. */
    sealed interface Ending {
        record OfThing(String about) implements Ending {}

        record OfPerson(PhoneNumber person) implements Ending {}

        /** Its {@code when} is not true of this event. */
        record None() implements Ending {}

        /** Nobody can say what it ends. */
        record Unreadable(String why) implements Ending {}
    }

    /** Why an event led to no call; the words of DESIGN.md. */
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

    /** Thrown under {@link #judge} and caught there: the first thing that keeps a rule from calling ends the judging. */
    static final class SkippedException extends RuntimeException {
        private final SkipReason reason;

        SkippedException(SkipReason reason, String detail) {
            super(detail, null, false, false); // no stack: it is a result
            this.reason = reason;
        }
    }

    /**
     * Judges an event by a rule.
     *
     * @param sender the party behind the event's source
     * @param alsoRules other names whose calls are about the rule's things
     */
    Judgement judge(Rule rule, int version, Facts facts, SenderNames sender, Set<String> alsoRules) {
        try {
            return new Judgement.Ask(proposal(rule, version, facts, sender, alsoRules));
        } catch (SkippedException e) {
            return new Judgement.Skip(e.reason, e.getMessage());
        }
    }

    private Proposal proposal(Rule rule, int version, Facts facts, SenderNames sender, Set<String> alsoRules) {
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
        List<PhoneNumber> usable = numbers(rule, facts);
        requireConsent(rule.consent(), facts);
        return new Proposal(
                facts.event().source(),
                sender,
                rule.name(),
                alsoRules,
                version,
                about,
                usable.getFirst(),
                usable.subList(1, usable.size()),
                rule.agent(),
                rule.from(),
                asOf,
                facts.event().deliveryId(),
                facts.event().id(),
                asOf.plus(rule.waitFor()),
                expiresAt,
                rule.cancelPatterns(),
                rule.via(),
                Particulars.variables(rule, facts),
                Particulars.places(rule, facts),
                Particulars.zone(rule, facts),
                rule.gather());
    }

    private static void requireCondition(Expression when, Facts facts) {
        if (when == null) {
            return;
        }
        switch (when.evaluate(facts.variables())) {
            case Expression.Value.Present(Boolean isTrue) when isTrue -> { // goes on
            }
            case Expression.Value.Present(var value) ->
                throw new SkippedException(
                        SkipReason.CONDITION_FALSE,
                        "'when' is " + value.getClass().getSimpleName().replace("Boolean", "false"));
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
            case Expression.Value.Present(Boolean isTrue) when isTrue -> { // goes on
            }
            case Expression.Value.Present(var other) ->
                throw new SkippedException(SkipReason.NO_CONSENT, "'consent' is not true");
            case Expression.Value.Absent(var why) ->
                throw new SkippedException(SkipReason.NO_CONSENT, "'consent' has no value: " + why);
            case Expression.Value.Failed(var why) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'consent': " + why);
        }
    }

    /** The sender's time; never later than we received it, since a fact cannot come from the future. */
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

    private static Optional<String> thing(Expression about, Facts facts) {
        Optional<String> named = switch (about.evaluate(facts.variables())) {
            case Expression.Value.Present(String text) -> Optional.of(text);
            case Expression.Value.Present(Long whole) -> Optional.of(whole.toString());
            case Expression.Value.Present(UnsignedLong whole) -> Optional.of(whole.toString());
            case Expression.Value.Present(var other) -> Optional.empty();
            case Expression.Value.Absent(var why) -> Optional.empty();
            case Expression.Value.Failed(var why) -> Optional.empty();
        };
        return named.map(Judge::storable).filter(text -> !text.isBlank() && text.length() <= LONGEST_THING);
    }

    /** PostgreSQL's text knows neither NUL nor half a surrogate pair. */
    static String storable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                        ? '\uFFFD'
                        : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** The usable ones of the rule's numbers, at least one; else what kept the last named one from being used. */
    private List<PhoneNumber> numbers(Rule rule, Facts facts) {
        Set<PhoneNumber> usable = new LinkedHashSet<>();
        SkippedException kept = new SkippedException(SkipReason.NO_NUMBER, "the event names no number");
        for (Rule.Target target : rule.to()) {
            switch (number(target.number(), target.region(), facts)) {
                case Numbers.Parsed.Usable(var number, var country) -> usable.add(number);
                case Numbers.Parsed.Absent() -> { // the next one may be there
                }
                case Numbers.Parsed.Bad(var why) -> kept = new SkippedException(SkipReason.BAD_NUMBER, why);
                case Numbers.Parsed.CountryNotAllowed(var country) ->
                    kept = new SkippedException(
                            SkipReason.COUNTRY_NOT_ALLOWED, country + " is not in ringback.allowed-countries");
            }
        }
        if (usable.isEmpty()) {
            throw kept;
        }
        return List.copyOf(usable);
    }

    private Numbers.Parsed number(Expression number, Expression region, Facts facts) {
        return switch (number.evaluate(facts.variables())) {
            case Expression.Value.Present(String typed) -> numbers.parse(typed, region(region, facts));
            case Expression.Value.Present(var other) -> new Numbers.Parsed.Bad("not a text");
            case Expression.Value.Absent(var why) -> new Numbers.Parsed.Absent();
            case Expression.Value.Failed(var why) -> new Numbers.Parsed.Bad("'to': " + why);
        };
    }

    private static String region(Expression region, Facts facts) {
        return region != null && region.evaluate(facts.variables()) instanceof Expression.Value.Present(String text)
                ? text
                : "";
    }

    /** What a cancel ends by this event. */
    Ending ending(Rule.Cancel cancel, Facts facts) {
        if (cancel.when() != null) {
            switch (cancel.when().evaluate(facts.variables())) {
                case Expression.Value.Present(Boolean isTrue) when isTrue -> { // goes on
                }
                case Expression.Value.Present(var other) -> {
                    return new Ending.None();
                }
                case Expression.Value.Absent(var why) -> {
                    return new Ending.None();
                }
                case Expression.Value.Failed(var why) -> {
                    return new Ending.Unreadable("'when': " + why);
                }
            }
        }
        if (cancel.about() != null) {
            return thing(cancel.about(), facts)
                    .<Ending>map(Ending.OfThing::new)
                    .orElseGet(() -> new Ending.Unreadable("'about' has no value"));
        }
        if (cancel.to().evaluate(facts.variables()) instanceof Expression.Value.Failed(var why)) {
            return new Ending.Unreadable("'to': " + why);
        }
        // No call of ours can be to a number that is absent or cannot be rung.
        return number(cancel.to(), cancel.region(), facts) instanceof Numbers.Parsed.Usable(var person, var country)
                ? new Ending.OfPerson(person)
                : new Ending.None();
    }
}
