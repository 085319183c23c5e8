package dev.ringback.proofs.killloop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds the Hub's campaigns and what they rang against the drafts, rows and steps that the service has. */
final class CampaignAudit {
    private static final String ROWS = """
            SELECT d.hub_id, r.number, c.id, c.about FROM draft_row r JOIN draft d ON d.id = r.draft
            JOIN call c ON c.id = r.call WHERE d.hub_id IS NOT NULL
            """;
    private static final String OPEN = """
            SELECT 'draft ' || id || ' is still ' || state FROM draft WHERE state NOT IN ('SETTLED', 'GONE')
            UNION ALL SELECT kind || ' of draft ' || draft || ' is still ' || state FROM outbox_entry
                      WHERE call IS NULL AND state IN ('DUE', 'SENDING', 'UNKNOWN')
            """;
    private static final String STOPPED = """
            SELECT d.hub_id, min(a.finished_at) FROM draft d JOIN outbox_entry e ON e.draft = d.id AND e.kind = 'STOP'
            JOIN attempt a ON a.entry = e.id AND a.outcome = 'done' WHERE d.hub_id IS NOT NULL GROUP BY d.hub_id
            """;

    private static final String DELETED = """
            SELECT d.hub_id FROM draft d WHERE d.hub_id IS NOT NULL AND EXISTS
                (SELECT FROM outbox_entry e JOIN attempt a ON a.entry = e.id WHERE e.draft = d.id AND e.kind = 'DELETE')
            """;

    private final List<HubControl.Campaign> campaigns;
    private final List<HubControl.Ring> rings;
    private final List<String> open;
    private final Set<String> deleted;
    private final Map<Place, Row> rows = new HashMap<>();
    private final Map<String, Instant> stopped = new HashMap<>();
    private final Duration ahead;
    private final List<String> findings = new ArrayList<>();

    /** Where a row was uploaded. */
    private record Place(String campaign, String number) {}

    private record Row(String call, String about) {}

    /** Reads everything once; nothing may be going on any more. */
    CampaignAudit(Database database, List<HubControl.Campaign> campaigns, List<HubControl.Ring> rings) {
        this.campaigns = campaigns;
        this.rings = rings.stream().filter(ring -> ring.campaign() != null).toList();
        this.ahead = database.ahead();
        this.deleted = Set.copyOf(database.all(row -> row.getString(1), DELETED));
        this.open = database.all(row -> row.getString(1), OPEN);
        database.all(
                row -> rows.put(
                        new Place(row.getString(1), row.getString(2)), new Row(row.getString(3), row.getString(4))),
                ROWS);
        database.all(row -> stopped.put(row.getString(1), Database.instant(row, 2)), STOPPED);
    }

    /** What the Hub saw of campaigns. */
    Audit.Campaigns campaigns() {
        return new Audit.Campaigns(
                campaigns.size(),
                count(campaigns.stream().filter(HubControl.Campaign::hasStarted).toList()),
                count(campaigns.stream().filter(each -> each.skipped() > 0).toList()),
                count(campaigns.stream().filter(HubControl.Campaign::isDeleted).toList()),
                count(campaigns.stream().filter(HubControl.Campaign::isDraft).toList()),
                rings.size());
    }

    private static int count(List<HubControl.Campaign> some) {
        return some.size();
    }

    /** Rings by a campaign that is not recorded with that person, or that spoke about another thing than its call's. */
    long unrecordedRings() {
        long unrecorded = 0;
        for (HubControl.Ring ring : rings) {
            Row row = rows.get(new Place(ring.campaign(), ring.line().number()));
            if (row == null || !row.about.equals(ring.about())) {
                unrecorded++;
                findings.add("campaign " + ring.campaign()
                        + (row == null
                                ? " rang somebody who is none of its rows"
                                : " rang for another than call " + row.call));
            }
        }
        return unrecorded;
    }

    /** Rings by a campaign after its stop had been recorded as done. */
    long afterStop() {
        Set<HubControl.Ring> late = rings.stream()
                .filter(ring -> stopped.containsKey(ring.campaign())
                        && ring.at()
                                .plus(ahead)
                                .isAfter(stopped.get(ring.campaign()).plus(LedgerAudit.CLOCK_MARGIN)))
                .collect(Collectors.toSet());
        late.forEach(ring -> findings.add("campaign " + ring.campaign() + " rang at "
                + ring.at().plus(ahead) + ", its stop was done at " + stopped.get(ring.campaign())));
        return late.size();
    }

    /** Counts campaigns that were deleted at the Hub without any deletion by this installation. */
    long deletedByOthers() {
        List<HubControl.Campaign> taken = campaigns.stream()
                .filter(campaign -> campaign.isDeleted() && !deleted.contains(campaign.id()))
                .toList();
        taken.forEach(campaign -> findings.add("campaign " + campaign.id() + " was deleted by somebody else"));
        return taken.size();
    }

    /** Drafts and steps that have not come to their end, and drafts at the Hub that nobody has deleted. */
    long unfinished() {
        findings.addAll(open);
        List<HubControl.Campaign> drafts =
                campaigns.stream().filter(HubControl.Campaign::isDraft).toList();
        drafts.forEach(draft -> findings.add("campaign " + draft.id() + " is still a draft at the Hub"));
        return open.size() + drafts.size();
    }

    List<String> findings() {
        return findings;
    }
}
