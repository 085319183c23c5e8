package dev.ringback.calls.campaigns;

import dev.ringback.outbox.Pauses;
import dev.ringback.platform.Audit;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where campaigns go by themselves: from their date on, or past it, to their end. Each public method is a transaction. */
@ApplicationScoped
class CampaignLifecycle {
    static final String MISFIRE = "misfire_skipped";
    private static final String WAITS = "waits for the decision of events received before its date";

    private final CampaignRepository campaigns;
    private final Pauses pauses;
    private final Audit audit;
    private final Duration longestWait;

    CampaignLifecycle(
            CampaignRepository campaigns,
            Pauses pauses,
            Audit audit,
            @ConfigProperty(name = "ringback.campaigns.wait-for-events", defaultValue = "10m") Duration longestWait) {
        this.campaigns = campaigns;
        this.pauses = pauses;
        this.audit = audit;
        this.longestWait = longestWait;
    }

    /** Campaigns whose dispatch has come. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<UUID> due() {
        return campaigns.due(campaigns.now());
    }

    /** Campaigns whose calls are to be moved or ended, of which nothing may go meanwhile. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<UUID> heldBack() {
        return campaigns.heldBack().stream().map(Campaign::id).toList();
    }

    @Transactional(TxType.REQUIRES_NEW)
    public void completeFinished() {
        campaigns.completeFinished();
    }

    /**
     * Dispatches or skips a campaign whose date has come, whichever replica comes first. A gathering campaign first waits
     * for the decision of every event received before its date, since the people of such events belong to it. It waits no
     * longer than {@code ringback.campaigns.wait-for-events}.
     *
     * @return whether its date is done with
     */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean dispatch(UUID id) {
        Instant now = campaigns.now();
        Campaign campaign = campaigns.lock(id).orElseThrow();
        boolean isDue = (campaign.state == Campaign.State.GATHERING || campaign.state == Campaign.State.SCHEDULED)
                && !campaign.startAt.isAfter(now);
        if (!isDue || waitsForEvents(campaign, now)) {
            return false;
        }
        tick(campaign, now);
        return true;
    }

    /** Keeps every call of a campaign that cannot be looked at from going, until a look at it succeeds. */
    @Transactional(TxType.REQUIRES_NEW)
    public void holdBack(UUID id) {
        pauses.pauseScope(Pauses.ofCampaign(id), Pauses.BY_ITSELF, "it could not be looked at");
    }

    /** Whether its dispatch waits for the decision of events; holds its calls back then, and says until when. */
    boolean waitsForEvents(Campaign campaign, Instant now) {
        if (!mustWaitForEvents(campaign, now)) {
            return false;
        }
        campaign.reason = WAITS + ", until " + campaign.startAt.plus(longestWait(campaign)) + " at the latest";
        pauses.pauseScope(Pauses.ofCampaign(campaign.id), Pauses.BY_ITSELF, campaign.reason);
        return true;
    }

    /** Never so long that the dispatch would come too late for its grace. */
    private Duration longestWait(Campaign campaign) {
        Duration half = campaign.grace.dividedBy(2);
        return longestWait.compareTo(half) < 0 ? longestWait : half;
    }

    private boolean mustWaitForEvents(Campaign campaign, Instant now) {
        return campaign.rule != null
                && campaign.state == Campaign.State.GATHERING
                && !campaign.startAt.isAfter(now)
                && campaign.startAt.plus(longestWait(campaign)).isAfter(now)
                && campaigns.isUndecidedFromBefore(campaign.startAt);
    }

    /** In the caller's transaction, which has locked it. Its people are due by themselves. */
    void tick(Campaign campaign, Instant now) {
        if (campaign.startAt.plus(campaign.grace).isBefore(now)) {
            skip(campaign, now);
        } else {
            campaign.state = Campaign.State.RUNNING;
            campaign.startedAt = now;
            if (campaign.reason != null && campaign.reason.startsWith(WAITS)) {
                campaign.reason = null; // its calls are let go by the round that finds it held back
            }
            audit.record(Pauses.BY_ITSELF, "dispatch", "campaign " + campaign.id, "for " + campaign.startAt);
        }
    }

    /** Too late: the next date takes its people over; where there is none, they are not rung. */
    private void skip(Campaign campaign, Instant now) {
        String skipped = MISFIRE + " " + campaign.startAt;
        Log.warnf("campaign %s: its dispatch for %s is skipped, it is %s", campaign.id, campaign.startAt, now);
        audit.record(Pauses.BY_ITSELF, "skip_dispatch", "campaign " + campaign.id, "for " + campaign.startAt);
        Optional<Instant> next = schedule(campaign).flatMap(schedule -> schedule.next(now));
        if (next.isPresent()) {
            moveTo(campaign, next.get(), skipped);
        } else {
            finish(campaign, Campaign.State.FAILED, MISFIRE, now);
            pauses.pauseScope(Pauses.ofCampaign(campaign.id), Pauses.BY_ITSELF, skipped);
        }
    }

    static Optional<Schedule> schedule(Campaign campaign) {
        return campaign.schedule == null ? Optional.empty() : Schedule.stored(campaign.schedule, campaign.zone);
    }

    /** Its calls follow in batches; until they have, nothing of it goes. In the caller's transaction. */
    void moveTo(Campaign campaign, Instant date, String reason) {
        campaign.startAt = date;
        campaign.reason = reason;
        pauses.pauseScope(Pauses.ofCampaign(campaign.id), Pauses.BY_ITSELF, reason);
    }

    /** Its uploaded calls take over what it says now, in batches; until they have, nothing of it goes. As {@link #moveTo}. */
    void change(Campaign campaign, Instant now) {
        campaign.changedAt = now;
        campaign.startAt = campaign.startAt == null ? now : campaign.startAt;
        campaign.expiresAt =
                campaign.expiresAt == null ? campaign.startAt.plus(CampaignRequest.EXPIRES_AFTER) : campaign.expiresAt;
        pauses.pauseScope(Pauses.ofCampaign(campaign.id), Pauses.BY_ITSELF, "it was changed");
    }

    static void finish(Campaign campaign, Campaign.State state, String reason, Instant now) {
        campaign.state = state;
        campaign.reason = reason;
        campaign.endedAt = now;
    }

    /** The word with which a campaign's calls end; empty while it goes on. */
    @Transactional(TxType.REQUIRES_NEW)
    public Optional<String> over(UUID id) {
        return campaigns.findByIdOptional(id).map(CampaignDispatches::over);
    }

    /** Lets a campaign go on, whose calls have all followed, unless a person has paused it or it moved once more. */
    @Transactional(TxType.REQUIRES_NEW)
    public void letGo(UUID id) {
        Campaign campaign = campaigns.lock(id).orElseThrow();
        boolean isOpen = campaign.state.isFinal() && campaigns.mayStillRing(id) > 0; // the brake looks at the pause
        boolean isUndispatched =
                (campaign.state == Campaign.State.GATHERING || campaign.state == Campaign.State.SCHEDULED)
                        && !campaign.startAt.isAfter(campaigns.now()); // its date waits, or could not be dispatched
        if (campaign.state != Campaign.State.PAUSED && !isOpen && !isUndispatched && !campaigns.isBehind(id)) {
            pauses.resumeScope(Pauses.ofCampaign(id));
        }
    }
}
