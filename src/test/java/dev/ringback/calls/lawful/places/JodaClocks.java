package dev.ringback.calls.lawful.places;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.joda.time.DateTimeZone;

/** Compares zones by the offsets they show from 2026 to 2029, by joda-time's data, which are as new as the tables. */
final class JodaClocks {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration STEP = Duration.ofHours(8);
    private static final int STEPS = 4 * 366 * 3;

    private final Map<String, Integer> byZone = new HashMap<>();
    private final Map<List<Integer>, Integer> byOffsets = new HashMap<>();

    /** Returns a number that two zones share exactly if they show the same time at each eighth hour. */
    int of(String zone) {
        return byZone.computeIfAbsent(zone, id -> {
            DateTimeZone rules = DateTimeZone.forID(id);
            List<Integer> offsets = Stream.iterate(START, at -> at.plus(STEP))
                    .limit(STEPS)
                    .map(at -> rules.getOffset(at.toEpochMilli()))
                    .toList();
            return byOffsets.computeIfAbsent(offsets, clock -> byOffsets.size());
        });
    }
}
