package dev.ringback.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of a span give each wanted event once and in order, however unevenly the events came. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class EventHistoryTest {
    private static final int EVENTS = 6_000; // of which 4,000 are wanted: some slices, each with some pages

    private final ServiceDriver world;
    private final EventHistory history;

    EventHistoryTest(ServiceDriver world, EventHistory history) {
        this.world = world;
        this.history = history;
    }

    @BeforeEach
    @AfterEach
    void reset() {
        world.reset();
    }

    /** Stores bursts with many events in one millisecond, and long gaps between them. */
    private void insert(Instant first) {
        world.run("""
                WITH made AS (
                    SELECT n, timestamptz '%s' + (n / 700) * (n / 700) * interval '1 hour' + n %% 9 * interval '1 millisecond' AS at
                    FROM generate_series(0, %d) AS n
                ), stored AS (
                    INSERT INTO event (id, source, delivery_id, type, state, received_at, decided_at)
                    SELECT cast(lpad(to_hex(cast(extract(epoch FROM at) * 1000 AS bigint)), 12, '0') || '7'
                                || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15) AS uuid),
                           'billing', 'evt_' || n, CASE n %% 3 WHEN 0 THEN 'charge.succeeded' ELSE 'invoice.paid' END,
                           'DECIDED', at, at
                    FROM made RETURNING id
                )
                INSERT INTO event_body (event, body) SELECT id, '{}' FROM stored
                """.formatted(first, EVENTS - 1));
    }

    @Test
    void givesEachWantedEventOnceInOrder() throws SQLException {
        Instant first = world.now().minus(Duration.ofDays(30));
        insert(first);
        EventHistory.Span span = history.span(first, world.now(), (source, type) -> type.equals("invoice.paid"));
        assertThat(span.events()).isEqualTo(EVENTS);
        assertThat(span.wanted()).isEqualTo(EVENTS * 2 / 3);
        List<UUID> read = new ArrayList<>();
        EventHistory.Pages pages = history.open(span);
        for (Optional<List<EventHistory.Stored>> page = pages.next(); page.isPresent(); page = pages.next()) {
            page.get().forEach(event -> read.add(event.id()));
        }
        assertThat(read).doesNotHaveDuplicates().hasSize(EVENTS * 2 / 3);
        assertThat(read).extracting(UUID::toString).isSorted();
    }
}
