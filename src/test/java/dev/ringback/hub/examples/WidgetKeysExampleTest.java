package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.Hub;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.WidgetKeysClient;
import dev.ringback.hub.WidgetKeysClient.CreatedWidgetKey;
import dev.ringback.hub.WidgetKeysClient.NewWidgetKey;
import dev.ringback.hub.WidgetKeysClient.WidgetKey;
import dev.ringback.hub.WidgetKeysClient.WidgetKeyChange;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Widget keys: public identifiers that work on the pages they are for. They are no credentials. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class WidgetKeysExampleTest {
    @Inject
    Hub hub;

    @Test
    void makesAKeyForAShopAndRevokesIt() {
        String name = "shop " + UUID.randomUUID();
        NewWidgetKey wanted = new NewWidgetKey(name, List.of("*.acme.com"), null);
        CreatedWidgetKey created = hub.write(WidgetKeysClient.class, keys -> keys.create(wanted), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(created.publicKey())
                .hasValueSatisfying(key -> assertThat(key).startsWith("pk_live_"));

        String id = row(name).id();
        WidgetKeyChange revoked = WidgetKeyChange.nothing().disabled(true);
        hub.write(WidgetKeysClient.class, keys -> keys.update(id, revoked), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(row(name).disabledAt()).isNotNull();
    }

    private WidgetKey row(String name) {
        return hub.read(WidgetKeysClient.class, WidgetKeysClient::list, Urgency.ORDINARY).orElseThrow().items().stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
