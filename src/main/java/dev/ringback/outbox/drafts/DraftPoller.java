package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.HubException;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.Loop;
import dev.ringback.platform.Startup;
import dev.ringback.platform.Supervisor;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Enqueues the stops of running campaigns, and reads back the results of rows in started campaigns. */
@ApplicationScoped
public class DraftPoller {
    private static final Duration BRAKE_BOUND = Duration.ofMinutes(1);
    private static final Duration READ_BOUND = Duration.ofMinutes(5); // for one campaign, read page by page

    private final Hub hub;
    private final DraftReconciler reconciler;
    private final DraftStreams streams;
    private final OutboxWorker outbox;
    private final String poll;
    private final Supervisor supervisor;
    private final List<Loop> loops = new ArrayList<>();

    DraftPoller(
            Hub hub,
            DraftReconciler reconciler,
            DraftStreams streams,
            OutboxWorker outbox,
            DraftsConfig config,
            Supervisor supervisor) {
        this.hub = hub;
        this.reconciler = reconciler;
        this.streams = streams;
        this.outbox = outbox;
        this.poll = config.watch();
        this.supervisor = supervisor;
    }

    void start(@Observes @Priority(Startup.WORKERS) StartupEvent event) {
        Supervisor.period(poll).ifPresent(every -> {
            // Separate loops: slow answers to a reading must not delay the stop of another campaign.
            loops.add(supervisor.every("draft-brake", every, BRAKE_BOUND, pulse -> brakeDue()));
            loops.add(supervisor.every("draft-watch", every, READ_BOUND, this::readDue));
        });
    }

    void stop(@Observes ShutdownEvent event) {
        Supervisor.stop(loops);
    }

    /** Runs one round: enqueues the stops that are needed, and reads the drafts that are due. Returns the sum of both. */
    public int watchDue() {
        return brakeDue() + readDue(Supervisor.Pulse.NONE);
    }

    private int brakeDue() {
        int stops = reconciler.brake();
        if (stops > 0) {
            outbox.hint();
        }
        return stops;
    }

    private int readDue(Supervisor.Pulse pulse) {
        List<DraftReconciler.Due> due = reconciler.due();
        for (DraftReconciler.Due draft : due) {
            pulse.beat();
            if (!pulse.isStopping()) {
                read(draft);
            }
        }
        if (!due.isEmpty()) {
            outbox.hint(); // rows may be due again
        }
        return due.size();
    }

    private void read(DraftReconciler.Due draft) {
        try {
            if (draft.isMany()) {
                readMany(draft);
            } else {
                readAll(draft);
            }
        } catch (HubException e) {
            Log.warnf("draft %s cannot be read now: %s", draft.id(), e.getMessage());
            reconciler.unread(draft, e.getMessage());
        }
    }

    /** Reads the contacts first. If all of them show a dial and the draft is in no series, the status is not requested. */
    private void readAll(DraftReconciler.Due draft) {
        Map<PhoneNumber, CampaignsClient.Contact> contacts = contacts(draft);
        boolean isKnown = !draft.isOfSeries() && reconciler.showsAllDialled(draft, contacts);
        CampaignSnapshot reading =
                new CampaignSnapshot(contacts, isKnown ? Optional.empty() : Optional.of(status(draft)));
        reconciler.apply(draft, reading);
        if (draft.isOfSeries() && reading.saysGoesOn()) {
            streams.follow(draft); // the next draft of the series waits for this end
        }
    }

    /** Reads all rows only once the campaign has ended, because each page of 100 rows costs a request. */
    private void readMany(DraftReconciler.Due draft) {
        CampaignsClient.Status status = status(draft);
        if (status.isTerminal()) {
            reconciler.apply(draft.ended(), new CampaignSnapshot(contacts(draft), Optional.of(status)));
        } else {
            if (reconciler.goesOn(draft, status, count(draft, CampaignsClient.PENDING))) {
                reconciler.standsStill(
                        draft,
                        StalledDrafts.TALKING.stream()
                                .mapToInt(talking -> count(draft, talking))
                                .sum());
            }
            streams.follow(draft);
        }
    }

    private Map<PhoneNumber, CampaignsClient.Contact> contacts(DraftReconciler.Due draft) {
        Map<PhoneNumber, CampaignsClient.Contact> contacts = new HashMap<>();
        for (CampaignsClient.Contact contact : CampaignsClient.contacts(hub, Urgency.URGENT, draft.hubId())) {
            contact.number().ifPresent(number -> contacts.put(number, contact));
        }
        return contacts;
    }

    private int count(DraftReconciler.Due draft, String status) {
        int count = 0;
        for (CampaignsClient.Contact _ : CampaignsClient.contacts(hub, Urgency.ORDINARY, draft.hubId(), status)) {
            count++;
        }
        return count;
    }

    private CampaignsClient.Status status(DraftReconciler.Due draft) {
        HubAnswer<CampaignsClient.Campaign> answer =
                hub.read(CampaignsClient.class, client -> client.get(draft.hubId()), Urgency.URGENT);
        CampaignsClient.Status status = answer.orElseThrow().status();
        return status == null ? CampaignsClient.Status.UNRECOGNISED : status;
    }
}
