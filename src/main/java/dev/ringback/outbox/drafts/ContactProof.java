package dev.ringback.outbox.drafts;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Classifies, without side effects, the proof that readings of a campaign give for a row (docs/PROTOCOL.md, "Readings"). */
enum ContactProof {
    /** The Hub dialled the row. */
    DIALLED,
    /** The row was never dialled and never will be, because the campaign is over. */
    NEVER_DIALLED,
    /** The campaign is over, and the row's status proves neither a dial nor its absence. */
    UNCLEAR,
    /** The readings prove nothing yet. */
    NOTHING;

    /**
     * Lists the statuses that prove a dial or its absence.
     *
     * @param dialled statuses that show a dial
     * @param neverDialled statuses that show no dial, if the campaign is over
     * @param settleWait minimum time between two readings that prove something
     */
    record Proofs(Set<String> dialled, Set<String> neverDialled, Duration settleWait) {}

    /**
     * @param status the row's status at the Hub now
     * @param endedSince since when the row has this status in a campaign known to be over before the reading; null if its
     *     end was not known
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
