package dev.ringback.platform;

import java.util.Locale;

/** What must not happen and did: each wakes somebody. A new one is a constant here, and a rule in deploy/monitoring. */
public enum Alarm {
    /** A phone may have rung twice about one thing; the object is the call. */
    SECOND_RING,
    /** A campaign started though its deletion as a draft was proved: the Hub is not as assumed; the object is its id. */
    DELETED_DRAFT_STARTED,
    /** A campaign ran at the Hub and got on no more, so it is stopped; the object is its id. */
    CAMPAIGN_STALLED,
    /** An event ends calls, but not readably which, so they are held; the object is the rule. */
    FAILED_CANCEL,
    /** An event could not be decided and was given up; the object is its source. */
    EVENT_FAILED,
    /** A rule failed on an event in an unforeseen way, and the event was decided without it; the object is the rule. */
    RULE_FAILED,
    /** The database refused a claim, so that nobody is rung twice at once; the object is the refusing constraint. */
    CLAIM_REFUSED;

    /** As metrics, alerts and messages name it: {@code second_ring}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
