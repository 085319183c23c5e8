package dev.ringback.calls.campaigns;

import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.Audit;
import dev.ringback.platform.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BiFunction;

/** Lets a person pause, resume, stop and read campaigns. Methods make their own transactions; changes are audited. */
@ApplicationScoped
public class Campaigns {
    private final CampaignRepository campaigns;
    private final CampaignScheduler scheduler;
    private final ProgressReader progress;
    private final Pauses pauses;
    private final Audit audit;
    private final OutboxWorker outbox;

    Campaigns(
            CampaignRepository campaigns,
            CampaignScheduler scheduler,
            ProgressReader progress,
            Pauses pauses,
            Audit audit,
            OutboxWorker outbox) {
        this.campaigns = campaigns;
        this.scheduler = scheduler;
        this.progress = progress;
        this.pauses = pauses;
        this.audit = audit;
        this.outbox = outbox;
    }

    /**
     * Pauses a campaign. Running drafts are stopped at the Hub, and rows not dialled are due again after {@link #resume}.
     *
     * @param who an API token's name
     * @return how many calls may still be ringing, or ring before the stop arrives
     * @throws Problem.Thrown 404 without such a campaign, 409 unless it gathers, is scheduled or runs
     */
    public long pause(UUID id, String who) {
        return change(id, (campaign, now) -> {
            require(campaign, "paused", Campaign.State.GATHERING, Campaign.State.SCHEDULED, Campaign.State.RUNNING);
            campaign.state = Campaign.State.PAUSED;
            pauses.resumeScope(Scope.campaign(id)); // a pause by Ringback itself would not stop running drafts
            pauses.pauseScope(Scope.campaign(id), who, "paused by " + who);
            audit.record(who, "pause", "campaign " + id, null);
            return campaigns.mayStillRing(id);
        });
    }

    /**
     * Resumes a campaign. If its date passed by more than its grace meanwhile, the dispatch is skipped like any late one.
     *
     * @throws Problem.Thrown 404 without such a campaign, 409 unless it is paused
     */
    public void resume(UUID id, String who) {
        change(id, (campaign, now) -> {
            require(campaign, "resumed", Campaign.State.PAUSED);
            campaign.state = campaign.startedAt != null
                    ? Campaign.State.RUNNING
                    : campaign.rule != null ? Campaign.State.GATHERING : Campaign.State.SCHEDULED;
            audit.record(who, "resume", "campaign " + id, null);
            return 0L;
        });
        scheduler.run();
        outbox.hint();
    }

    /**
     * Stops a campaign for good. Waiting calls are cancelled in batches that begin now, and running drafts are stopped.
     *
     * @return how many calls cannot be cancelled, because they may still be ringing, or ring before the stop arrives
     * @throws Problem.Thrown 404 without such a campaign, 409 if it has ended or was never confirmed
     */
    public long stop(UUID id, String who) {
        long mayStillRing = change(id, (campaign, now) -> {
            require(
                    campaign,
                    "stopped",
                    Campaign.State.GATHERING,
                    Campaign.State.SCHEDULED,
                    Campaign.State.RUNNING,
                    Campaign.State.PAUSED);
            CampaignLifecycle.finish(campaign, Campaign.State.STOPPED, "stopped by " + who, now);
            pauses.resumeScope(Scope.campaign(id));
            pauses.pauseScope(Scope.campaign(id), who, "stopped by " + who);
            audit.record(who, "stop", "campaign " + id, null);
            return campaigns.mayStillRing(id);
        });
        scheduler.sortOut(id);
        outbox.hint();
        return mayStillRing;
    }

    /** @throws Problem.Thrown 404 without such a campaign */
    public Progress progress(UUID id) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Campaign campaign = campaigns.findByIdOptional(id).orElseThrow(Campaigns::unknown);
            return progress.of(campaign, campaigns.now());
        });
    }

    private long change(UUID id, BiFunction<Campaign, Instant, Long> change) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Campaign campaign = campaigns.lock(id).orElseThrow(Campaigns::unknown);
            return change.apply(campaign, campaigns.now());
        });
    }

    private static RuntimeException unknown() {
        return Problem.notFound("There is no campaign of this id.");
    }

    private static void require(Campaign campaign, String done, Campaign.State... allowed) {
        for (Campaign.State state : allowed) {
            if (campaign.state == state) {
                return;
            }
        }
        throw Problem.conflict(
                "campaign-state",
                "The campaign is " + campaign.state.name().toLowerCase(Locale.ROOT) + " and cannot be " + done + ".");
    }
}
