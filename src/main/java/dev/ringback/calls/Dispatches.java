package dev.ringback.calls;

import java.time.Instant;
import java.util.UUID;

/** What calls need to know of campaigns; the feature that owns those implements it. In the caller's transaction. */
public interface Dispatches {
    /**
     * What a campaign says of its calls.
     *
     * @param startAt no call of it goes before; null: it has no date yet, and none goes
     * @param maxConcurrent how many of them dial at once
     * @param over the stable word with which its calls end, since nothing of it goes any more; null while it goes
     * @param changed what uploaded calls take over; null: it was never changed since they were made
     */
    record CampaignTerms(UUID campaign, Instant startAt, int maxConcurrent, String over, Changed changed) {}

    /** @param from E.164, the caller number */
    record Changed(Instant at, String agent, String from, Instant expiresAt) {}

    CampaignTerms of(UUID campaign);

    /**
     * The campaign that gathers for the fact's rule, held as it is to the end of the transaction; made where there is
     * none. All persons are locked before.
     */
    UUID gathering(CallRequest fact);
}
