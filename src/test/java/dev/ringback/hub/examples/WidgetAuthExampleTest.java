package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.Credentials;
import dev.ringback.hub.Hub;
import dev.ringback.hub.Opaque;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.Secret;
import dev.ringback.hub.WidgetAuthClient;
import dev.ringback.hub.WidgetAuthClient.User;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens of a widget's visitors: a server makes one by its key, the visitor's browser changes it for a session. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class WidgetAuthExampleTest {
    @Inject
    Hub hub;

    @Test
    void letsAVisitorInWhomWeKnow() {
        User user = new User("customer-17", "Zoë", "zoe@example.com");
        Secret token = hub.write(WidgetAuthClient.class, auth -> auth.userToken(user), Urgency.ORDINARY)
                .orElseThrow()
                .userToken();

        // What follows the browser does, which has no key of ours.
        Hub visitor = hub.as(new Credentials.Visitor());
        Opaque session = visitor.write(
                        WidgetAuthClient.class, auth -> auth.exchange(Map.of("user_token", token)), Urgency.ORDINARY)
                .orElseThrow();
        assertThat(session.members().isEmpty()).isFalse();
        assertThat(session.toString())
                .doesNotContain(session.members().path("token").asText("none"));
    }
}
