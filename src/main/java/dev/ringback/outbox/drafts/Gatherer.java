package dev.ringback.outbox.drafts;

import dev.ringback.outbox.Feeder;
import dev.ringback.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Puts calls that are due together, with one agent and caller number, into one small draft: it saves the Hub's requests. */
@ApplicationScoped
class Gatherer implements Feeder {
    private final Outbox outbox;
    private final DraftRepository drafts;
    private final DraftsConfig config;
    private final CampaignsConfig campaigns;

    Gatherer(Outbox outbox, DraftRepository drafts, DraftsConfig config, CampaignsConfig campaigns) {
        this.outbox = outbox;
        this.drafts = drafts;
        this.config = config;
        this.campaigns = campaigns;
    }

    private int gather(Outbox.Gathering how) {
        return outbox.gather(how, (rows, most) -> drafts.form(rows, most, drafts.now()));
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public int feed() {
        return gather(new Outbox.Gathering(false, config.rows(), config.gatherFor(), 0))
                + gather(new Outbox.Gathering(true, campaigns.rows(), config.gatherFor(), campaigns.ahead()));
    }
}
