package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.Hub;
import dev.ringback.hub.IntegrationsClient;
import dev.ringback.hub.IntegrationsClient.Installation;
import dev.ringback.hub.Opaque;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.Secret;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Integrations: ready tools of a shop or a payment service, installed with its credentials. They serve agents during a call;
 * nothing rings because of them.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class IntegrationsExampleTest {
    @Inject
    Hub hub;

    @Test
    void installsOne() {
        // No page shows the rows, so they are read as the objects they are.
        assertThat(hub.read(IntegrationsClient.class, client -> client.list(null), Urgency.ORDINARY)
                        .orElseThrow()
                        .items())
                .extracting(row -> row.members().path("id").asText())
                .contains("stripe");

        Installation installation = new Installation(Map.of("api_key", new Secret("rk_live_1")));
        hub.write(IntegrationsClient.class, client -> client.install("stripe", installation), Urgency.ORDINARY)
                .orElseThrow();
        Opaque stripe = hub.read(IntegrationsClient.class, client -> client.get("stripe"), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(stripe.members().path("installed").asBoolean()).isTrue();
    }
}
