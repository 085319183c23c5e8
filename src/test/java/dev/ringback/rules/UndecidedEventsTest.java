package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event that may end calls and is not decided yet: it holds the calls it may end, and no other. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class UndecidedEventsTest {
    private static final String PAID = "invoice.paid";

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final String usual;
    private String invoice;
    private String number;
    private Instant start;

    UndecidedEventsTest(ServiceDriver world, RulesActivation activation) throws IOException {
        this.world = world;
        this.activation = activation;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        invoice = ServiceDriver.freshId("in_");
        number = ServiceDriver.freshNumber();
        start = world.now().minus(Duration.ofHours(1));
    }

    @AfterEach
    void restoreTheRules() {
        activation.activate(usual);
    }

    private UUID due() {
        return world.callOf(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.payment_failed",
                ServiceDriver.invoice(invoice, number),
                start));
    }

    private void undecided(String type, String object) {
        Response receipt = world.stripe(ServiceDriver.freshId("evt_"), type, object, start.plusSeconds(60));
        receipt.then().statusCode(200);
    }

    private JsonPath waitingFor(UUID call) {
        JsonPath shown = world.call(call);
        return shown.getMap("waiting_for") == null ? null : shown.setRootPath("waiting_for");
    }

    @Test
    void anEventAboutAnotherThingHoldsNothing() {
        UUID call = due();
        undecided(PAID, ServiceDriver.invoice(ServiceDriver.freshId("in_"), number));
        assertThat(waitingFor(call)).isNull();
        assertThat(world.send()).isOne();
    }

    @Test
    void anEventAboutTheThingHoldsItsCallUntilItIsDecided() {
        UUID call = due();
        undecided(PAID, ServiceDriver.invoice(invoice, number));
        assertThat(waitingFor(call).getString("gate")).isEqualTo("undecided_event");
        assertThat(world.send()).isZero();
        world.decide();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.number("SELECT count(*) FROM event_end")).isZero();
    }

    @Test
    void anEventThatEndsCallsToAPersonHoldsThatPersonsCallsAlone() {
        UUID call = due();
        undecided("customer.deleted", "{\"phone\":\"+12025550199\"}");
        assertThat(waitingFor(call)).isNull();
        undecided("customer.deleted", "{\"phone\":\"%s\"}".formatted(number));
        assertThat(waitingFor(call).getString("gate")).isEqualTo("undecided_event");
        assertThat(world.send()).isZero();
    }

    @Test
    void anEventWhoseThingCannotBeReadHoldsAllThatItsTypeMayEnd() {
        UUID call = due();
        undecided(PAID, "{}");
        assertThat(waitingFor(call).getString("gate")).isEqualTo("undecided_event");
        assertThat(world.send()).isZero();
    }

    @Test
    void anEventThatIsNoJsonObjectHoldsAllThatItsTypeMayEnd() {
        due();
        undecided(PAID, "{\"id\":\"x\",\"id\":\"y\"}");
        assertThat(world.send()).isZero();
    }

    @Test
    void anEventThatWasReadUnderOtherRulesHoldsByItsType() {
        due();
        undecided(PAID, ServiceDriver.invoice(ServiceDriver.freshId("in_"), number));
        assertThat(activation.activate(usual + "# another version\n")).isEmpty();
        assertThat(world.send()).isZero();
        world.decide();
        assertThat(world.send()).isOne();
    }

    @Test
    void anEventThatAnOlderReleaseStoredHoldsByItsType() {
        due();
        undecided(PAID, ServiceDriver.invoice(ServiceDriver.freshId("in_"), number));
        world.run("DELETE FROM event_end");
        world.run("UPDATE event SET ends_read_for = NULL WHERE state = 'RECEIVED'");
        assertThat(world.send()).isZero();
    }

    @Test
    void aCancelOfTheCallsOwnVersionThatTheActiveOneDroppedHoldsToo() {
        UUID call = due();
        assertThat(activation.activate(usual.replace("\"billing:invoice.paid\", ", "")))
                .isEmpty();
        UUID newer = world.callOf(world.stripe(
                ServiceDriver.freshId("evt_"),
                "invoice.payment_failed",
                ServiceDriver.invoice(ServiceDriver.freshId("in_"), ServiceDriver.freshNumber()),
                start));
        undecided(PAID, ServiceDriver.invoice(invoice, number));
        assertThat(waitingFor(call).getString("gate")).isEqualTo("undecided_event");
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertThat(world.stateOf(newer)).isEqualTo("placed");
    }

    @Test
    void aHundredEventsAboutOtherThingsHoldNothing() {
        due();
        for (int i = 0; i < 100; i++) {
            undecided(PAID, ServiceDriver.invoice(ServiceDriver.freshId("in_"), ServiceDriver.freshNumber()));
        }
        assertThat(world.send()).isOne();
        assertThat(world.number("SELECT count(*) FROM event WHERE state = 'RECEIVED'"))
                .isEqualTo(100);
    }
}
