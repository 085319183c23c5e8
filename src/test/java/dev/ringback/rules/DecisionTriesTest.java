package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event whose deciding fails, even with an error or with the end of the process, is given up and keeps no other from it. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class DecisionTriesTest {
    private static final int TRIES = 5;

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final Session database;
    private final String usual;

    DecisionTriesTest(ServiceDriver world, RulesActivation activation, Session database) throws IOException {
        this.world = world;
        this.activation = activation;
        this.database = database;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    @AfterEach
    void restoreTheRules() {
        assertThat(activation.activate(usual)).isEmpty();
    }

    private String order(long id, String note) {
        return world.shopify(
                        "orders/create",
                        "{\"id\":%d,\"updated_at\":\"%s\",\"phone\":\"%s\",\"note\":\"%s\"}"
                                .formatted(id, world.now(), ServiceDriver.freshNumber(), note))
                .then()
                .statusCode(200)
                .extract()
                .path("event");
    }

    private String stateOf(String event) {
        return world.event(event).getString("state");
    }

    private long tries(String event) {
        return world.number("SELECT tries FROM event WHERE id = '" + event + "'");
    }

    /** A text longer than any array may be: the virtual machine answers with an error, not with an exception. */
    @Test
    void anErrorIsCountedAndTheOthersGoOn() {
        assertThat(activation.activate(usual.replaceFirst(
                        "    about: event.id\n    to:\n",
                        "    when: event.note.split('').join(event.note) != ''\n    about: event.id\n    to:\n")))
                .isEmpty();
        String poison = order(8201, "a".repeat(100_000));
        String other = order(8202, "leave it at the door");
        world.decide();
        assertThat(stateOf(other)).isEqualTo("decided");
        assertThat(stateOf(poison)).isEqualTo("received");
        while (tries(poison) < TRIES) {
            assertThat(stateOf(poison)).isEqualTo("received");
            world.decide();
        }
        JsonPath failed = world.event(poison);
        assertThat(failed.getString("state")).isEqualTo("failed");
        assertThat(failed.getString("failure")).isEqualTo("OutOfMemoryError");
        assertThat(failed.getList("decisions.reason")).containsExactly("rule_error");
    }

    /** A process that dies by its try leaves the count behind. */
    @Test
    void aTryIsStoredBeforeItIsMade() throws Exception {
        String event = order(8203, "");
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> deciding = QuarkusTransaction.requiringNew().call(() -> {
                database.createNativeQuery(
                                "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:thing, 0))", Object.class)
                        .setParameter("thing", "confirm-order\n8203") // which every decision about it locks
                        .getSingleResult();
                Future<?> begun = threads.submit(world::decide);
                await().until(() -> world.number(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'")
                        == 1);
                assertThat(tries(event)).isOne();
                return begun;
            });
            deciding.get();
        }
        assertThat(stateOf(event)).isEqualTo("decided");
    }

    /** Each is authentic, and would be over 100 MB in memory. */
    @Test
    void aBodyTooComplexToBeReadIsStoredAndUnreadableAndTheOthersGoOn() {
        String objects = "{},".repeat(1_330_000) + "{}";
        String order = world.shopify("orders/create", "{\"id\":8206,\"items\":[" + objects + "]}")
                .then()
                .statusCode(200)
                .extract()
                .path("event");
        String invoice = world.stripe("invoice.payment_failed", "{\"items\":[" + objects + "]}")
                .then()
                .statusCode(200)
                .extract()
                .path("event");
        String other = order(8207, "");
        world.decide();
        assertThat(stateOf(order)).isEqualTo("unreadable");
        assertThat(stateOf(invoice)).isEqualTo("unreadable");
        assertThat(world.event(invoice).getString("type")).isEqualTo("invoice.payment_failed");
        assertThat(world.event(order).getString("failure")).contains("1000000 tokens");
        assertThat(stateOf(other)).isEqualTo("decided");
    }

    @Test
    void anEventThatEndedFiveProcessesIsGivenUpWithoutASixthTryAndHoldsWhatItMightCancel() {
        UUID call = world.callOf(world.shopify("orders/create", world.order(8204, ServiceDriver.freshNumber())));
        String cancel = world.shopify("orders/cancelled", "{\"id\":8204,\"updated_at\":\"" + world.now() + "\"}")
                .then()
                .statusCode(200)
                .extract()
                .path("event");
        String other = order(8205, "");
        world.run("UPDATE event SET tries = " + TRIES + " WHERE id = '" + cancel + "'");
        world.decide();
        assertThat(stateOf(cancel)).isEqualTo("failed");
        assertThat(world.event(cancel).getString("failure")).isEqualTo("ProcessEnded");
        assertThat(world.call(call).getString("reason")).isEqualTo("held: failed_cancel");
        assertThat(stateOf(other)).isEqualTo("decided");
    }
}
