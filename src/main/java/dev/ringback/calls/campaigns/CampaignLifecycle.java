package dev.ringback.calls.campaigns;

import dev.ringback.outbox.EndReason;
import dev.ringback.outbox.EndReason.Word;
import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.Scope;
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

/** Moves campaigns from their dispatch, made or skipped, to their end. Each public method is a transaction. */
@ApplicationScoped
class CampaignLifecycle {
    private static final String WAITS = "waits for the decision of events received before its date";

    private final CampaignRepository campaigns;
    private final Schedules schedules;
    private final Pauses pauses;
    private final Audit audit;
    private final Duration longestWait;

    CampaignLifecycle(
            CampaignRepository campaigns,
            Schedules schedules,
            Pauses pauses,
            Audit audit,
            @ConfigProperty(name = "ringback.campaigns.wait-for-events", defaultValue = "10m") Duration longestWait) {
        this.campaigns = campaigns;
        this.schedules = schedules;
        this.pauses = pauses;
        this.audit = audit;
        this.longestWait = longestWait;
    }

    /** Returns the campaigns whose dispatch is due. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<UUID> due() {
        return campaigns.due(campaigns.now());
    }

    /** Returns the campaigns that are held back while their calls are moved or ended. */
    @Transactional(TxType.REQUIRES_NEW)
    public List<UUID> heldBack() {
        return campaigns.heldBack().stream().map(Campaign::id).toList();
    }

    @Transactional(TxType.REQUIRES_NEW)
    public void completeFinished() {
        campaigns.completeFinished();
    }

    /**
     * Dispatches or skips a campaign whose date has come, in the replica that locks it first. A gathering campaign first
     * waits for the decision of every event received before its date, since the people of such events belong to it. The
     * wait lasts at most {@code ringback.campaigns.wait-for-events}, and at most half the grace.
     *
     * @return whether the campaign was dispatched or skipped
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

    /** Holds back every call of a campaign whose processing failed, until the processing succeeds. */
    @Transactional(TxType.REQUIRES_NEW)
    public void holdBack(UUID id) {
        pauses.pauseScope(Scope.campaign(id), Pauses.BY_ITSELF, "it could not be looked at");
    }

    /** Returns whether the dispatch waits for the decision of events; if so, pauses the campaign and says until when. */
    boolean waitsForEvents(Campaign campaign, Instant now) {
        if (!mustWaitForEvents(campaign, now)) {
            return false;
        }
        campaign.reason = WAITS + ", until " + campaign.startAt.plus(longestWait(campaign)) + " at the latest";
        pauses.pauseScope(Scope.campaign(campaign.id), Pauses.BY_ITSELF, campaign.reason);
        return true;
    }

    /** Returns the longest wait for events: at most half the grace, so that the dispatch is not too late. */
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

    /** Dispatches or skips a campaign that the caller's transaction has locked. Its calls are due by themselves. */
    void tick(Campaign campaign, Instant now) {
        if (campaign.startAt.plus(campaign.grace).isBefore(now)) {
            skip(campaign, now);
        } else {
            campaign.state = Campaign.State.RUNNING;
            campaign.startedAt = now;
            if (campaign.reason != null && campaign.reason.startsWith(WAITS)) {
                campaign.reason = null; // a scheduler round lifts the pause
            }
            audit.record(Pauses.BY_ITSELF, "dispatch", "campaign " + campaign.id, "for " + campaign.startAt);
        }
    }

    /** Skips a late dispatch. The next date takes its people over; without a next date, they are not rung. */
    private void skip(Campaign campaign, Instant now) {
        String skipped = Word.MISFIRE_SKIPPED.by(campaign.startAt).text();
        Log.warnf("campaign %s: its dispatch for %s is skipped, it is %s", campaign.id, campaign.startAt, now);
        audit.record(Pauses.BY_ITSELF, "skip_dispatch", "campaign " + campaign.id, "for " + campaign.startAt);
        Optional<Instant> next = schedules.of(campaign).flatMap(schedule -> schedule.next(now));
        if (next.isPresent()) {
            moveTo(campaign, next.get(), skipped);
        } else {
            finish(campaign, Campaign.State.FAILED, Word.MISFIRE_SKIPPED.text(), now);
            pauses.pauseScope(Scope.campaign(campaign.id), Pauses.BY_ITSELF, skipped);
        }
    }

    /** Moves the dispatch. Until all calls have followed, in batches, none is claimed. In the caller's transaction. */
    void moveTo(Campaign campaign, Instant date, String reason) {
        campaign.startAt = date;
        campaign.reason = reason;
        pauses.pauseScope(Scope.campaign(campaign.id), Pauses.BY_ITSELF, reason);
    }

    /** Makes uploaded calls follow an edit in batches; until all have, none is claimed. In the caller's transaction. */
    void change(Campaign campaign, Instant now) {
        campaign.changedAt = now;
        campaign.startAt = campaign.startAt == null ? now : campaign.startAt;
        campaign.expiresAt =
                campaign.expiresAt == null ? campaign.startAt.plus(CampaignRequest.EXPIRES_AFTER) : campaign.expiresAt;
        pauses.pauseScope(Scope.campaign(campaign.id), Pauses.BY_ITSELF, "it was changed");
    }

    static void finish(Campaign campaign, Campaign.State state, String reason, Instant now) {
        campaign.state = state;
        campaign.reason = reason;
        campaign.endedAt = now;
    }

    /** Returns why a campaign's calls end; empty while the campaign is open, or if it completed. */
    @Transactional(TxType.REQUIRES_NEW)
    public Optional<EndReason> over(UUID id) {
        return campaigns.findByIdOptional(id).map(CampaignDispatches::over);
    }

    /**
     * Lifts the pause of a campaign whose calls have all followed. The pause stays in state PAUSED, while the dispatch is
     * overdue, or while calls of an ended campaign may still ring.
     */
    @Transactional(TxType.REQUIRES_NEW)
    public void letGo(UUID id) {
        Campaign campaign = campaigns.lock(id).orElseThrow();
        boolean isOpen = campaign.state.isFinal() && campaigns.mayStillRing(id) > 0; // stops depend on the pause
        boolean isUndispatched =
                (campaign.state == Campaign.State.GATHERING || campaign.state == Campaign.State.SCHEDULED)
                        && !campaign.startAt.isAfter(campaigns.now()); // its dispatch waits or failed
        if (campaign.state != Campaign.State.PAUSED && !isOpen && !isUndispatched && !campaigns.isBehind(id)) {
            pauses.resumeScope(Scope.campaign(id));
        }
    }
}
