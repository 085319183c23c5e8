package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A newer fact narrows a person's hours while a draft waits or runs: the draft stops by the narrower ones. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class NarrowerHoursTest {
    private static final String ANN = "+12025550151"; // New York's hours: until one in the morning UTC in winter
    private static final Instant LONDONS_END = Instant.parse("2000-01-01T20:00:00Z"); // its time of day counts

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final String usual;
    private String invoice;
    private Instant start;

    NarrowerHoursTest(ServiceDriver world, RulesActivation activation) throws IOException {
        this.world = world;
        this.activation = activation;
        usual = Files.readString(Path.of("src/test/resources/rules.yaml"));
    }

    @BeforeEach
    void start() {
        world.reset();
        toANoonInWinter();
        assertThat(activation.activate(usual.replace(
                        "      invoice: event.data.object.number\n",
                        "      invoice: event.data.object.number\n    zone: event.data.object.zone\n")))
                .isEmpty();
        invoice = ServiceDriver.freshId("in_");
        start = world.now().minus(Duration.ofHours(1));
        world.dialAfter(Duration.ofHours(12));
    }

    /** Summer time would move both ends. */
    private void toANoonInWinter() {
        do {
            world.toMondayNoon();
        } while (java.time.ZoneId.of("America/New_York").getRules().isDaylightSavings(world.now())
                || java.time.ZoneId.of("Europe/London").getRules().isDaylightSavings(world.now()));
    }

    @AfterEach
    void restoreTheRules() {
        activation.activate(usual);
    }

    private UUID reminder(String zone, Instant at) {
        String object = """
                {"id":"%s","number":"A-1","customer_phone":"%s","customer_address":{"country":"US"},"zone":%s}
                """.formatted(invoice, ANN, zone == null ? "null" : '"' + zone + '"');
        return world.callOf(world.stripe(ServiceDriver.freshId("evt_"), "invoice.upcoming", object, at));
    }

    private void toLondonsEveningLess(Duration left) {
        Duration sinceMidnight = Duration.ofSeconds(world.now().getEpochSecond() % 86_400);
        Duration end = Duration.ofSeconds(LONDONS_END.getEpochSecond() % 86_400);
        world.advance(end.minus(sinceMidnight).minus(left));
    }

    private long stops() {
        return world.hub().requests(Route.STOP_CAMPAIGN).heads();
    }

    private void isStoppedAtLondonsEnd() {
        toLondonsEveningLess(Duration.ofMinutes(3));
        world.watch();
        world.send();
        assertThat(stops()).as("three minutes before").isZero();
        world.advance(Duration.ofMinutes(2).plusSeconds(1));
        world.watch();
        world.send();
        assertThat(stops()).as("one minute before").isOne();
        assertThat(world.hub().rings(ANN)).isEmpty();
    }

    @Test
    void aRunningDraftIsStoppedByTheHoursOfANewerFact() {
        UUID call = reminder(null, start);
        world.send();
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("started");
        reminder("Europe/London", start.plusSeconds(60));
        isStoppedAtLondonsEnd();
    }

    @Test
    void aDraftThatWaitedWhileTheHoursNarrowedIsStoppedByThem() {
        UUID call = reminder(null, start);
        world.send();
        reminder("Europe/London", start.plusSeconds(60));
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("started");
        isStoppedAtLondonsEnd();
    }

    @Test
    void aFactByWhichNoHourIsLeftNowStopsARunningDraftAtOnce() {
        reminder(null, start);
        world.send();
        world.send();
        reminder("Asia/Tokyo", start.plusSeconds(60)); // there it is two in the morning
        world.watch();
        world.send();
        assertThat(stops()).isOne();
        assertThat(world.hub().rings(ANN)).isEmpty();
    }

    @Test
    void aFactThatWidensTheHoursDoesNotPutTheStopOff() {
        reminder("Europe/London", start);
        world.send();
        world.send();
        reminder(null, start.plusSeconds(60));
        isStoppedAtLondonsEnd();
    }
}
