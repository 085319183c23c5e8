package dev.ringback.drafts;

import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.CampaignsClient.Status;
import dev.ringback.outbox.Pauses;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.UUID;
import org.hibernate.Session;

/** What a campaign at the Hub that bears our name is to this database; each method is a transaction. */
@ApplicationScoped
class OrphanBook {
    private final DraftRepository drafts;
    private final Pauses pauses;
    private final Session database;

    OrphanBook(DraftRepository drafts, Pauses pauses, Session database) {
        this.drafts = drafts;
        this.pauses = pauses;
        this.database = database;
    }

    /** What is known of the attempt that a name tells of. */
    private enum Attempt {
        /** Its answer may still come. */
        UNDER_WAY,
        /** It was made, and another one was recorded or none. */
        OVER,
        /** The database has never heard of it. */
        UNHEARD_OF
    }

    @Transactional(TxType.REQUIRES_NEW)
    public UUID installation() {
        return drafts.installation();
    }

    /** Takes a campaign over if no draft is recorded as it. Returns whether it is to be deleted now. */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean consider(Campaign campaign, DraftName name) {
        if (campaign.id() == null || drafts.count("hubId", campaign.id()) > 0) {
            return false;
        }
        Attempt attempt = attempt(name);
        if (attempt == Attempt.UNDER_WAY) {
            return false;
        }
        if (attempt == Attempt.UNHEARD_OF) {
            pauses.pauseUntilResumed("the Hub lists campaign " + campaign.id() + " (" + campaign.status()
                    + ") of an attempt that this database does not know: was it restored, or has another taken over?"
                    + " Compare what was rung, then resume");
        }
        boolean isDraft = campaign.status() == Status.DRAFT;
        if (!isDraft) {
            Log.errorf("campaign %s bears our name, is %s, and is no draft of ours", campaign.id(), campaign.status());
        }
        drafts.takeOver(campaign.id(), campaign.agentId(), campaign.phoneNumberId(), isDraft);
        return isDraft;
    }

    private Attempt attempt(DraftName name) {
        return database.createNativeQuery("""
                        SELECT CASE WHEN attempt < :attempt THEN 'UNHEARD_OF'
                                    WHEN attempt = :attempt AND state = 'SENDING' THEN 'UNDER_WAY' ELSE 'OVER' END
                        FROM outbox_entry WHERE draft = :draft AND kind = 'CREATE'
                        """, String.class)
                .setParameter("attempt", name.attempt())
                .setParameter("draft", name.draft())
                .getResultStream()
                .findFirst()
                .map(Attempt::valueOf)
                .orElse(Attempt.UNHEARD_OF);
    }
}
