package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.CampaignEvents;
import dev.ringback.hub.CampaignEvents.Snapshot;
import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.CampaignsClient.Contact;
import dev.ringback.hub.CampaignsClient.NewCampaign;
import dev.ringback.hub.CampaignsClient.Status;
import dev.ringback.hub.Hub;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaigns: uploaded as a draft, started, watched to their end. Creating dials nobody, so a lost create may be made again
 * under a new name; starting dials, and goes through a claim.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class CampaignsExampleTest {
    @Inject
    Hub hub;

    @Test
    void ringsWhoIsInAFile(@TempDir Path files) throws IOException {
        Path contacts = Files.writeString(files.resolve("contacts.csv"), """
                phone_number,first_name,invoice
                +14155550144,Zoë,INV-1
                +14155550145,Sam,INV-2
                """);
        NewCampaign draft = NewCampaign.draft(
                "reminders " + UUID.randomUUID(),
                "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z",
                "num_01HZ2N7G3K8M0Q5R7T9V2X4Y71",
                2,
                contacts);
        Campaign campaign = hub.write(CampaignsClient.class, campaigns -> campaigns.create(draft), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(campaign.status()).isEqualTo(Status.DRAFT);

        hub.once(CampaignsClient.class, campaigns -> campaigns.start(campaign.id()), () -> true)
                .orElseThrow();
        try (CampaignEvents events = hub.events(campaign.id())) {
            for (Snapshot snapshot : events) { // ends when the campaign does; reconnects if the line drops
                assertThat(snapshot.numbers().isObject()).isTrue();
                hub.once(CampaignsClient.class, campaigns -> campaigns.stop(campaign.id()), () -> true);
            }
        }

        // Contacts come in pages of 100; a page that cannot be read is an exception and no end of the list.
        assertThat(CampaignsClient.contacts(hub, Urgency.ORDINARY, campaign.id()))
                .extracting(Contact::number)
                .hasSize(2)
                .allSatisfy(number -> assertThat(number).isPresent());
    }
}
