package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient;
import java.util.Map;
import java.util.Optional;

/**
 * What the Hub showed of one campaign.
 *
 * @param contacts by E.164 number
 * @param status read after the contacts; empty where it was not needed, as all of them show a dial
 */
record CampaignSnapshot(Map<String, CampaignsClient.Contact> contacts, Optional<CampaignsClient.Status> status) {
    /** What it shows of a number; {@code missing} if nothing. */
    String shown(String number) {
        CampaignsClient.Contact contact = contacts.get(number);
        return contact == null || contact.status() == null ? "missing" : contact.status();
    }

    boolean saysEnded() {
        return status.filter(CampaignsClient.Status::isTerminal).isPresent();
    }

    boolean saysGoesOn() {
        return status.filter(shown -> !shown.isTerminal()).isPresent();
    }
}
