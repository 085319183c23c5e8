package dev.ringback.calls;

import dev.ringback.calls.lawful.OwnHours;

/**
 * The terms of a call beside the law, as its rule sets them.
 *
 * @param matter what the call is about beyond its thing, unique within the sender; null: the thing alone
 * @param hours the rule's own hours; null: the lawful hours alone
 * @param consentOf the seller without whose consent the call may not be made; null: no consent is needed
 */
public record CallTerms(String matter, OwnHours hours, String consentOf) {
    public static final CallTerms NONE = new CallTerms(null, null, null);
}
