package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Received;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.hub.RawServer.Stage;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks, and where: keys, sessions, base addresses, and ids that are no ids. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class CredentialsTest {
    private final Emulator emulator = Emulator.start(Settings.defaults());

    @Inject
    TestHubs hubs;

    @BeforeEach
    void reset() {
        emulator.reset();
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    @Test
    void asksWithAKey() {
        assertThat(limits(hubs.at(emulator.url()))).isInstanceOf(HubAnswer.Done.class);
        assertThat(limits(hubs.at(emulator.url(), "api-key", "sk_live_demo_wrong")))
                .isInstanceOf(HubAnswer.Unauthorized.class);
    }

    @Test
    void asksWithASessionAndItsAccount() {
        Hub hub = hubs.at(emulator.url(), "api-key", Settings.DEMO_SESSION, "account", "demo");
        assertThat(limits(hub)).isInstanceOf(HubAnswer.Done.class);
        Hub other = hubs.at(emulator.url())
                .as(new Credentials.Session(new Secret(Settings.DEMO_SESSION), "somebody-elses"));
        assertThat(limits(other)).isInstanceOf(HubAnswer.Refused.class);
    }

    @Test
    void refusesASessionWithoutAnAccount() {
        HubConfig config = TestConfig.of(emulator.url(), "api-key", Settings.DEMO_SESSION);
        assertThatThrownBy(() -> Credentials.of(config))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ringback.hub.account")
                .hasMessageNotContaining("eyJ");
    }

    @Test
    void tellsAVisitorsKeyToNobody() throws IOException {
        try (var server = RawServer.hangingUp(Stage.ANSWERED)) {
            var agent = AgentsClient.AgentFields.named("a");
            hubs.at(server.url())
                    .as(new Credentials.Visitor())
                    .write(AgentsClient.class, client -> client.create(agent), Urgency.ORDINARY);
            hubs.at(server.url()).write(AgentsClient.class, client -> client.create(agent), Urgency.ORDINARY);
            assertThat(server.connections().getFirst().received()).doesNotContainIgnoringCase("authorization");
            assertThat(server.connections().getLast().received())
                    .containsIgnoringCase("authorization: bearer sk_live_");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/v1", "/v1/", "/api/v1", "/hub-api/api/v1"})
    void findsTheHubByEveryFormOfItsAddress(String path) {
        assertThat(limits(hubs.at(URI.create(emulator.address() + path)))).isInstanceOf(HubAnswer.Done.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void sendsNothingToAnIdThatIsNone(String id) {
        HubAnswer<String> answer =
                hubs.at(emulator.url()).once(AgentsClient.class, client -> client.delete(id), () -> true);
        assertThat(answer).isInstanceOf(HubAnswer.NeverLeft.class);
        assertThat(emulator.requests(Route.ANY)).isEqualTo(new Received(0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "a b", "a%2Fb", "ä?x=1#f", "a+b", "{id}"})
    void keepsAnOddIdInItsPlace(String id) {
        HubAnswer<String> answer =
                hubs.at(emulator.url()).once(AgentsClient.class, client -> client.delete(id), () -> true);
        assertThat(answer).isEqualTo(new HubAnswer.Refused<>(404, "agent not found"));
        assertThat(emulator.requests(Route.DELETE_AGENT)).isEqualTo(new Received(1, 1));
    }

    private static HubAnswer<?> limits(Hub hub) {
        return hub.read(CallLimitsClient.class, CallLimitsClient::get, Urgency.ORDINARY);
    }
}
