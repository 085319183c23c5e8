package dev.ringback.platform;

import java.util.Locale;

/** Alarms report violations that need a person. A new alarm needs a constant here and a rule in deploy/monitoring. */
public enum Alarm {
    /** A phone may have rung twice about one thing. The object is the call. */
    SECOND_RING,
    /** A campaign started although its draft was provably deleted: the Hub is not as assumed. The object is its id. */
    DELETED_DRAFT_STARTED,
    /** A campaign ran at the Hub without progress, so it is stopped. The object is its id. */
    CAMPAIGN_STALLED,
    /** An event ends calls, but does not say readably which calls, so they are held. The object is the rule. */
    FAILED_CANCEL,
    /** An event could not be decided and was given up. The object is its source. */
    EVENT_FAILED,
    /** A rule failed on an event unexpectedly, and the event was decided without it. The object is the rule. */
    RULE_FAILED,
    /** The database refused a claim, so that no person is rung twice at once. The object is the refusing constraint. */
    CLAIM_REFUSED;

    /** Returns the alarm's name in metrics, alerts and messages, such as {@code second_ring}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
