package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.ServiceDriver;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** When a start moves the installation's clock. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class ServiceClockTest {
    private static final String MICROSECONDS = "SELECT extract(epoch FROM clock_offset) * 1000000 FROM installation";

    private final ServiceDriver world;
    private final DataSource database;

    ServiceClockTest(ServiceDriver world, DataSource database) {
        this.world = world;
        this.database = database;
    }

    private void startAt(String instant) {
        new ServiceClock(database, Optional.of(instant)).start(new StartupEvent());
    }

    @Test
    void aRehearsalDoesNotMoveTheClockOfADatabaseThatHasMetARealHub() {
        long before = world.number(MICROSECONDS);
        world.run("UPDATE installation SET hub_address = 'https://api.kataven.ai/v1'");
        try {
            assertThatThrownBy(() -> startAt(world.now().plusSeconds(3600).toString()))
                    .hasMessageContaining("ringback.clock.start-at")
                    .hasMessageContaining("fresh database");
        } finally {
            world.run("UPDATE installation SET hub_address = 'loopback'");
        }
        assertThat(world.number(MICROSECONDS)).isEqualTo(before);
    }

    @Test
    void aStartInsideTheDemosHoursLeavesTheClockAsItIs() {
        world.toMondayNoon();
        world.run("UPDATE installation SET clock_started = false"); // as of a new installation
        long before = world.number(MICROSECONDS);
        startAt(ServiceClock.LAWFUL);
        assertThat(world.number(MICROSECONDS)).isEqualTo(before);
    }

    @Test
    void aLaterStartMovesTheClockOn() {
        Instant later = world.now().plusSeconds(3600);
        startAt(later.toString());
        assertThat(world.now()).isAfterOrEqualTo(later);
    }
}
