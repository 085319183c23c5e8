package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.CampaignsClient.Contact;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubException;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.privacy.PhoneNumber;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Does with the real readings and the real repository of orphans what {@link DraftPoller} and {@link OrphanSweep} do in their threads. */
public final class SimulatedPoller {
    private final Hub hub;
    private final DraftReconciler reconciler;
    private final OrphanRepository orphans;

    /** @param beans makes a bean of a type */
    public SimulatedPoller(Hub hub, Function<Class<?>, Object> beans) {
        this.hub = hub;
        this.reconciler = (DraftReconciler) beans.apply(DraftReconciler.class);
        this.orphans = (OrphanRepository) beans.apply(OrphanRepository.class);
    }

    /** One round. */
    public void watch() {
        reconciler.brake();
        reconciler.due().forEach(this::read);
    }

    private void read(DraftReconciler.Due draft) {
        try {
            Map<PhoneNumber, Contact> contacts = new HashMap<>();
            for (Contact contact : CampaignsClient.contacts(hub, Urgency.URGENT, draft.hubId())) {
                contact.number().ifPresent(number -> contacts.put(number, contact));
            }
            Optional<CampaignsClient.Status> status = reconciler.showsAllDialled(draft, contacts)
                    ? Optional.empty()
                    : Optional.of(hub.read(CampaignsClient.class, client -> client.get(draft.hubId()), Urgency.URGENT)
                            .orElseThrow()
                            .status());
            reconciler.apply(draft, new CampaignSnapshot(contacts, status));
        } catch (HubException e) {
            reconciler.unread(draft, "by the simulation");
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
