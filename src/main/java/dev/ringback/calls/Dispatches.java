package dev.ringback.calls;

import dev.ringback.outbox.EndReason;
import dev.ringback.privacy.PhoneNumber;
import java.time.Instant;
import java.util.UUID;

/** Provides campaign data to calls; the package that owns campaigns implements it. Runs in the caller's transaction. */
public interface Dispatches {
    /**
     * Holds a campaign's terms for its calls.
     *
     * @param startAt no call is sent earlier; null if the campaign has no date yet, and then no call is sent
     * @param maxConcurrent how many of its calls may dial at once
     * @param over why its calls end once the campaign is over; null before
     * @param changed the data that uploaded calls take over; null if never changed since they were made
     */
    record CampaignTerms(UUID campaign, Instant startAt, int maxConcurrent, EndReason over, Changed changed) {}

    /** @param from the caller number */
    record Changed(Instant at, String agent, PhoneNumber from, Instant expiresAt) {}

    CampaignTerms of(UUID campaign);

    /** Returns whether the campaign has ended, for whatever reason: it sends no further call. */
    boolean isOver(UUID campaign);

    /**
     * Returns the campaign that gathers for the fact's rule, or creates one. It does not change until the transaction
     * ends. All persons must be locked before.
     */
    UUID gathering(CallRequest fact);
}
