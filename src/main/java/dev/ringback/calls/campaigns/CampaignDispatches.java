package dev.ringback.calls.campaigns;

import dev.ringback.calls.CallRequest;
import dev.ringback.calls.Dispatches;
import dev.ringback.outbox.EndReason;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Provides calls with the terms of their campaigns, and a rule's facts with the campaign of the next dispatch. */
@ApplicationScoped
class CampaignDispatches implements Dispatches {
    private static final Duration GRACE = Duration.ofHours(1);

    private final CampaignRepository campaigns;
    private final CampaignLifecycle lifecycle;
    private final Schedules schedules;

    CampaignDispatches(CampaignRepository campaigns, CampaignLifecycle lifecycle, Schedules schedules) {
        this.campaigns = campaigns;
        this.lifecycle = lifecycle;
        this.schedules = schedules;
    }

    @Override
    public CampaignTerms of(UUID id) {
        Campaign campaign = campaigns.findById(id);
        return new CampaignTerms(id, campaign.startAt, campaign.maxConcurrent, over(campaign), changed(campaign));
    }

    @Override
    public boolean isOver(UUID id) {
        return campaigns.findById(id).state.isFinal();
    }

    private static Changed changed(Campaign campaign) {
        return campaign.changedAt == null
                ? null
                : new Changed(campaign.changedAt, campaign.agent, campaign.fromNumber, campaign.expiresAt);
    }

    /** Returns why the campaign's calls end; null while the campaign is open, or if it completed. */
    static EndReason over(Campaign campaign) {
        return switch (campaign.state) {
            case STOPPED -> EndReason.Word.CAMPAIGN_STOPPED.alone();
            case FAILED -> EndReason.parse(campaign.reason);
            case GATHERING, DRAFT, SCHEDULED, RUNNING, PAUSED, COMPLETED -> null;
        };
    }

    @Override
    public UUID gathering(CallRequest fact) {
        Instant now = campaigns.now();
        Optional<Campaign> found = campaigns.lockGathering(fact.rule());
        if (found.isPresent()
                && !found.get().startAt.isAfter(now)
                && found.get().state == Campaign.State.GATHERING
                && !lifecycle.waitsForEvents(found.get(), now)) { // else the fact belongs to the waiting dispatch
            lifecycle.tick(found.get(), now); // the scheduler has not come to it yet: the fact is for the next dispatch
            campaigns.flush();
            found = campaigns.lockGathering(fact.rule()); // a skipped campaign gathers on
        }
        Campaign campaign = found.orElseGet(() -> open(fact, now));
        follow(campaign, fact, now);
        return campaign.id;
    }

    private Campaign open(CallRequest fact, Instant now) {
        CallRequest.Gather gather = fact.gather();
        Instant date = next(gather, now);
        campaigns
                .getSession()
                .createNativeMutationQuery("""
                        INSERT INTO campaign (id, name, rule, rule_version, state, agent, from_number, purpose,
                                              max_concurrent, schedule, zone, start_at, grace, created_by)
                        VALUES (:id, :rule, :rule, :version, 'GATHERING', :agent, :from, :purpose,
                                :concurrent, :schedule, :zone, :date, make_interval(secs => :grace), 'ringback')
                        ON CONFLICT DO NOTHING
                        """)
                .setParameter("id", UuidVersion7Strategy.INSTANCE.generateUuid(null))
                .setParameter("rule", fact.rule())
                .setParameter("version", fact.ruleVersion())
                .setParameter("agent", fact.agent())
                .setParameter("from", fact.from().e164())
                .setParameter("purpose", purpose(gather).name())
                .setParameter("concurrent", gather.maxConcurrent())
                .setParameter("schedule", gather.schedule())
                .setParameter("zone", gather.zone())
                .setParameter("date", date)
                .setParameter("grace", GRACE.toSeconds())
                .executeUpdate();
        return campaigns.lockGathering(fact.rule()).orElseThrow();
    }

    private static Campaign.Purpose purpose(CallRequest.Gather gather) {
        return gather.isMarketing() ? Campaign.Purpose.MARKETING : Campaign.Purpose.INFORMATIONAL;
    }

    private Instant next(CallRequest.Gather gather, Instant now) {
        return schedules
                .stored(gather.schedule(), gather.zone())
                .flatMap(schedule -> schedule.next(now))
                .orElseThrow(() -> new IllegalStateException("its schedule has no date left"));
    }

    /** Updates the campaign to the newest fact's version of the rule. */
    private void follow(Campaign campaign, CallRequest fact, Instant now) {
        CallRequest.Gather gather = fact.gather();
        if (!gather.schedule().equals(campaign.schedule) || !gather.zone().equals(campaign.zone)) {
            campaign.schedule = gather.schedule();
            campaign.zone = gather.zone();
            lifecycle.moveTo(campaign, next(gather, now), "its rule has another schedule");
        }
        campaign.ruleVersion = fact.ruleVersion();
        campaign.agent = fact.agent();
        campaign.fromNumber = fact.from();
        campaign.purpose = purpose(gather);
        campaign.maxConcurrent = gather.maxConcurrent();
    }
}
