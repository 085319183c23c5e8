package dev.ringback.calls.campaigns;

import dev.ringback.calls.Call;
import dev.ringback.calls.CampaignCalls;
import dev.ringback.outbox.EndReason;
import dev.ringback.outbox.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;

/** Computes the progress of campaigns from their calls and readings. Runs in the caller's transaction. */
@ApplicationScoped
class ProgressReader {
    private static final int RATE_MINUTES = 15;
    private static final int DATES = 5;

    private final CampaignCalls calls;
    private final Schedules schedules;
    private final Session database;

    ProgressReader(CampaignCalls calls, Schedules schedules, Session database) {
        this.calls = calls;
        this.schedules = schedules;
        this.database = database;
    }

    Progress of(Campaign campaign, Instant now) {
        Map<Call.State, Long> counts = calls.counts(campaign.id);
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long left = Stream.of(Call.State.WAITING, Call.State.SENDING, Call.State.STARTED)
                .mapToLong(state -> counts.getOrDefault(state, 0L))
                .sum();
        Double rate = rate(campaign, now);
        boolean isUpload = campaign.rule == null;
        return new Progress(
                counts,
                isUpload ? campaign.uploaded : all,
                isUpload && campaign.state != Campaign.State.DRAFT && good(campaign) != all,
                pending(campaign.id),
                rate,
                rate == null || left == 0 ? null : now.plusMillis((long) (left / rate * 60_000)),
                results(campaign.id),
                optOutEffect(campaign.id),
                schedules
                        .of(campaign)
                        .map(schedule -> schedule.next(now, DATES))
                        .orElse(List.of()));
    }

    private long good(Campaign campaign) {
        return campaign.uploaded
                - database.createNativeQuery(
                                "SELECT count(*) FROM campaign_row WHERE campaign = :id AND rejected IS NOT NULL",
                                Long.class)
                        .setParameter("id", campaign.id)
                        .getSingleResult();
    }

    /** Returns the calls placed per minute in the last 15 minutes, or since a later dispatch, but in a minute at least. */
    private Double rate(Campaign campaign, Instant now) {
        if (campaign.startedAt == null) {
            return null;
        }
        Instant since = now.minus(Duration.ofMinutes(RATE_MINUTES));
        since = since.isAfter(campaign.startedAt) ? since : campaign.startedAt;
        long placed = database.createNativeQuery("""
                        SELECT count(*) FROM call c JOIN outbox_entry e ON e.call = c.id
                        WHERE c.campaign = :id AND c.state = 'PLACED' AND e.sent_at > :since
                        """, Long.class)
                .setParameter("id", campaign.id)
                .setParameter("since", since)
                .getSingleResult();
        double minutes = Math.max(1, Duration.between(since, now).toMillis() / 60_000.0);
        return placed == 0 ? null : placed / minutes;
    }

    private Long pending(UUID campaign) {
        return database.createNativeQuery(
                        "SELECT sum(pending) FROM draft WHERE series = :series AND state = 'STARTED'", Long.class)
                .setParameter("series", Scope.campaign(campaign).text())
                .getSingleResult();
    }

    private record ContactsByStatus(String status, long contacts) {}

    /** Counts contacts by status. A person whom one draft did not dial is a row of the next, so the newest draft counts. */
    private Map<String, Long> results(UUID campaign) {
        return database.createNativeQuery("""
                        SELECT status, count(*) FROM (
                            SELECT DISTINCT ON (r.call) r.status FROM draft d JOIN draft_row r ON r.draft = d.id
                            WHERE d.series = :series AND r.status IS NOT NULL
                            ORDER BY r.call, d.created_at DESC) AS newest
                        GROUP BY status
                        """, ContactsByStatus.class)
                .setParameter("series", Scope.campaign(campaign).text())
                .getResultStream()
                .collect(Collectors.toMap(ContactsByStatus::status, ContactsByStatus::contacts));
    }

    /** Returns the longest time from an opt-out's withdrawal of a row to the end of the attempt that stopped its draft. */
    private Duration optOutEffect(UUID campaign) {
        BigDecimal seconds = database.createNativeQuery("""
                        SELECT extract(epoch FROM max(a.finished_at - t.at)) FROM call c
                        JOIN call_timeline t ON t.call = c.id AND t.what = 'withdrawn' AND t.detail LIKE :optedOut
                        JOIN draft_row r ON r.call = c.id
                        JOIN outbox_entry s ON s.draft = r.draft AND s.kind = 'STOP'
                        JOIN attempt a ON a.entry = s.id AND a.outcome = 'done' AND a.finished_at > t.at
                        WHERE c.campaign = :id
                        """, BigDecimal.class)
                .setParameter("optedOut", EndReason.Word.OPTED_OUT.text() + "%")
                .setParameter("id", campaign)
                .getSingleResult();
        return seconds == null
                ? null
                : Duration.ofMillis(seconds.movePointRight(3).longValue());
    }
}
