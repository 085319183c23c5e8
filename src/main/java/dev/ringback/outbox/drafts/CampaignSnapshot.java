package dev.ringback.outbox.drafts;

import dev.ringback.hub.CampaignsClient;
import dev.ringback.privacy.PhoneNumber;
import java.util.Map;
import java.util.Optional;

/**
 * Contains the contacts and the status that the Hub showed for one campaign.
 *
 * @param contacts by number
 * @param status read after the contacts, or before them in a draft of more rows than a page; empty only if all rows show a
 *     dial
 */
record CampaignSnapshot(Map<PhoneNumber, CampaignsClient.Contact> contacts, Optional<CampaignsClient.Status> status) {
    /** Returns the status of a number; {@code missing} if the Hub shows none. */
    String shown(PhoneNumber number) {
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
