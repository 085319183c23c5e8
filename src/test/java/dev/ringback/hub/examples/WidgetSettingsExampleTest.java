package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.Hub;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.WidgetSettingsClient;
import dev.ringback.hub.WidgetSettingsClient.AgentWidgetSettings;
import dev.ringback.hub.WidgetSettingsClient.Corner;
import dev.ringback.hub.WidgetSettingsClient.Visitors;
import dev.ringback.hub.WidgetSettingsClient.WidgetSettings;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** How the widget looks, for the account, and whom it lets in, for each agent. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class WidgetSettingsExampleTest {
    @Inject
    Hub hub;

    @Test
    void movesTheLauncherAndOpensAnAgentToGuests() {
        WidgetSettings left = new WidgetSettings(null, null, null, Corner.BOTTOM_LEFT, null, null);
        hub.write(WidgetSettingsClient.class, settings -> settings.update(left), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(hub.read(WidgetSettingsClient.class, WidgetSettingsClient::get, Urgency.ORDINARY)
                        .orElseThrow()
                        .launcherPosition())
                .isEqualTo(Corner.BOTTOM_LEFT);

        String agent = "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y70";
        AgentWidgetSettings guests = new AgentWidgetSettings(null, Visitors.GUEST, true);
        assertThat(hub.write(WidgetSettingsClient.class, settings -> settings.update(agent, guests), Urgency.ORDINARY)
                        .orElseThrow()
                        .widgetEnabled())
                .isTrue();
    }
}
