package dev.ringback.calls.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Behaviour;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Ring;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A campaign over six zones and two countries, with every step and reading failing now and then. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(900)
class CampaignOfManyTest {
    private static final int EACH = Integer.getInteger("ringback.test.people-per-zone", 60); // up to 100
    private static final Map<String, ZoneId> ZONES = Map.of(
            "+1917555%04d", ZoneId.of("America/New_York"),
            "+1312555%04d", ZoneId.of("America/Chicago"),
            "+1303555%04d", ZoneId.of("America/Denver"),
            "+1213555%04d", ZoneId.of("America/Los_Angeles"),
            "+1808555%04d", ZoneId.of("Pacific/Honolulu"),
            "+44207946%04d", ZoneId.of("Europe/London"));

    private final ServiceDriver world;

    CampaignOfManyTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    @Test
    void everyoneIsRungAtMostOnceInsideTheirHoursAndNobodyIsForgotten() {
        List<String> numbers = new ArrayList<>();
        for (String range : ZONES.keySet()) {
            for (int i = 0; i < EACH; i++) {
                numbers.add(range.formatted(100 + i));
            }
        }
        for (String number : numbers) {
            world.stripe("quote.finalized", """
                    {"id":"%s","phone":"%s","agrees":true,"name":"N"}""".formatted(ServiceDriver.freshId("qt_"), number));
        }
        world.decide();
        fail();
        world.hub()
                .behave(world.hub()
                        .behaviour()
                        .withDialling(new Behaviour.Dialling(
                                Duration.ofMinutes(3), Duration.ofSeconds(20), Duration.ZERO, Set.of())));
        world.advance(Duration.ofHours(21)); // an hour before the tick
        for (int step = 0; step < 4 * 24 * 12 && isOpen(); step++) { // at most four days, five minutes at a time
            world.hub().advance(Duration.ZERO); // what it dials, it dials in its own time
            world.send();
            world.watch();
            world.sweep();
            world.advance(isAnyHourLawful() ? Duration.ofMinutes(1) : Duration.ofMinutes(20));
        }
        assertThat(isOpen()).isFalse();
        assertThat(world.hub().rings()).extracting(Ring::number).doesNotHaveDuplicates();
        assertThat(world.hub().rings()).allSatisfy(CampaignOfManyTest::isInsideItsHours);
        long placed = world.number("SELECT count(*) FROM call WHERE state = 'PLACED'");
        long unknown = world.number("SELECT count(*) FROM call WHERE state = 'UNKNOWN'");
        assertThat(placed).isEqualTo(world.hub().rings().size());
        assertThat(placed + unknown).as("sums").isEqualTo(numbers.size());
        assertThat(unknown).isZero();
    }

    private void fail() {
        var faults = world.hub().faults();
        faults.probability(Route.CREATE_CAMPAIGN, 0.1, 1, Fault.closeAfterEffect());
        faults.probability(Route.START_CAMPAIGN, 0.2, 2, Fault.closeAfterEffect());
        faults.probability(Route.STOP_CAMPAIGN, 0.2, 3, Fault.closeAfterEffect());
        faults.probability(Route.DELETE_CAMPAIGN, 0.2, 4, Fault.closeAfterEffect());
        faults.probability(Route.LIST_CONTACTS, 0.1, 5, Fault.closeAfterEffect());
    }

    private boolean isOpen() {
        return world.number("SELECT count(*) FROM campaign WHERE ended_at IS NULL") > 0;
    }

    private boolean isAnyHourLawful() {
        return ZONES.values().stream().anyMatch(zone -> isLawful(world.now().atZone(zone)));
    }

    private static void isInsideItsHours(Ring ring) {
        ZoneId zone = ZONES.entrySet().stream()
                .filter(range -> ring.number().startsWith(range.getKey().substring(0, 5)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        assertThat(ring.instant().atZone(zone)).matches(CampaignOfManyTest::isLawful);
    }

    /** In the United States by federal law (47 CFR 64.1200(c)(1)), else where no law speaks. */
    private static boolean isLawful(ZonedDateTime there) {
        return there.getZone().getId().startsWith("Europe/")
                ? there.getDayOfWeek() != DayOfWeek.SUNDAY && there.getHour() >= 9 && there.getHour() < 20
                : there.getHour() >= 8 && there.getHour() < 21;
    }
}
