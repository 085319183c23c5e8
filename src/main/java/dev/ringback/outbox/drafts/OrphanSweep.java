package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.Rows;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.StartCheck;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Searches the account's campaigns for campaigns of this installation without a recorded draft. Drafts of creates whose
 * answer was lost are deleted. Attempts that the database does not know indicate a restore (G3).
 */
@ApplicationScoped
public class OrphanSweep implements StartCheck {
    private static final Duration FIRST_SWEEP = Duration.ofMinutes(1);
    private static final Duration BOUND = Duration.ofMinutes(10); // all of the account's campaigns, in one list

    private final Hub hub;
    private final OrphanRepository orphans;
    private final OutboxWorker worker;

    OrphanSweep(Hub hub, OrphanRepository orphans, OutboxWorker worker) {
        this.hub = hub;
        this.orphans = orphans;
        this.worker = worker;
    }

    @Override
    public String what() {
        return "the look through the Hub's campaigns for attempts that the database does not know";
    }

    /** Sweeps, and returns whether the Hub answered. A refusal counts as an answer, because waiting does not change it. */
    @Override
    public boolean passed() {
        return switch (hub.read(CampaignsClient.class, CampaignsClient::list, Urgency.URGENT)) {
            case HubAnswer.Done<Rows<Campaign>>(var status, var rows) -> {
                rows.ifPresent(this::consider);
                yield rows.isPresent();
            }
            case HubAnswer.Refused<Rows<Campaign>>(var status, var text) -> {
                Log.warnf("the Hub does not show its campaigns (%d), so a restore cannot be noticed there", status);
                yield true;
            }
            case HubAnswer.Unauthorized<Rows<Campaign>> badKey -> true; // the first send reports the key, and pauses
            case HubAnswer<Rows<Campaign>> noAnswer -> false;
        };
    }

    /** Schedules the sweep, first a minute after the start, since a start check has just run. */
    void start(@Observes @Priority(Startup.WORKERS) StartupEvent event, Supervisor supervisor, DraftsConfig config) {
        Supervisor.period(config.sweep())
                .ifPresent(every -> supervisor.later("draft-sweep", FIRST_SWEEP, every, BOUND, pulse -> sweep()));
    }

    /** Runs one round. A list that cannot be read is logged; the next round comes anyway. */
    public void sweep() {
        if (!passed()) {
            Log.warn("the Hub's campaigns could not be listed now: lost drafts are looked for later");
        }
    }

    private void consider(Rows<Campaign> campaigns) {
        UUID installation = orphans.installation();
        int taken = 0;
        for (Campaign campaign : campaigns.items()) {
            Optional<DraftName> name = DraftName.of(installation, campaign.name());
            taken += name.isPresent() && orphans.consider(campaign, name.get()) ? 1 : 0;
        }
        if (taken > 0) {
            worker.hint();
        }
    }
}
