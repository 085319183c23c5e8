package dev.ringback.rules;

import dev.ringback.calls.Consents;
import dev.ringback.calls.SenderNames;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.RuleEvaluator.SkipReason;
import dev.ringback.rules.RuleEvaluator.SkippedException;
import java.time.Instant;

/** Reads what an event says of a person's consent. */
final class ConsentReader {
    private final Numbers numbers;

    ConsentReader(Numbers numbers) {
        this.numbers = numbers;
    }

    /** Returns the seller whose consent a rule's calls need; null if they need none. */
    static String seller(Rule.ConsentTerms terms, SenderNames sender) {
        if (terms == null) {
            return null;
        }
        return terms.seller() == null ? sender.name() : terms.seller();
    }

    /**
     * Returns what the event says.
     *
     * @return null if the rule needs no consent, or takes it as given whatever the event says
     * @throws SkippedException if consent is not given; with the statement, if the event makes one
     */
    Consents.Statement of(Rule rule, Facts facts, SenderNames sender, PhoneNumber person, Instant asOf) {
        Rule.ConsentTerms terms = rule.consent();
        if (terms == null) {
            return null;
        }
        return switch (terms.given().evaluate(facts.variables())) {
            case Expression.Value.Present(Boolean isGiven) -> {
                Consents.Statement said =
                        terms.isConstant() ? null : statement(rule, facts, sender, person, isGiven, asOf);
                if (!isGiven) {
                    throw new SkippedException(SkipReason.NO_CONSENT, "'consent' is false", said);
                }
                yield said;
            }
            case Expression.Value.Present(var other) ->
                throw new SkippedException(SkipReason.NO_CONSENT, "'consent' " + RuleEvaluator.noTruth(other));
            case Expression.Value.Absent(var why) ->
                throw new SkippedException(SkipReason.NO_CONSENT, "'consent' has no value: " + why);
            case Expression.Value.Failed(var why) ->
                throw new SkippedException(SkipReason.RULE_ERROR, "'consent': " + why);
        };
    }

    private Consents.Statement statement(
            Rule rule, Facts facts, SenderNames sender, PhoneNumber person, boolean isGiven, Instant asOf) {
        Rule.ConsentTerms terms = rule.consent();
        Instant at = terms.time() == null ? asOf : RuleEvaluator.time("consent.time", terms.time(), facts);
        return new Consents.Statement(
                numbers.forms(person),
                seller(terms, sender),
                isGiven,
                at.isBefore(asOf) ? at : asOf,
                facts.event().deliveryId(),
                terms.basis() == null ? null : terms.basis().name(),
                terms.source(),
                terms.text(),
                rule.name(),
                facts.event().id());
    }
}
