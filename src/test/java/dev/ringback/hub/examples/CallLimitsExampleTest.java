package dev.ringback.hub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.hub.CallLimitsClient;
import dev.ringback.hub.CallLimitsClient.CallLimits;
import dev.ringback.hub.Hub;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The account's cost caps. A cap of 0 blocks its dimension: waiting will not help. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class CallLimitsExampleTest {
    @Inject
    Hub hub;

    @Test
    void readsTheCaps() {
        CallLimits limits = hub.read(CallLimitsClient.class, CallLimitsClient::get, Urgency.ORDINARY)
                .orElseThrow();
        boolean isBlocked = limits.concurrentMax().stream().anyMatch(most -> most == 0);
        assertThat(isBlocked).isFalse();
        assertThat(limits.dailyCallsMax()).isPresent();
    }
}
