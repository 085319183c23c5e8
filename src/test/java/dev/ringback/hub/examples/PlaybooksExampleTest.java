package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.AgentsClient;
import dev.ringback.hub.AgentsClient.AgentFields;
import dev.ringback.hub.AgentsClient.PlaybookId;
import dev.ringback.hub.Hub;
import dev.ringback.hub.PlaybooksClient;
import dev.ringback.hub.PlaybooksClient.NewPlaybook;
import dev.ringback.hub.PlaybooksClient.Playbook;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Playbooks: pieces of instruction that agents share. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class PlaybooksExampleTest {
    @Inject
    Hub hub;

    @Test
    void givesAPlaybookToAnAgent() {
        String title = "Payment plan " + UUID.randomUUID();
        NewPlaybook playbook =
                new NewPlaybook(title, null, "custom", "Offer three instalments, never more.", List.of(), List.of());
        // What the Hub answers is a map that names no documented member, so the id is looked up by what we know.
        hub.write(PlaybooksClient.class, playbooks -> playbooks.create(playbook), Urgency.ORDINARY)
                .orElseThrow();
        Playbook made = null;
        for (Playbook each : PlaybooksClient.all(hub, Urgency.ORDINARY)) {
            made = each.displayName() != null && each.displayName().equals(title) ? each : made;
        }
        assertThat(made).isNotNull();

        PlaybookId id = new PlaybookId(made.id());
        String agent = hub.write(
                        AgentsClient.class, agents -> agents.create(AgentFields.named("Plans")), Urgency.ORDINARY)
                .orElseThrow()
                .id();
        hub.write(AgentsClient.class, agents -> agents.attach(agent, id), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(hub.read(AgentsClient.class, agents -> agents.get(agent), Urgency.ORDINARY)
                        .orElseThrow()
                        .playbooks())
                .extracting(AgentsClient.AgentPlaybook::displayName)
                .containsExactly(title);
    }
}
