package dev.ringback.rules;

import dev.ringback.calls.lawful.Numbers;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.RuleEvaluator.SkipReason;
import dev.ringback.rules.RuleEvaluator.SkippedException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the persons that an event names. Opt-outs and cancels concern every such person, whether the number may be rung or
 * not. An extension, a premium number or a country that is not allowed makes no difference.
 */
final class Recipients {
    private final Numbers numbers;

    Recipients(Numbers numbers) {
        this.numbers = numbers;
    }

    /**
     * Holds the persons that a rule's numbers name, each once.
     *
     * @param first the person of the first number that may be rung
     * @param region the region that the event has for that number, as written; may be empty
     * @param others all other persons, ringable or not: an opt-out of any of them counts for all
     */
    record Named(PhoneNumber first, String region, List<PhoneNumber> others) {}

    /** A number of an event; {@code person} is empty where the number does not identify a person. */
    sealed interface Recipient {
        Optional<PhoneNumber> person();

        /**
         * @param parsed the number, or why it may not be rung
         * @param region as written; may be empty
         */
        record Read(Numbers.Parsed parsed, String region) implements Recipient {
            @Override
            public Optional<PhoneNumber> person() {
                return parsed.who();
            }
        }

        /** @param kind the kind of value that stands where a text was expected */
        record NoText(ValueKind kind, Optional<PhoneNumber> person) implements Recipient {}
    }

    /**
     * Reads all numbers of a rule.
     *
     * @throws SkippedException with the last number's obstacle, where no number may be rung
     */
    Named of(Rule rule, Facts facts) {
        Set<PhoneNumber> meant = new LinkedHashSet<>();
        PhoneNumber first = null;
        String regionOfFirst = "";
        SkippedException kept = new SkippedException(SkipReason.NO_NUMBER, "the event names no number");
        for (Rule.Target target : rule.to()) {
            Recipient recipient = one(target.number(), target.region(), facts);
            recipient.person().map(numbers::forms).ifPresent(meant::addAll);
            switch (recipient) {
                case Recipient.Read(Numbers.Parsed.Usable(var number, var country), var region) -> {
                    regionOfFirst = first == null ? region : regionOfFirst;
                    first = first == null ? number : first;
                }
                case Recipient.Read(Numbers.Parsed.Absent(), var region) -> { // the next number may be present
                }
                case Recipient.Read(Numbers.Parsed.Bad(var who, var why), var region) ->
                    kept = new SkippedException(SkipReason.BAD_NUMBER, why);
                case Recipient.Read(Numbers.Parsed.CountryNotAllowed(var number, var country), var region) ->
                    kept = new SkippedException(
                            SkipReason.COUNTRY_NOT_ALLOWED, country + " is not in ringback.allowed-countries");
                case Recipient.NoText(var kind, var person) ->
                    kept = new SkippedException(SkipReason.BAD_NUMBER, kind.inWords() + " is not a text");
            }
        }
        if (first == null) {
            throw kept;
        }
        meant.remove(first);
        return new Named(first, regionOfFirst, List.copyOf(meant));
    }

    /**
     * Reads one number.
     *
     * @param region null if the rule names none
     * @throws SkippedException if an expression cannot be evaluated
     */
    Recipient one(Expression number, Expression region, Facts facts) {
        return switch (number.evaluate(facts.variables())) {
            case Expression.Value.Present(String typed) -> {
                String written = region(region, facts);
                yield new Recipient.Read(numbers.parse(typed, written), written);
            }
            case Expression.Value.Present(Long digits) ->
                new Recipient.NoText(ValueKind.NUMBER, numbers.identify(digits.toString(), region(region, facts)));
            case Expression.Value.Present(var other) -> new Recipient.NoText(ValueKind.of(other), Optional.empty());
            case Expression.Value.Absent(var why) -> new Recipient.Read(new Numbers.Parsed.Absent(), "");
            case Expression.Value.Failed(var why) -> throw new SkippedException(SkipReason.RULE_ERROR, "'to': " + why);
        };
    }

    /** Returns the region as the event has it; empty where it has none. */
    private static String region(Expression region, Facts facts) {
        return switch (region == null ? null : region.evaluate(facts.variables())) {
            case null -> "";
            case Expression.Value.Present(String text) -> text;
            case Expression.Value.Present(var other) -> "";
            case Expression.Value.Absent(var why) -> "";
            case Expression.Value.Failed(var why) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'region': " + why);
        };
    }
}
