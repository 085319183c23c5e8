package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Received;
import dev.ringback.emulator.Ring;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.CampaignsClient.Contact;
import dev.ringback.hub.CampaignsClient.NewCampaign;
import dev.ringback.hub.CampaignsClient.Status;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
class CampaignsClientTest {
    private static final String AGENT = "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z";
    private static final String NUMBER = "num_01HZ2N7G3K8M0Q5R7T9V2X4Y71";

    private final Emulator emulator = Emulator.start(Settings.defaults());

    @Inject
    TestHubs hubs;

    @TempDir
    Path files;

    @BeforeEach
    void reset() {
        emulator.reset();
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    @Test
    void createsADraftThatDialsNobody() throws IOException {
        Campaign campaign = create(contacts("phone_number,first_name\n+14155550100,Zoë\n"));
        assertThat(campaign.status()).isEqualTo(Status.DRAFT);
        assertThat(campaign.name()).isEqualTo("ringback test: à la carte \"1\"; 2");
        assertThat(campaign.agentId()).isEqualTo(AGENT);
        assertThat(campaign.phoneNumberId()).isEqualTo(NUMBER);
        assertThat(campaign.maxConcurrentCalls()).isEqualTo(2);
        assertThat(campaign.retriesPerContact()).isZero();
        assertThat(campaign.scheduledAt()).isNull();
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void leavesTheUploadedFileWhereItWas() throws IOException {
        Path contacts = contacts("phone_number\n+14155550100\n");
        create(contacts);
        assertThat(contacts).hasContent("phone_number\n+14155550100\n");
    }

    @Test
    void dialsWhatIsInTheFileOnceStarted() throws IOException {
        Campaign campaign = create(contacts("phone_number,first_name\n+14155550100,Zoë\n+14155550101,\"O'Neil, J\"\n"));
        assertThat(once(client -> client.start(campaign.id()))).isInstanceOf(HubAnswer.Done.class);
        assertThat(emulator.rings()).extracting(Ring::number).containsExactly("+14155550100", "+14155550101");
        assertThat(emulator.rings().getFirst().fields()).containsEntry("first_name", "Zoë");
        assertThat(emulator.rings().getLast().fields()).containsEntry("first_name", "O'Neil, J");
    }

    @Test
    void schedulesACampaignThatWillDialByItself() throws IOException {
        Instant later = Instant.now().plusSeconds(3600);
        var scheduled =
                new NewCampaign("later", AGENT, NUMBER, 1, 3, 60, later, contacts("phone_number\n+14155550100\n"));
        Campaign campaign = once(client -> client.create(scheduled)).orElseThrow();
        assertThat(campaign.status()).isEqualTo(Status.SCHEDULED);
        assertThat(Instant.parse(campaign.scheduledAt())).isEqualTo(later);
        assertThat(campaign.retriesPerContact()).isEqualTo(3);
        assertThat(campaign.retryDelaySeconds()).isEqualTo(60);
    }

    @Test
    void readsEveryContactOverAllPages() throws IOException {
        String rows = IntStream.range(0, 250)
                .mapToObj(i -> "+1415555%04d,%d".formatted(i, i))
                .collect(Collectors.joining("\n", "phone_number,row\n", "\n"));
        Campaign campaign = create(contacts(rows));
        List<Contact> contacts = new ArrayList<>();
        CampaignsClient.contacts(hub(), Urgency.ORDINARY, campaign.id()).forEach(contacts::add);
        assertThat(contacts).hasSize(250).allSatisfy(contact -> {
            assertThat(contact.status()).isEqualTo("pending");
            assertThat(contact.number()).isPresent();
            assertThat(contact.toString()).doesNotContain(contact.phoneNumber());
        });
        assertThat(contacts)
                .extracting(contact -> contact.customFields().get("row").asText())
                .containsExactlyElementsOf(
                        IntStream.range(0, 250).mapToObj(Integer::toString).toList());
        assertThat(emulator.requests(Route.LIST_CONTACTS)).isEqualTo(new Received(3, 3));
    }

    @Test
    void saysThatContactsAreMissingWhereAPageCannotBeRead() throws IOException {
        String rows = IntStream.range(0, 150)
                .mapToObj("+1415555%04d"::formatted)
                .collect(Collectors.joining("\n", "phone_number\n", "\n"));
        Campaign campaign = create(contacts(rows));
        var contacts =
                CampaignsClient.contacts(hub(), Urgency.ORDINARY, campaign.id()).iterator();
        for (int i = 0; i < 100; i++) {
            contacts.next();
        }
        emulator.faults().next(Route.LIST_CONTACTS, Fault.status(403, "no more"));
        assertThatThrownBy(contacts::hasNext)
                .isInstanceOfSatisfying(
                        HubException.class,
                        e -> assertThat(e.answer()).isEqualTo(new HubAnswer.Refused<>(403, "no more")));
    }

    @Test
    void goesThroughAllStatesOfACampaign() throws IOException {
        Campaign campaign = create(contacts("phone_number\n+14155550100\n"));
        once(client -> client.start(campaign.id()));
        assertThat(statusOf(campaign)).isEqualTo(Status.RUNNING);
        once(client -> client.pause(campaign.id()));
        assertThat(statusOf(campaign)).isEqualTo(Status.PAUSED);
        once(client -> client.resume(campaign.id()));
        assertThat(statusOf(campaign)).isEqualTo(Status.RUNNING);
        once(client -> client.stop(campaign.id()));
        assertThat(statusOf(campaign)).isEqualTo(Status.COMPLETED);
        assertThat(once(client -> client.delete(campaign.id()))).isInstanceOf(HubAnswer.Conflict.class);
        assertThat(hub().read(CampaignsClient.class, CampaignsClient::list, Urgency.ORDINARY)
                        .orElseThrow()
                        .items())
                .extracting(Campaign::id)
                .containsExactly(campaign.id());
    }

    @Test
    void deletesADraft() throws IOException {
        Campaign campaign = create(contacts("phone_number\n+14155550100\n"));
        assertThat(once(client -> client.delete(campaign.id())))
                .isInstanceOfSatisfying(
                        HubAnswer.Done.class, done -> assertThat(done.status()).isEqualTo(204));
        assertThat(hub().read(CampaignsClient.class, client -> client.get(campaign.id()), Urgency.URGENT))
                .isInstanceOf(HubAnswer.Refused.class);
    }

    @Test
    void asksTheGuardOfAStartToo() throws IOException {
        Campaign campaign = create(contacts("phone_number\n+14155550100\n"));
        assertThat(hub().once(CampaignsClient.class, client -> client.start(campaign.id()), () -> false))
                .isInstanceOf(HubAnswer.NeverLeft.class);
        assertThat(hub().once(CampaignsClient.class, client -> client.delete(campaign.id()), () -> false))
                .isInstanceOf(HubAnswer.NeverLeft.class);
        NewCampaign draft = NewCampaign.draft("n", AGENT, NUMBER, 1, contacts("phone_number\n+14155550100\n"));
        assertThat(hub().once(CampaignsClient.class, client -> client.create(draft), () -> false))
                .isInstanceOf(HubAnswer.NeverLeft.class);
        assertThat(emulator.requests(Route.START_CAMPAIGN)).isEqualTo(new Received(0, 0));
        assertThat(emulator.requests(Route.DELETE_CAMPAIGN)).isEqualTo(new Received(0, 0));
        assertThat(emulator.requests(Route.CREATE_CAMPAIGN)).isEqualTo(new Received(1, 1));
    }

    private Status statusOf(Campaign campaign) {
        return hub().read(CampaignsClient.class, client -> client.get(campaign.id()), Urgency.ORDINARY)
                .orElseThrow()
                .status();
    }

    private Campaign create(Path contacts) {
        NewCampaign draft = NewCampaign.draft("ringback test: à la carte \"1\"; 2", AGENT, NUMBER, 2, contacts);
        return once(client -> client.create(draft)).orElseThrow();
    }

    private Path contacts(String csv) throws IOException {
        return Files.writeString(Files.createTempFile(files, "contacts", ".csv"), csv);
    }

    private <T> HubAnswer<T> once(Function<CampaignsClient, T> write) {
        return hub().once(CampaignsClient.class, write, () -> true);
    }

    private Hub hub() {
        return hubs.at(emulator.url());
    }
}
