package dev.ringback.drafts;

import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.Rows;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.StartCheck;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks through the account's campaigns for those of this installation that no draft is recorded as: creates whose answer
 * was lost, which are deleted, and attempts that the database knows nothing of, which tell of a restore (G3).
 */
@ApplicationScoped
public class Orphans implements StartCheck {
    private final Hub hub;
    private final OrphanBook book;
    private final OutboxWorker worker;

    Orphans(Hub hub, OrphanBook book, OutboxWorker worker) {
        this.hub = hub;
        this.book = book;
        this.worker = worker;
    }

    @Override
    public String what() {
        return "the look through the Hub's campaigns for attempts that the database does not know";
    }

    /** The Hub must have answered; a list that it refuses to show will not come by waiting. */
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
            case HubAnswer.Unauthorized<Rows<Campaign>> badKey -> true; // the first send says so, and pauses
            case HubAnswer<Rows<Campaign>> noAnswer -> false;
        };
    }

    /** Now and then, all the time. */
    @Scheduled(every = "{ringback.drafts.sweep}", delayed = "1m")
    public void sweep() {
        if (!passed()) {
            Log.warn("the Hub's campaigns could not be listed now: lost drafts are looked for later");
        }
    }

    private void consider(Rows<Campaign> campaigns) {
        UUID installation = book.installation();
        int taken = 0;
        for (Campaign campaign : campaigns.items()) {
            Optional<DraftName> name = DraftName.of(installation, campaign.name());
            taken += name.isPresent() && book.consider(campaign, name.get()) ? 1 : 0;
        }
        if (taken > 0) {
            worker.hint();
        }
    }
}
