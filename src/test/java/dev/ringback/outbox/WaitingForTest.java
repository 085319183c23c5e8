package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a waiting call shows of the gates that its claim asks. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class WaitingForTest {
    private static final String ANN = "+12025550141";

    private final ServiceDriver world;

    WaitingForTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private Map<String, String> waitingFor(UUID call) {
        Map<String, String> shown = world.call(call).getMap("waiting_for");
        JsonPath listed = world.get("/api/v1/calls");
        assertThat(listed.<String, String>getMap("items.find { it.id == '" + call + "' }.waiting_for"))
                .as("the list shows the same gate")
                .isEqualTo(shown);
        return shown;
    }

    private String gate(UUID call) {
        return waitingFor(call).get("gate");
    }

    private static Instant until(Map<String, String> wait) {
        return Instant.parse(wait.get("until"));
    }

    @Test
    void aCallThatTheNextClaimTakesWaitsForNothing() {
        assertThat(waitingFor(world.dueCall(ANN))).isNull();
    }

    @Test
    void aCallWaitsForItsWaitAndItsHours() {
        UUID call = world.callOf(world.shopify("orders/create", world.order(4711, ANN))); // waits ten minutes
        assertThat(gate(call)).isEqualTo("window");
        assertThat(until(waitingFor(call))).isEqualTo(world.call(call).getString("not_before"));
    }

    @Test
    void aCallWhoseWindowHasClosedSaysSo() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE outbox_entry SET planned = planned + 1, not_after = ringback_now()");
        assertThat(waitingFor(call)).containsEntry("gate", "window").containsEntry("until", null);
    }

    @Test
    void aHeldCallSaysSo() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE outbox_entry SET held = 'failed_cancel'");
        assertThat(waitingFor(call)).containsEntry("gate", "held").containsEntry("detail", "failed_cancel");
    }

    @Test
    void aPausedCallSaysByWhatAndWhy() {
        UUID call = world.dueCall(ANN);
        world.operator("/api/v1/pause", "{\"reason\":\"audit week\"}").then().statusCode(200);
        assertThat(waitingFor(call)).containsEntry("gate", "pause").containsEntry("detail", "all: audit week");
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        assertThat(waitingFor(call)).isNull();
    }

    @Test
    void aCallWaitsForTheGapOfItsPerson() {
        world.dueCall(ANN);
        UUID second = world.dueCall(ANN);
        world.send();
        Map<String, String> wait = waitingFor(second);
        assertThat(wait).containsEntry("gate", "person_gap");
        assertThat(Duration.between(world.now(), until(wait)))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
    }

    @Test
    void aCallWaitsForTheHubsBudget() {
        UUID call = world.dueCall(ANN);
        world.run("INSERT INTO hub_request (at) SELECT ringback_now() FROM generate_series(1, 55)");
        assertThat(gate(call)).isEqualTo("quota");
        assertThat(until(waitingFor(call))).isAfter(world.now());
    }

    @Test
    void aCallWaitsForTheTenantsCaps() {
        UUID call = world.dueCall(ANN);
        world.run(
                "UPDATE quota SET dial_blocked_until = ringback_now() + interval '1 hour', dial_blocked_by = 'daily'");
        assertThat(waitingFor(call)).containsEntry("gate", "cap").containsEntry("detail", "daily");
        world.run("UPDATE quota SET dial_blocked_until = NULL, calls_per_minute = 0");
        assertThat(gate(call)).isEqualTo("cap");
    }

    @Test
    void aCallThatHasEndedWaitsForNothing() {
        UUID call = world.dueCall(ANN);
        world.send();
        assertThat(waitingFor(call)).isNull();
    }
}
