package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.emulator.Settings;
import dev.ringback.hub.ApiKeysClient;
import dev.ringback.hub.ApiKeysClient.ApiKeyChange;
import dev.ringback.hub.ApiKeysClient.CreatedApiKey;
import dev.ringback.hub.ApiKeysClient.NewApiKey;
import dev.ringback.hub.Credentials;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.Secret;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/**
 * API keys. A key may list them and change none: that takes a person signed in to the Hub, whose token lives for about an
 * hour.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class ApiKeysExampleTest {
    @Inject
    Hub hub;

    @Test
    void rotatesAKey() {
        NewApiKey wanted = new NewApiKey("ringback, next quarter", "90d");
        assertThat(hub.write(ApiKeysClient.class, keys -> keys.create(wanted), Urgency.ORDINARY))
                .as("by a key")
                .isInstanceOf(HubAnswer.Refused.class);

        Hub person = hub.as(new Credentials.Session(new Secret(Settings.DEMO_SESSION), "demo"));
        CreatedApiKey created = person.write(ApiKeysClient.class, keys -> keys.create(wanted), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(created.key()).as("shown this once").isPresent();
        assertThat(created.toString()).doesNotContain("sk_live_");

        person.write(
                        ApiKeysClient.class,
                        keys -> keys.update(created.id(), new ApiKeyChange(null, true)),
                        Urgency.ORDINARY)
                .orElseThrow();
        assertThat(hub.read(ApiKeysClient.class, ApiKeysClient::list, Urgency.ORDINARY)
                        .orElseThrow()
                        .items())
                .filteredOn(key -> key.id().equals(created.id()))
                .singleElement()
                .satisfies(key -> assertThat(key.disabledAt()).isNotNull());
    }
}
