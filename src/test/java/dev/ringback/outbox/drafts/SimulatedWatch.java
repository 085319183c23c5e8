package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.CampaignsClient.Contact;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubException;
import dev.ringback.hub.RequestBudget.Urgency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Does with the real readings and the real orphan book what {@link DraftWatch} and {@link Orphans} do in their threads. */
public final class SimulatedWatch {
    private final Hub hub;
    private final DraftReadings readings;
    private final OrphanBook orphans;

    /** @param beans makes a bean of a type */
    public SimulatedWatch(Hub hub, Function<Class<?>, Object> beans) {
        this.hub = hub;
        this.readings = (DraftReadings) beans.apply(DraftReadings.class);
        this.orphans = (OrphanBook) beans.apply(OrphanBook.class);
    }

    /** One round. */
    public void watch() {
        readings.brake();
        readings.due().forEach(this::read);
    }

    private void read(DraftReadings.Due draft) {
        try {
            Map<String, Contact> contacts = new HashMap<>();
            for (Contact contact : CampaignsClient.contacts(hub, Urgency.URGENT, draft.hubId())) {
                contact.number().ifPresent(number -> contacts.put(number.e164(), contact));
            }
            Optional<CampaignsClient.Status> status = readings.showsAllDialled(draft, contacts)
                    ? Optional.empty()
                    : Optional.of(hub.read(CampaignsClient.class, client -> client.get(draft.hubId()), Urgency.URGENT)
                            .orElseThrow()
                            .status());
            readings.apply(draft, new Reading(contacts, status));
        } catch (HubException e) {
            readings.unread(draft, "by the simulation");
        }
    }

    /** Looks through what the Hub lists. */
    public void sweep(List<Campaign> campaigns) {
        UUID installation = orphans.installation();
        for (Campaign campaign : campaigns) {
            DraftName.of(installation, campaign.name()).ifPresent(name -> orphans.consider(campaign, name));
        }
    }
}
