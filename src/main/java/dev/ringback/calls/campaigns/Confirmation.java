package dev.ringback.calls.campaigns;

import dev.ringback.calls.UploadedCalls;
import dev.ringback.calls.UploadedCalls.Terms;
import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.Scope;
import dev.ringback.platform.Audit;
import dev.ringback.platform.Problem;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Makes the calls of an upload that a person confirmed, one batch per transaction. Until the last batch, the campaign stays
 * a draft and no call is sent. After a crash, the next confirmation makes the missing calls.
 */
@ApplicationScoped
public class Confirmation {
    /** The number of persons that are locked at once. */
    private static final int BATCH = 1_000;

    private final CampaignRepository campaigns;
    private final CampaignRows rows;
    private final UploadedCalls calls;
    private final Pauses pauses;
    private final Audit audit;
    private final Session database;

    Confirmation(
            CampaignRepository campaigns,
            CampaignRows rows,
            UploadedCalls calls,
            Pauses pauses,
            Audit audit,
            Session database) {
        this.campaigns = campaigns;
        this.rows = rows;
        this.calls = calls;
        this.pauses = pauses;
        this.audit = audit;
        this.database = database;
    }

    /**
     * Confirms a draft; confirming again changes nothing. The method makes its own transactions and must be called with
     * none open.
     *
     * @throws Problem.Thrown 404, 409 if a rule gathered the campaign, it was stopped or failed, no row is good, or its
     *     start is past its grace
     */
    public void confirm(UUID id, String who) {
        Optional<Terms> terms = QuarkusTransaction.requiringNew().call(() -> begin(id));
        if (terms.isEmpty()) {
            return;
        }
        Optional<Integer> line = Optional.of(0);
        while (line.isPresent()) {
            int after = line.get();
            line = QuarkusTransaction.requiringNew().call(() -> batch(terms.get(), after));
        }
        QuarkusTransaction.requiringNew().run(() -> finish(id, who));
    }

    /** @return empty if it was confirmed before */
    private Optional<Terms> begin(UUID id) {
        Campaign campaign = locked(id);
        if (campaign.rule != null
                || campaign.state == Campaign.State.STOPPED
                || campaign.state == Campaign.State.FAILED) {
            throw Problem.conflict(
                    "campaign-not-a-draft",
                    "The campaign is " + campaign.state.name().toLowerCase(java.util.Locale.ROOT)
                            + "; only an uploaded draft can be confirmed. Clone it to start it again.");
        }
        if (campaign.state != Campaign.State.DRAFT) {
            return Optional.empty();
        }
        Instant now = campaigns.now();
        if (!rows.counts(id).containsKey("")) {
            throw Problem.conflict("no-good-row", "No row of the file is good; GET its 'rejected' says why.");
        }
        date(campaign, now);
        // No call may be sent before all are made.
        pauses.pauseScope(Scope.campaign(id), Pauses.BY_ITSELF, "it is being confirmed");
        return Optional.of(Uploads.terms(campaign, now));
    }

    private void date(Campaign campaign, Instant now) {
        if (campaign.startAt == null) {
            campaign.startAt = now;
        }
        // An interrupted confirmation continues at any time; the dispatch decides whether it is late.
        if (campaign.ruleVersion == null
                && campaign.startAt.plus(campaign.grace).isBefore(now)) {
            throw Problem.conflict("start-is-past", "'start_at' is past by more than its 'grace'; PUT a new one.");
        }
        if (campaign.expiresAt == null) {
            campaign.expiresAt = campaign.startAt.plus(CampaignRequest.EXPIRES_AFTER);
        }
        campaign.ruleVersion = database.createNativeQuery("SELECT version FROM rules_active", Integer.class)
                .getSingleResult();
    }

    /** @return the last line of the batch; empty after the last row */
    private Optional<Integer> batch(Terms terms, int after) {
        List<CampaignRows.Good> batch = rows.good(terms.campaign(), after, BATCH);
        if (batch.isEmpty()) {
            return Optional.empty();
        }
        Map<PhoneNumber, String> refused =
                calls.create(batch.stream().map(CampaignRows.Good::contact).toList(), terms);
        rows.reject(terms.campaign(), refused, "found when it was confirmed");
        return Optional.of(batch.getLast().line());
    }

    private void finish(UUID id, String who) {
        Campaign campaign = locked(id);
        if (campaign.state != Campaign.State.DRAFT) {
            return; // another confirmation was first
        }
        campaign.state = Campaign.State.SCHEDULED;
        pauses.resumeScope(Scope.campaign(id));
        audit.record(who, "confirm_campaign", "campaign " + id, "to start at " + campaign.startAt);
    }

    private Campaign locked(UUID id) {
        return campaigns.lock(id).orElseThrow(() -> Problem.notFound("There is no campaign of this id."));
    }
}
