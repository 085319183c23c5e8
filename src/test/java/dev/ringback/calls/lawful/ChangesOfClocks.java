package dev.ringback.calls.lawful;

import dev.ringback.calls.lawful.clocks.Zone;
import java.time.Duration;
import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Finds the changes of clocks of the years 2024 to 2028, and instants around them. */
final class ChangesOfClocks {
    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2029-01-01T00:00:00Z");
    private static final Duration AROUND = Duration.ofHours(36);

    private final Random random;

    ChangesOfClocks(Random random) {
        this.random = random;
    }

    /** Returns the changes in some zones, in order. */
    static List<Instant> in(Collection<String> zones) {
        Set<Instant> changes = new TreeSet<>();
        for (String id : zones) {
            Zone zone = Countries.zone(id).orElseThrow();
            ZoneOffsetTransition change = zone.rules().nextTransition(FROM);
            while (change != null && change.getInstant().isBefore(UNTIL)) {
                changes.add(change.getInstant());
                change = zone.rules().nextTransition(change.getInstant());
            }
        }
        return new ArrayList<>(changes);
    }

    /** Returns an instant within a day and a half of a change, at any second. */
    Instant near(Instant change) {
        return change.plusSeconds(random.nextLong(-AROUND.toSeconds(), AROUND.toSeconds()));
    }

    /** Returns an instant in the minute before a change. */
    Instant justBefore(Instant change) {
        return change.minusSeconds(random.nextLong(60));
    }

    /** Returns any instant of the years. */
    Instant anywhere() {
        return FROM.plusSeconds(random.nextLong(Duration.between(FROM, UNTIL).toSeconds()));
    }
}
