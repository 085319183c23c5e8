package dev.ringback.drafts;

import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.HubException;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.platform.Startup;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Stops running campaigns that have to be stopped, and reads back what became of the rows of those that run or ran. */
@ApplicationScoped
public class DraftWatch {
    private final Hub hub;
    private final DraftReadings readings;
    private final DraftStreams streams;
    private final OutboxWorker outbox;
    private final String poll;
    private final List<Thread> loops = new ArrayList<>();
    private volatile boolean stopping;

    DraftWatch(Hub hub, DraftReadings readings, DraftStreams streams, OutboxWorker outbox, DraftsConfig config) {
        this.hub = hub;
        this.readings = readings;
        this.streams = streams;
        this.outbox = outbox;
        this.poll = config.watch();
    }

    void start(@Observes @Priority(Startup.WORKERS) StartupEvent event) {
        if (!poll.equals("off")) {
            // Each by itself: a Hub that answers a reading slowly must not keep another campaign from being stopped.
            loops.add(Thread.ofVirtual().name("draft-brake").start(() -> onAndOn(this::brakeDue)));
            loops.add(Thread.ofVirtual().name("draft-watch").start(() -> onAndOn(this::readDue)));
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        for (Thread loop : loops) {
            loop.interrupt();
            loop.join();
        }
    }

    /** One round: owes the stops that are needed, and reads what is to be read. Returns how much it did. */
    public int watchDue() {
        return brakeDue() + readDue();
    }

    private int brakeDue() {
        int stops = readings.brake();
        if (stops > 0) {
            outbox.hint();
        }
        return stops;
    }

    private int readDue() {
        List<DraftReadings.Due> due = readings.due();
        due.forEach(this::read);
        if (!due.isEmpty()) {
            outbox.hint(); // rows may be due again
        }
        return due.size();
    }

    private void read(DraftReadings.Due draft) {
        try {
            if (draft.isMany()) {
                readMany(draft);
            } else {
                readAll(draft);
            }
        } catch (HubException e) {
            Log.warnf("draft %s cannot be read now: %s", draft.id(), e.getMessage());
            readings.unread(draft, e.getMessage());
        }
    }

    /** Contacts first: where all of them show a dial, and nothing else is wanted, nothing more needs to be asked. */
    private void readAll(DraftReadings.Due draft) {
        Map<String, CampaignsClient.Contact> contacts = contacts(draft);
        boolean isKnown = !draft.isOfSeries() && readings.showsAllDialled(draft, contacts);
        Reading reading = new Reading(contacts, isKnown ? Optional.empty() : Optional.of(status(draft)));
        readings.apply(draft, reading);
        if (draft.isOfSeries() && reading.saysGoesOn()) {
            streams.follow(draft); // the next of its series waits for its end
        }
    }

    /** 100 rows are a request: while it runs, only those are counted that are not dialled yet. */
    private void readMany(DraftReadings.Due draft) {
        CampaignsClient.Status status = status(draft);
        if (status.isTerminal()) {
            readings.apply(draft.ended(), new Reading(contacts(draft), Optional.of(status)));
        } else {
            readings.goesOn(draft, pending(draft));
            streams.follow(draft);
        }
    }

    private Map<String, CampaignsClient.Contact> contacts(DraftReadings.Due draft) {
        Map<String, CampaignsClient.Contact> contacts = new HashMap<>();
        for (CampaignsClient.Contact contact : CampaignsClient.contacts(hub, Urgency.URGENT, draft.hubId())) {
            contact.number().ifPresent(number -> contacts.put(number.e164(), contact));
        }
        return contacts;
    }

    private int pending(DraftReadings.Due draft) {
        int pending = 0;
        for (CampaignsClient.Contact _ :
                CampaignsClient.contacts(hub, Urgency.ORDINARY, draft.hubId(), CampaignsClient.PENDING)) {
            pending++;
        }
        return pending;
    }

    private CampaignsClient.Status status(DraftReadings.Due draft) {
        HubAnswer<CampaignsClient.Campaign> answer =
                hub.read(CampaignsClient.class, client -> client.get(draft.hubId()), Urgency.URGENT);
        CampaignsClient.Status status = answer.orElseThrow().status();
        return status == null ? CampaignsClient.Status.UNRECOGNISED : status;
    }

    private void onAndOn(IntSupplier round) {
        Duration every = DurationConverter.parseDuration(poll);
        while (!stopping) {
            try {
                round.getAsInt();
            } catch (RuntimeException | Error e) { // whatever it is, a loop that ended would be silence
                Log.error("watching campaigns failed, trying again", e);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(every.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
