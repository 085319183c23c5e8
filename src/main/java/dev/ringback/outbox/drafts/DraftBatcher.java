package dev.ringback.outbox.drafts;

import dev.ringback.outbox.BeforeClaim;
import dev.ringback.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Batches calls that are due together, with one agent and caller number, into one draft, to save requests to the Hub. */
@ApplicationScoped
class DraftBatcher implements BeforeClaim {
    private final Outbox outbox;
    private final DraftRepository drafts;
    private final DraftsConfig config;
    private final CampaignsConfig campaigns;

    DraftBatcher(Outbox outbox, DraftRepository drafts, DraftsConfig config, CampaignsConfig campaigns) {
        this.outbox = outbox;
        this.drafts = drafts;
        this.config = config;
        this.campaigns = campaigns;
    }

    private int batch(Outbox.BatchLimits how) {
        return outbox.batch(how, (rows, most) -> drafts.form(rows, most, drafts.now()));
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public int run() {
        return batch(new Outbox.BatchLimits(false, config.rows(), config.gatherFor(), 0))
                + batch(new Outbox.BatchLimits(true, campaigns.rows(), config.gatherFor(), campaigns.ahead()));
    }
}
