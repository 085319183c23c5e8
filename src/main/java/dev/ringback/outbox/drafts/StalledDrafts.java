package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient.Status;
import dev.ringback.hub.HubConfig;
import dev.ringback.outbox.Caps;
import dev.ringback.platform.Alarm;
import dev.ringback.platform.Alarms;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hibernate.Session;

/**
 * Detects running drafts that make no progress. The Hub runs a campaign in the memory of one of its processes (the vendor
 * says so). After a restart, the campaign may stay {@code running} without dialling. Such a draft is stopped. Its end is
 * read twice, and rows that were never dialled go into a new draft. All methods run in the caller's transaction, which has
 * locked the persons of the draft's rows.
 */
@ApplicationScoped
class StalledDrafts {
    /** The statuses of a call in progress, among the statuses that show a dial. */
    static final Set<String> TALKING = Set.of("calling", "in_progress");

    /** After this time without progress, calls in progress explain nothing: the Hub has forgotten their end. */
    private static final Duration LONGEST_CALL = Duration.ofHours(1);

    private final DraftRepository drafts;
    private final Caps caps;
    private final Alarms alarms;
    private final Session database;
    private final Duration stalledAfter;
    private final Set<String> dialled;

    StalledDrafts(
            DraftRepository drafts, Caps caps, Alarms alarms, Session database, DraftsConfig config, HubConfig hub) {
        this.drafts = drafts;
        this.caps = caps;
        this.alarms = alarms;
        this.database = database;
        this.stalledAfter = config.stalledAfter();
        this.dialled = hub.dialledStatuses();
    }

    /**
     * Checks a reading of all rows, and enqueues the stop if the draft is stalled.
     *
     * @param before the status of each number at the previous reading; null for a number without one
     */
    void look(Draft draft, CampaignSnapshot reading, Map<PhoneNumber, String> before, Instant now) {
        Map<PhoneNumber, String> shown = new HashMap<>();
        before.keySet().forEach(number -> shown.put(number, reading.shown(number)));
        boolean hasChanged = !shown.equals(before);
        if (seemsStalled(draft, reading.status().orElse(Status.UNRECOGNISED), hasChanged, now)) {
            int talking = count(shown, TALKING::contains);
            stop(draft, talking, count(shown, status -> !dialled.contains(status)), now);
        }
    }

    private static int count(Map<PhoneNumber, String> shown, Predicate<String> wanted) {
        return (int) shown.values().stream().filter(wanted).count();
    }

    /**
     * Records whether a reading differs from the previous one.
     *
     * @param status the campaign's status; a campaign that was paused at the Hub is meant to stand still
     * @return whether the draft has stood still for so long that it may be stalled
     */
    boolean seemsStalled(Draft draft, Status status, boolean hasChanged, Instant now) {
        boolean getsOn = hasChanged || draft.progressAt == null || status != Status.RUNNING;
        if (getsOn) {
            draft.progressAt = now;
        }
        return !getsOn
                && draft.state == Draft.State.STARTED
                && !draft.progressAt.plus(stalledAfter).isAfter(now);
    }

    /**
     * Enqueues the stop of a draft that seems stalled, unless calls or caps explain the standstill.
     *
     * @param talking the number of its calls in progress
     * @param pending the number of its rows not dialled yet
     */
    void stop(Draft draft, int talking, int pending, Instant now) {
        boolean isBusy = talking >= draft.maxConcurrent || talking > 0 && pending == 0;
        if (isBusy && draft.progressAt.plus(LONGEST_CALL).isAfter(now) || caps.leaveNoRoom() || hasStop(draft)) {
            return;
        }
        draft.stalledAt = now;
        drafts.enqueueStop(draft, now);
        alarms.raise(
                Alarm.CAMPAIGN_STALLED,
                draft.hubId,
                "campaign %s of draft %s is running, and nothing of it has changed since %s; %d calls are shown as going on, %d rows as not dialled; it is stopped"
                        .formatted(draft.hubId, draft.id, draft.progressAt, talking, pending));
    }

    /**
     * Returns whether the stop is enqueued. Locks the draft to wait for a concurrent stop, then reads in a new statement.
     */
    private boolean hasStop(Draft draft) {
        database.createNativeQuery("SELECT 1 FROM draft WHERE id = :draft FOR UPDATE", Integer.class)
                .setParameter("draft", draft.id)
                .getSingleResult();
        return database.createNativeQuery(
                        "SELECT EXISTS (SELECT FROM outbox_entry WHERE draft = :draft AND kind = 'STOP')",
                        Boolean.class)
                .setParameter("draft", draft.id)
                .getSingleResult();
    }
}
