package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.CampaignsClient.Status;
import dev.ringback.outbox.Pauses;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** Classifies campaigns at the Hub that carry this installation's name. Each public method is a transaction. */
@ApplicationScoped
class OrphanRepository {
    private final DraftRepository drafts;
    private final Pauses pauses;
    private final Session database;

    OrphanRepository(DraftRepository drafts, Pauses pauses, Session database) {
        this.drafts = drafts;
        this.pauses = pauses;
        this.database = database;
    }

    /** The state of the attempt that a campaign's name contains. */
    private enum Attempt {
        /** The attempt's answer may still come. */
        UNDER_WAY,
        /** The attempt is over, and recorded another campaign or none. */
        OVER,
        /** The database does not know the attempt. */
        UNHEARD_OF
    }

    @Transactional(TxType.REQUIRES_NEW)
    public UUID installation() {
        return drafts.installation();
    }

    /**
     * Records a campaign that has no recorded draft and, if it is still a draft, enqueues its deletion. While the
     * installation is in doubt, the campaign may belong to the original that this database was copied from. The first sweep
     * after a resume then enqueues the deletion.
     *
     * @return whether this call has enqueued the deletion
     */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean consider(Campaign campaign, DraftName name) {
        if (campaign.id() == null) {
            return false;
        }
        if (isKnown(campaign)) {
            return deleteSpared(campaign);
        }
        Attempt attempt = attempt(name);
        if (attempt == Attempt.UNDER_WAY) {
            return false;
        }
        boolean isInDoubt = pauses.isInDoubt(); // its lock serialises replicas that sweep at once
        if (isKnown(campaign)) {
            return false;
        }
        if (attempt == Attempt.UNHEARD_OF && !isInDoubt) {
            pauses.doubtAttempts("the Hub lists campaign " + campaign.id() + " (" + campaign.status()
                    + ") of an attempt that this database does not know");
            isInDoubt = true;
        }
        boolean isDraft = campaign.status() == Status.DRAFT;
        if (!isDraft) {
            Log.errorf("campaign %s bears our name, is %s, and is no draft of ours", campaign.id(), campaign.status());
        }
        Draft orphan = drafts.takeOver(campaign.id(), campaign.agentId(), campaign.phoneNumberId(), isDraft);
        if (!isDraft || isInDoubt) {
            return false;
        }
        drafts.enqueueDelete(orphan, drafts.now());
        return true;
    }

    private boolean isKnown(Campaign campaign) {
        return drafts.count("hubId", campaign.id()) > 0;
    }

    /** Enqueues the deletion of a draft that was recorded in doubt, once a person has resumed. */
    private boolean deleteSpared(Campaign campaign) {
        Optional<Draft> spared = drafts.lockSpared(campaign.id());
        if (spared.isEmpty() || pauses.isInDoubt()) {
            return false;
        }
        drafts.enqueueDelete(spared.get(), drafts.now());
        return true;
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
