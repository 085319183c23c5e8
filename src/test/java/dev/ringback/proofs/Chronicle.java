package dev.ringback.proofs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What happened in one schedule, as somebody saw it who was everywhere. Places are positions in the order of all steps.
 */
final class Chronicle {
    /**
     * A claim.
     *
     * @param about what the call is about
     * @param takenAt the place of the statement that asked the gates
     * @param committedAt the place of its commit
     * @param sending how many entries were being sent after it
     */
    record Claimed(
            UUID call,
            String about,
            int attempt,
            UUID worker,
            int takenAt,
            int committedAt,
            Instant time,
            int sending) {}

    /** A request that was let go onto the wire; whether it dials. */
    record Left(String about, boolean dials, Instant claimed, Instant time) {}

    record Rang(String about, String number, Instant time) {}

    /** An end that is final: of a thing, or of one call. The other is null. */
    record Ended(String about, UUID call, int committedAt) {}

    /** The end of calls to a person up to a fact's time. */
    record PersonEnded(String number, Instant asOf, int committedAt) {}

    record Proposed(String about, String number, Instant asOf) {}

    record EventStored(String about, int committedAt) {}

    /** @param resumedAt where it was lifted; as large as can be while it was not */
    record Paused(int committedAt, int resumedAt) {}

    final List<Claimed> claims = new ArrayList<>();
    /** Rows that were claimed with their start. */
    final List<Claimed> starts = new ArrayList<>();

    final List<Left> left = new ArrayList<>();
    final List<Rang> rings = new ArrayList<>();
    final List<Ended> ends = new ArrayList<>();
    final List<PersonEnded> personEnds = new ArrayList<>();
    final List<Proposed> proposals = new ArrayList<>();
    final List<EventStored> events = new ArrayList<>();
    final List<Paused> pauses = new ArrayList<>();
    final List<String> outcomes = new ArrayList<>();
    final List<String> forced = new ArrayList<>();
    final List<UUID> crashed = new ArrayList<>();

    /** How much of what matters occurred, by name. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        counts.put("claims", claims.size());
        counts.put("starts", starts.size());
        counts.put("left", left.size());
        counts.put("rings", rings.size());
        counts.put("forced", forced.size());
        counts.put("crashes", crashed.size());
        counts.put("ends", ends.size() + personEnds.size());
        counts.put("pauses", pauses.size());
        outcomes.forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        return counts;
    }

    long rings(String about) {
        return rings.stream().filter(ring -> ring.about().equals(about)).count();
    }

    void paused(int at) {
        pauses.add(new Paused(at, Integer.MAX_VALUE));
    }

    void resumed(int at) {
        pauses.replaceAll(
                pause -> pause.resumedAt() == Integer.MAX_VALUE ? new Paused(pause.committedAt(), at) : pause);
    }
}
