package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.AgentsClient;
import dev.ringback.hub.AgentsClient.Agent;
import dev.ringback.hub.AgentsClient.AgentFields;
import dev.ringback.hub.AgentsClient.AgentTool;
import dev.ringback.hub.Hub;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/**
 * Agents: made, told what to say, equipped, and put to work. A new agent is a draft, and only an active one places calls.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class AgentsExampleTest {
    @Inject
    Hub hub;

    @Test
    void makesAnAgentThatMayCall() {
        AgentFields fields = AgentFields.named("Collections")
                .systemPrompt("You remind people of an unpaid invoice. Be brief and polite.")
                .greetingMessage("Hello, this is Acme.");
        Agent draft = hub.write(AgentsClient.class, agents -> agents.create(fields), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(draft.isActive()).isFalse();

        // A tool of the account is enabled on each agent that may use it.
        hub.write(
                        AgentsClient.class,
                        agents -> agents.attach(draft.id(), AgentTool.enabled("end_call")),
                        Urgency.ORDINARY)
                .orElseThrow();

        // A change names what it changes; all else stays.
        AgentFields active = AgentFields.of("status", "active");
        hub.write(AgentsClient.class, agents -> agents.update(draft.id(), active), Urgency.ORDINARY)
                .orElseThrow();

        Agent agent = hub.read(AgentsClient.class, agents -> agents.get(draft.id()), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(agent.isActive()).isTrue();
        assertThat(agent.greetingMessage()).isEqualTo("Hello, this is Acme.");
    }
}
