package dev.ringback.outbox.drafts;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What readings of a started campaign prove of one row (docs/PROTOCOL.md, "Readings"); without effects. */
enum ContactProof {
    /** It was dialled. */
    DIALLED,
    /** It never was and, the campaign being over, never will be. */
    NEVER_DIALLED,
    /** The campaign is over, and what it shows proves neither. */
    UNCLEAR,
    /** Nothing yet. */
    NOTHING;

    /**
     * What proves what.
     *
     * @param dialled statuses that show a dial
     * @param neverDialled statuses that show none, if the campaign is over
     * @param settleWait least time between two readings that prove something
     */
    record Proofs(Set<String> dialled, Set<String> neverDialled, Duration settleWait) {}

    /**
     * @param status as the Hub shows the row now
     * @param endedSince since when the campaign, known to be over before it was read, shows the row like that; null if it
     *     was not known to be over
     */
    static ContactProof of(String status, Instant endedSince, Instant now, Proofs proofs) {
        if (proofs.dialled.contains(status)) {
            return DIALLED;
        }
        if (endedSince == null || endedSince.plus(proofs.settleWait).isAfter(now)) {
            return NOTHING;
        }
        return proofs.neverDialled.contains(status) ? NEVER_DIALLED : UNCLEAR;
    }
}
