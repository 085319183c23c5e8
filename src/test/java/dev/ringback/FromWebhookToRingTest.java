package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The main job, end to end over HTTP, a real PostgreSQL and the emulated Hub's ring ledger. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class FromWebhookToRingTest {
    private final ServiceDriver world;

    FromWebhookToRingTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    @Test
    void aFailedPaymentRingsOnceAndShowsItsSession() {
        String number = ServiceDriver.freshNumber();
        UUID call = world.dueCall(number);
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings(number)).hasSize(1);
        assertThat(world.call(call).getString("state")).isEqualTo("placed");
        assertThat(world.call(call).getString("session_id"))
                .isEqualTo(world.hub().rings(number).getFirst().session());
    }

    @Test
    void anOrderRingsAfterItsWaitAtTheNationalNumberOfItsAddress() {
        UUID call = world.callOf(world.shopify("orders/create", world.order(1001, null)));
        assertThat(world.stateOf(call)).isEqualTo("waiting");
        assertThat(world.send()).isZero();
        world.advance(Duration.ofMinutes(11));
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertThat(world.send()).isOne();
        assertThat(world.hub().rings("+12025550199")).hasSize(1);
    }
}
