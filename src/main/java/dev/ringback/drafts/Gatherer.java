package dev.ringback.drafts;

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

    Gatherer(Outbox outbox, DraftRepository drafts, DraftsConfig config) {
        this.outbox = outbox;
        this.drafts = drafts;
        this.config = config;
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public int feed() {
        return outbox.gather(config.rows(), config.gatherFor(), rows -> drafts.form(rows, drafts.now()));
    }
}
