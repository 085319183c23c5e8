package dev.ringback.api;

import dev.ringback.calls.campaigns.Campaign;
import dev.ringback.calls.campaigns.CampaignContacts;
import dev.ringback.calls.campaigns.Campaigns;
import dev.ringback.calls.campaigns.Preflight;
import dev.ringback.calls.campaigns.Progress;
import dev.ringback.calls.campaigns.Uploads;
import dev.ringback.calls.lawful.Zones;
import dev.ringback.calls.lawful.clocks.Zone;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Shows campaigns and their contacts as the caller's role may see them. */
@ApplicationScoped
class CampaignViews {
    private final Uploads uploads;
    private final Campaigns campaigns;
    private final Views views;
    private final Zones zones;
    private final InstantSource clock;

    CampaignViews(Uploads uploads, Campaigns campaigns, Views views, Zones zones, InstantSource clock) {
        this.uploads = uploads;
        this.campaigns = campaigns;
        this.views = views;
        this.zones = zones;
        this.clock = clock;
    }

    /**
     * A campaign in a list.
     *
     * @param rule the rule that gathers its contacts; null for an upload
     * @param reason why the campaign was skipped, stopped or has failed
     * @param uploaded the number of rows of the file
     */
    public record CampaignView(
            UUID id,
            String name,
            String rule,
            String state,
            String reason,
            String agent,
            String from,
            String purpose,
            int maxConcurrent,
            String schedule,
            String zone,
            Instant startAt,
            Instant expiresAt,
            int uploaded,
            String createdBy,
            Instant createdAt,
            Instant startedAt,
            Instant endedAt) {}

    /**
     * A campaign with its progress.
     *
     * @param preflight null for a campaign that a rule gathers
     * @param nextDispatches up to five future dispatches, in UTC and in the campaign's zone
     */
    public record CampaignDetail(
            UUID id,
            String name,
            String rule,
            String state,
            String reason,
            String agent,
            String from,
            String purpose,
            int maxConcurrent,
            String schedule,
            String zone,
            Instant startAt,
            Instant expiresAt,
            int uploaded,
            String createdBy,
            Instant createdAt,
            Instant startedAt,
            Instant endedAt,
            Preflight preflight,
            ProgressView progress,
            List<Dispatch> nextDispatches) {}

    /**
     * The progress of a campaign.
     *
     * @param calls the number of calls by state
     * @param contacts the number of all its calls
     * @param differs whether the number of calls differs from the number of good rows
     * @param pending rows of running drafts that the last reading showed as not dialled yet; null before any reading
     * @param perMinute calls placed per minute, over the last 15 minutes or since the dispatch; null if none was placed
     * @param estimatedEnd the estimated end at this rate, skipping closed hours; null if unknown
     * @param results the number of contacts by the status that the Hub last showed
     * @param optOutEffectSeconds the longest time from an opt-out during a run to the Hub's confirmation of the stop, in
     *     seconds; null if there was no such opt-out
     */
    public record ProgressView(
            Map<String, Long> calls,
            long contacts,
            boolean differs,
            Long pending,
            Double perMinute,
            Instant estimatedEnd,
            Map<String, Long> results,
            Double optOutEffectSeconds) {}

    /** @param local the same instant in {@code zone} */
    public record Dispatch(Instant at, OffsetDateTime local, String zone) {}

    /**
     * A contact of a campaign.
     *
     * @param number E.164, masked for all but admins
     * @param result the status that the Hub last showed for this contact; null before any reading
     */
    public record ContactView(
            UUID call,
            String number,
            String state,
            String reason,
            Instant notBefore,
            String result,
            String sessionId) {}

    CampaignView campaign(Campaign campaign) {
        return new CampaignView(
                campaign.id(),
                campaign.name(),
                campaign.rule(),
                campaign.state().name().toLowerCase(Locale.ROOT),
                campaign.reason(),
                campaign.agent(),
                campaign.fromNumber().e164(),
                campaign.purpose().name().toLowerCase(Locale.ROOT),
                campaign.maxConcurrent(),
                campaign.schedule(),
                campaign.zone(),
                campaign.startAt(),
                campaign.expiresAt(),
                campaign.uploaded(),
                campaign.createdBy(),
                campaign.createdAt(),
                campaign.startedAt(),
                campaign.endedAt());
    }

    CampaignDetail detail(Campaign campaign) {
        CampaignView view = campaign(campaign);
        Progress progress = campaigns.progress(campaign.id());
        return new CampaignDetail(
                view.id,
                view.name,
                view.rule,
                view.state,
                view.reason,
                view.agent,
                view.from,
                view.purpose,
                view.maxConcurrent,
                view.schedule,
                view.zone,
                view.startAt,
                view.expiresAt,
                view.uploaded,
                view.createdBy,
                view.createdAt,
                view.startedAt,
                view.endedAt,
                campaign.rule() == null ? uploads.preflight(campaign) : null,
                view(progress),
                next(campaign, progress));
    }

    private List<Dispatch> next(Campaign campaign, Progress progress) {
        List<Instant> dates = campaign.schedule() == null && campaign.startedAt() == null && campaign.startAt() != null
                ? List.of(campaign.startAt())
                : progress.nextDates();
        // A zone that an earlier release took and the data do not have is shown in UTC.
        Zone zone = Optional.ofNullable(campaign.zone())
                .flatMap(zones::storedZone)
                .or(() -> zones.zone("UTC"))
                .orElseThrow();
        return campaign.state().isFinal()
                ? List.of()
                : dates.stream()
                        .map(at -> new Dispatch(at, at.atOffset(zone.rules().getOffset(at)), zone.id()))
                        .toList();
    }

    private static ProgressView view(Progress progress) {
        Map<String, Long> calls = new TreeMap<>();
        progress.calls().forEach((state, count) -> calls.put(state.name().toLowerCase(Locale.ROOT), count));
        Duration effect = progress.optOutEffectAfter();
        return new ProgressView(
                calls,
                progress.calls().values().stream().mapToLong(Long::longValue).sum(),
                progress.differs(),
                progress.runningPending(),
                progress.perMinute(),
                progress.estimatedEnd(),
                progress.results(),
                effect == null ? null : effect.toMillis() / 1000.0);
    }

    ContactView contact(CampaignContacts.Contact contact) {
        boolean isDue =
                contact.state().equals("waiting") && !contact.notBefore().isAfter(clock.instant());
        return new ContactView(
                contact.call(),
                views.number(contact.number()),
                isDue ? "due" : contact.state(),
                views.text(contact.reason()),
                contact.notBefore(),
                contact.result(),
                contact.sessionId());
    }
}
