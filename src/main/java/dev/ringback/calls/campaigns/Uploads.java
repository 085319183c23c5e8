package dev.ringback.calls.campaigns;

import dev.ringback.calls.UploadedCalls;
import dev.ringback.calls.UploadedCalls.Hours;
import dev.ringback.calls.UploadedCalls.Terms;
import dev.ringback.calls.lawful.Numbers;
import dev.ringback.calls.lawful.Whereabouts;
import dev.ringback.hub.HubDirectory;
import dev.ringback.hub.HubLookup;
import dev.ringback.outbox.drafts.CampaignsConfig;
import dev.ringback.platform.Audit;
import dev.ringback.platform.LongTransaction;
import dev.ringback.platform.Problem;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * Stores contacts files as drafts of campaigns, forecasts their results, and changes or copies them. Each change makes its
 * own transaction, is recorded in the audit, and must be called with none open.
 */
@ApplicationScoped
public class Uploads {
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(10); // a large file on a slow disk
    private static final int BATCH = 2_000;
    private static final Duration A_CALL = Duration.ofMinutes(1);

    private final CampaignRepository campaigns;
    private final CampaignRows rows;
    private final UploadedCalls calls;
    private final CampaignLifecycle lifecycle;
    private final CampaignScheduler scheduler;
    private final Schedules schedules;
    private final Numbers numbers;
    private final Whereabouts whereabouts;
    private final HubDirectory directory;
    private final Audit audit;
    private final InstantSource clock;
    private final Session database;
    private final int rowsOfADraft;

    Uploads(
            CampaignRepository campaigns,
            CampaignRows rows,
            UploadedCalls calls,
            CampaignLifecycle lifecycle,
            CampaignScheduler scheduler,
            Schedules schedules,
            Numbers numbers,
            Whereabouts whereabouts,
            HubDirectory directory,
            Audit audit,
            InstantSource clock,
            Session database,
            CampaignsConfig config) {
        this.campaigns = campaigns;
        this.rows = rows;
        this.calls = calls;
        this.lifecycle = lifecycle;
        this.scheduler = scheduler;
        this.schedules = schedules;
        this.numbers = numbers;
        this.whereabouts = whereabouts;
        this.directory = directory;
        this.audit = audit;
        this.clock = clock;
        this.database = database;
        this.rowsOfADraft = config.rows();
    }

    /**
     * Stores a file, all of it or nothing; nobody is rung before a confirmation.
     *
     * @return the draft's id
     * @throws Problem.Thrown 400 that names the field, 413 if there are too many rows
     */
    public UUID create(CampaignRequest wanted, InputStream contacts, String who) {
        Instant now = clock.instant();
        Campaign campaign = fresh(who, now);
        wanted.applyTo(campaign, schedules, lookup(), now);
        return inOne(() -> {
            campaigns.persistAndFlush(campaign);
            RowCheck check = new RowCheck(
                    numbers,
                    whereabouts,
                    calls,
                    terms(campaign, now),
                    campaign.purpose == Campaign.Purpose.MARKETING,
                    wanted.isConsentStated(),
                    now);
            rows.store(
                    campaign.id, taker -> ContactsFile.read(contacts, row -> taker.take(row.line(), check.check(row))));
            screen(campaign);
            String consent =
                    wanted.isConsentStated() ? "; consent: " + wanted.consent().strip() : "";
            audit.record(who, "upload_campaign", "campaign " + campaign.id, campaign.uploaded + " rows" + consent);
            return campaign.id;
        });
    }

    /** Reads the Hub's agents and numbers; no transaction may be open. An id and a number are taken as they are while the Hub is away. */
    private HubLookup lookup() {
        return directory.lookup(why -> Log.warnf(
                "a campaign's agent and caller number are taken as written, since the Hub does not answer: %s", why));
    }

    private static Campaign fresh(String who, Instant now) {
        Campaign campaign = new Campaign();
        campaign.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        campaign.state = Campaign.State.DRAFT;
        campaign.createdBy = who;
        campaign.createdAt = now;
        return campaign;
    }

    private void screen(Campaign campaign) {
        rows.rejectOptedOut(campaign.id);
        rows.rejectDuplicates(campaign.id);
        campaign.uploaded = rows.counts(campaign.id).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** Returns the present terms of a campaign; without a start, as if it started now. */
    static Terms terms(Campaign campaign, Instant now) {
        Instant start = campaign.startAt == null ? now : campaign.startAt;
        return new Terms(
                campaign.id,
                campaign.ruleVersion == null ? 0 : campaign.ruleVersion,
                campaign.agent,
                campaign.fromNumber,
                campaign.maxConcurrent,
                start,
                campaign.expiresAt == null ? start.plus(CampaignRequest.EXPIRES_AFTER) : campaign.expiresAt,
                campaign.purpose == Campaign.Purpose.MARKETING);
    }

    /**
     * Changes an upload that has not been dispatched; its rows stay. Rows of a draft are checked again. Calls that exist
     * already are planned anew in batches that begin now; until then none is sent.
     *
     * @throws Problem.Thrown 400 that names the field, 404, 409 once it is dispatched, while it is being confirmed, or for
     *     another purpose
     */
    public void edit(UUID id, CampaignRequest wanted, String who) {
        Instant now = clock.instant();
        HubLookup hub = lookup();
        boolean isBehind = LongTransaction.call(database, LONGEST_TRANSACTION, () -> {
            Campaign campaign = locked(id);
            boolean isConfirmed = campaign.state == Campaign.State.SCHEDULED && campaign.rule == null;
            if (!isConfirmed && (campaign.state != Campaign.State.DRAFT || campaign.ruleVersion != null)) {
                throw Problem.conflict(
                        "campaign-not-editable",
                        "Only an upload that has not been dispatched can be changed; clone it, and stop this one.");
            }
            if (wanted.whatFor() != campaign.purpose) {
                throw Problem.conflict(
                        "bad-campaign", "'purpose' decides on consent row by row; upload the file again.");
            }
            wanted.applyTo(campaign, schedules, hub, now);
            if (isConfirmed) {
                lifecycle.change(campaign, now);
            } else {
                screenAgain(campaign, now);
            }
            audit.record(who, "edit_campaign", "campaign " + id, null);
            return isConfirmed;
        });
        if (isBehind) {
            scheduler.sortOut(id);
        }
    }

    /**
     * Makes an unconfirmed draft of the same contacts, checked as of now.
     *
     * @return its id
     * @throws Problem.Thrown 404, 409 if a rule gathered the campaign
     */
    public UUID clone(UUID id, String who) {
        Instant now = clock.instant();
        return inOne(() -> {
            Campaign campaign = locked(id);
            if (campaign.rule != null) {
                throw Problem.conflict(
                        "campaign-gathered", "A rule gathered this campaign; only uploads can be cloned.");
            }
            Campaign copy = fresh(who, now);
            copy.name = campaign.name;
            copy.agent = campaign.agent;
            copy.fromNumber = campaign.fromNumber;
            copy.purpose = campaign.purpose;
            copy.maxConcurrent = campaign.maxConcurrent;
            copy.grace = campaign.grace;
            copy.schedule = campaign.schedule;
            copy.zone = campaign.zone;
            if (copy.schedule != null) {
                copy.startAt =
                        schedules.of(copy).flatMap(dates -> dates.next(now)).orElse(null);
            }
            campaigns.persistAndFlush(copy);
            rows.copy(id, copy.id);
            screenAgain(copy, now);
            audit.record(who, "clone_campaign", "campaign " + copy.id, "of campaign " + id);
            return copy.id;
        });
    }

    /** Checks hours, opt-outs and duplicates as of now. Only rejections for want of a lawful hour are cleared first. */
    private void screenAgain(Campaign campaign, Instant now) {
        Terms terms = terms(campaign, now);
        rows.forgetHours(campaign.id);
        List<CampaignRows.Good> batch = rows.good(campaign.id, 0, BATCH);
        while (!batch.isEmpty()) {
            Map<Integer, Instant> until = new LinkedHashMap<>();
            for (CampaignRows.Good row : batch) {
                until.put(
                        row.line(),
                        switch (calls.hours(row.contact(), terms, now)) {
                            case Hours.Until(var end) -> end;
                            case Hours.None none -> null;
                        });
            }
            rows.setHours(campaign.id, until);
            batch = rows.good(campaign.id, batch.getLast().line(), BATCH);
        }
        screen(campaign);
    }

    /** Forecasts the result of an upload from the checks of its rows. Runs in the caller's transaction. */
    public Preflight preflight(Campaign campaign) {
        Map<String, Integer> counts = rows.counts(campaign.id);
        Map<String, Integer> rejected = new LinkedHashMap<>(counts);
        rejected.remove("");
        int good = counts.getOrDefault("", 0);
        List<Preflight.Window> windows = new ArrayList<>();
        rows.ends(campaign.id).forEach((end, count) -> windows.add(new Preflight.Window(end, count)));
        int drafts = windows.stream()
                .mapToInt(window -> Math.ceilDiv(window.contacts(), rowsOfADraft))
                .sum();
        return new Preflight(
                campaign.uploaded,
                good,
                rejected,
                rows.columns(campaign.id),
                windows,
                Math.toIntExact(Preflight.hubRequests(drafts, good)),
                Math.ceilDiv(good, campaign.maxConcurrent) * A_CALL.toSeconds());
    }

    /** Returns the next rejected rows after a line, in a transaction of its own. */
    public List<RejectedRow> rejected(UUID campaign, int after, int most) {
        return QuarkusTransaction.requiringNew().call(() -> rows.rejected(campaign, after, most)).stream()
                .map(row -> new RejectedRow(row.line(), row.number(), row.reason(), row.detail()))
                .toList();
    }

    /**
     * A row that will not be rung.
     *
     * @param number as typed, or E.164, in the clear
     */
    public record RejectedRow(int line, String number, String reason, String detail) {}

    private Campaign locked(UUID id) {
        return campaigns.lock(id).orElseThrow(() -> Problem.notFound("There is no campaign of this id."));
    }

    private UUID inOne(Callable<UUID> work) {
        return LongTransaction.call(database, LONGEST_TRANSACTION, work);
    }
}
