package dev.ringback.rules;

import dev.ringback.calls.CallRequest;
import java.util.UUID;

/**
 * A fact that requests a call in a trial, with the hashes by which the trial knows it.
 *
 * @param sender of the sender's name
 * @param thing of the rule, the sender and what the fact is about
 * @param person of the number to ring
 * @param asOf in microseconds, as everywhere in a trial
 * @param tie the order of facts of one instant
 * @param matter of the matter within its rules and its sender; 0 for none, and for a rule that observes
 */
record TrialFact(
        TrialRule rule,
        CallRequest request,
        UUID event,
        long sender,
        long thing,
        long person,
        long asOf,
        long tie,
        long matter) {

    static TrialFact of(TrialRule rule, CallRequest request, TrialKeys keys) {
        long sender = keys.of(request.sender().name());
        String matter = request.terms().matter();
        return new TrialFact(
                rule,
                request,
                request.event(),
                sender,
                thing(rule, sender, keys.of(request.about()), keys),
                keys.of(request.to().e164()),
                TrialKeys.micros(request.asOf()),
                keys.tie(request.asOfId()),
                matter == null || rule.rule().mode() == Rule.Mode.OBSERVE
                        ? 0
                        : keys.of(keys.of(rule.matters(), sender), keys.of(matter)));
    }

    /** @param about the hash of what the fact is about */
    static long thing(TrialRule rule, long sender, long about, TrialKeys keys) {
        return keys.of(keys.of(rule.key(), sender), about);
    }

    long expiresAt() {
        return TrialKeys.micros(request.expiresAt());
    }
}
