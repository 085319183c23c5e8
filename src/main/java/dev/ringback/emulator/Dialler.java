package dev.ringback.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Dials for running campaigns, within each campaign's concurrency and the account's cost caps (Hub contract, section
 * 6). Every dial is a fact in the journal before a contact's row shows it.
 */
final class Dialler {
    /** The delay before a dial that a cap refused is retried. It uses none of the contact's retries. */
    private static final Duration CAP_PAUSE = Duration.ofSeconds(1);

    /** The progress of one campaign; rebuilt from its contacts after a start. */
    private static final class Progress {
        private final Queue<Contact> due = new ArrayDeque<>();
        private int calling;
        private int waitingForRetry;
        private Instant nextDial = Instant.MIN;
        private Instant wake;
    }

    private final Hub hub;
    private final Map<String, Progress> progress = new HashMap<>();

    Dialler(Hub hub) {
        this.hub = hub;
    }

    /** Resumes the campaigns found in the journal after a start. */
    void takeUp(Instant now) {
        hub.campaigns().all().stream().filter(campaign -> !campaign.isDeleted()).forEach(campaign -> {
            switch (campaign.status()) {
                case DRAFT -> {}
                case SCHEDULED -> schedule(campaign);
                case PAUSED, COMPLETED, FAILED -> enlist(campaign, now); // calls may still be in progress
                case RUNNING -> {
                    enlist(campaign, now);
                    wake(campaign, now);
                }
            }
        });
    }

    private void enlist(Campaign campaign, Instant now) {
        var where = progress(campaign);
        for (var contact : campaign.contacts()) {
            switch (contact.status()) {
                case PENDING -> where.due.add(contact);
                case CALLING -> {
                    where.calling++;
                    var end = hub.ledgerEnd(contact.session()).orElse(now);
                    hub.agenda.at(later(end, now), at -> end(campaign, contact, at));
                }
                case FAILED -> retryLater(campaign, contact, now);
                case COMPLETED, SKIPPED -> {}
            }
        }
    }

    /** Starts a campaign at its scheduled time, or as soon afterwards as the concurrency budget allows. */
    void schedule(Campaign campaign) {
        var at = later(campaign.plan().scheduledAt(), hub.clock.instant());
        hub.agenda.at(at, now -> startScheduled(campaign, now));
    }

    private void startScheduled(Campaign campaign, Instant now) {
        if (!campaign.is(Campaign.Status.SCHEDULED) || campaign.isDeleted()) {
            return;
        }
        if (hub.hasRoomFor(campaign)) {
            run(campaign, now);
        } else {
            hub.agenda.at(now.plus(CAP_PAUSE), then -> startScheduled(campaign, then));
        }
    }

    /** Sets a campaign running, for the first time or again, and dials. */
    void run(Campaign campaign, Instant now) {
        var first = !progress.containsKey(campaign.plan().id());
        hub.commit(new Fact.CampaignMoved(campaign.plan().id(), Campaign.Status.RUNNING, now));
        if (first) {
            enlist(campaign, now);
        }
        wake(campaign, first ? now.plus(hub.behaviour().dialling().firstDialAfter()) : now);
    }

    /** Schedules dialling of the campaign at the instant, unless an earlier wake-up is already scheduled. */
    private void wake(Campaign campaign, Instant at) {
        var where = progress(campaign);
        if (where.wake == null || at.isBefore(where.wake)) {
            where.wake = at;
            hub.agenda.at(at, now -> {
                if (now.equals(where.wake)) {
                    where.wake = null;
                    dispatch(campaign, now);
                }
            });
        }
    }

    private void dispatch(Campaign campaign, Instant now) {
        var where = progress(campaign);
        if (!campaign.is(Campaign.Status.RUNNING) || campaign.isStalled()) {
            return;
        }
        while (where.calling < campaign.plan().maxConcurrentCalls() && !where.due.isEmpty()) {
            if (now.isBefore(where.nextDial)) {
                wake(campaign, where.nextDial);
                return;
            }
            if (hub.capReached(campaign.plan().account(), now).isPresent()) {
                wake(campaign, now.plus(CAP_PAUSE));
                return;
            }
            dial(campaign, where, now);
        }
        if (where.due.isEmpty() && where.calling == 0 && where.waitingForRetry == 0) {
            hub.commit(new Fact.CampaignMoved(campaign.plan().id(), Campaign.Status.COMPLETED, now));
        }
    }

    private void dial(Campaign campaign, Progress where, Instant now) {
        var contact = where.due.remove();
        var dialling = hub.behaviour().dialling();
        var plan = campaign.plan();
        var ring = new Ring(
                plan.account(),
                contact.row().number(),
                plan.from(),
                plan.agent(),
                Ring.Via.CAMPAIGN,
                plan.id(),
                contact.id(),
                hub.ids.next("sess"),
                contact.row().fields(),
                now,
                dialling.callDuration());
        hub.commit(new Fact.Rang(ring));
        where.calling++;
        where.nextDial = now.plus(dialling.dialGap());
        hub.agenda.at(ring.end(), at -> end(campaign, contact, at));
    }

    private void end(Campaign campaign, Contact contact, Instant now) {
        var answered =
                !hub.behaviour().dialling().unanswered().contains(contact.row().number());
        var status = answered ? Contact.Status.COMPLETED : Contact.Status.FAILED;
        hub.commit(new Fact.ContactEnded(campaign.plan().id(), contact.id(), status, now));
        progress(campaign).calling--;
        if (!answered) {
            retryLater(campaign, contact, now);
        }
        dispatch(campaign, now);
    }

    private void retryLater(Campaign campaign, Contact contact, Instant now) {
        var where = progress(campaign);
        if (contact.attempts() > campaign.plan().retriesPerContact()
                || campaign.status().isTerminal()) {
            return;
        }
        where.waitingForRetry++;
        var at = later(contact.since().plus(campaign.plan().retryDelay()), now);
        hub.agenda.at(at, then -> {
            where.waitingForRetry--;
            where.due.add(contact);
            dispatch(campaign, then);
        });
    }

    private Progress progress(Campaign campaign) {
        return progress.computeIfAbsent(campaign.plan().id(), id -> new Progress());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    void clear() {
        progress.clear();
    }
}
