package dev.ringback.calls.campaigns;

import dev.ringback.outbox.Scope;
import dev.ringback.platform.DatabaseClock;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stores campaigns. Every method runs in the caller's transaction. */
@ApplicationScoped
public class CampaignRepository implements PanacheRepositoryBase<Campaign, UUID> {
    private final DatabaseClock clock;

    CampaignRepository(DatabaseClock clock) {
        this.clock = clock;
    }

    /** Locks a campaign to the end of the transaction and reads it anew; empty if the id is unknown. */
    Optional<Campaign> lock(UUID id) {
        Campaign found = getSession().find(Campaign.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (found != null) {
            getSession().refresh(found);
        }
        return Optional.ofNullable(found);
    }

    /** Returns the campaigns whose dispatch is due; locks nothing. */
    List<UUID> due(Instant now) {
        return getSession()
                .createNativeQuery("""
                        SELECT id FROM campaign WHERE state IN ('GATHERING', 'SCHEDULED') AND start_at <= :now ORDER BY start_at, id
                        """, UUID.class)
                .setParameter("now", now)
                .getResultList();
    }

    /** Returns whether an event that was received before an instant is not decided yet. */
    boolean isUndecidedFromBefore(Instant date) {
        return getSession()
                .createNativeQuery(
                        "SELECT EXISTS (SELECT FROM event WHERE state = 'RECEIVED' AND received_at < :date)",
                        Boolean.class)
                .setParameter("date", date)
                .getSingleResult();
    }

    /** Returns the campaign that gathers for a rule, also if paused, and locks it. */
    Optional<Campaign> lockGathering(String rule) {
        return getSession()
                .createNativeQuery("""
                        SELECT * FROM campaign WHERE rule = :rule AND started_at IS NULL
                        AND state IN ('GATHERING', 'PAUSED') FOR NO KEY UPDATE
                        """, Campaign.class)
                .setParameter("rule", rule)
                .getResultStream()
                .findFirst();
    }

    /**
     * Returns campaigns that are held back though their state is not PAUSED: their calls are being moved or ended. Drafts
     * are excluded: their calls are being made, and their confirmation lifts the pause.
     */
    List<Campaign> heldBack() {
        return getSession()
                .createNativeQuery("""
                        SELECT c.* FROM campaign c JOIN pause p ON p.scope = '%s' || c.id
                        WHERE c.state NOT IN ('PAUSED', 'DRAFT') ORDER BY c.id
                        """.formatted(Scope.Kind.CAMPAIGN.prefix()), Campaign.class)
                .getResultList();
    }

    /** Completes campaigns that have no open call left. Skips rows that another replica has locked. */
    void completeFinished() {
        getSession().createNativeMutationQuery("""
                        UPDATE campaign SET state = 'COMPLETED', ended_at = ringback_now(),
                               reason = CASE WHEN EXISTS (SELECT FROM call WHERE call.campaign = campaign.id) THEN reason
                                        ELSE 'nobody' END
                        WHERE id = ANY (ARRAY(
                            SELECT id FROM campaign AS c WHERE state = 'RUNNING' AND NOT EXISTS (
                                SELECT FROM call WHERE call.campaign = c.id
                                AND call.state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN'))
                            FOR UPDATE SKIP LOCKED))
                        """).executeUpdate();
    }

    /** Returns whether waiting calls lag behind the campaign's terms: {@link dev.ringback.calls.CampaignCalls#follow}. */
    boolean isBehind(UUID id) {
        return getSession()
                .createNativeQuery("""
                        SELECT EXISTS (SELECT FROM call c JOIN outbox_entry e ON e.call = c.id JOIN campaign ON campaign.id = :id
                                       WHERE c.campaign = :id AND c.state = 'WAITING' AND (e.due_at < campaign.start_at
                                           OR campaign.rule IS NULL AND c.as_of < campaign.changed_at))
                        """, Boolean.class)
                .setParameter("id", id)
                .getSingleResult();
    }

    /** Returns how many calls may be ringing, or may have rung. */
    long mayStillRing(UUID id) {
        return getSession()
                .createNativeQuery("""
                        SELECT count(*) FROM call WHERE campaign = :id AND state IN ('SENDING', 'STARTED', 'UNKNOWN')
                        """, Long.class)
                .setParameter("id", id)
                .getSingleResult();
    }

    Instant now() {
        return clock.now();
    }
}
