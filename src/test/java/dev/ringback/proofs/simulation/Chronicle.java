package dev.ringback.proofs.simulation;

import dev.ringback.outbox.OutboxEntry.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The history of one schedule, as an observer who was everywhere saw it. Places are positions in the order of all steps;
 * {@link #NEVER} is the place of what did not come about.
 */
final class Chronicle {
    static final int NEVER = Integer.MAX_VALUE;

    /**
     * A claim that may ring a call.
     *
     * @param about the call's thing
     * @param number the call's person
     * @param scopes what can pause it
     * @param takenAt the place of the statement that asked the gates
     * @param committedAt the place of its commit
     * @param sentAt its time by the database
     * @param sending how many entries were being sent after it
     */
    record Claimed(
            UUID call,
            String about,
            String number,
            Set<String> scopes,
            int attempt,
            UUID worker,
            int takenAt,
            int committedAt,
            Instant sentAt,
            int sending) {}

    /**
     * A request that was let go onto the wire.
     *
     * @param calls whom it may ring, by the claims that allow it; none for a write that dials nobody
     * @param claimed the time before its claim
     * @param claimedAt the place of its claim's commit
     */
    record Left(Kind kind, List<Claimed> calls, Instant claimed, int claimedAt, Instant time, int at) {}

    /**
     * A ring.
     *
     * @param isOrderly whether it came after the schedule, when each due brake had been sent before
     */
    record Rang(String about, String number, Instant time, int at, boolean byCampaign, boolean isOrderly) {}

    /** An end that is final: of a thing, or of one call. The other is null. */
    record Ended(String about, UUID call, int committedAt) {}

    /** The end of calls to a person up to a fact's time. */
    record PersonEnded(String number, Instant asOf, int committedAt) {}

    /** An end that nobody could read, and the calls that were there and not later than it. */
    record FailedEnd(Set<UUID> calls, Instant asOf, int committedAt) {}

    /**
     * A fact that asks for a call.
     *
     * @param zone null if it names none
     * @param acceptedAt the place by which it had made or renewed a call; {@link #NEVER} if it did not
     */
    record Proposed(String about, String number, String zone, Instant asOf, int acceptedAt) {}

    /**
     * An event that may end calls, from the place by which it was stored to the place by which it was decided.
     *
     * @param about the thing; null if it ends no thing
     * @param number the person; null if it ends nobody's calls. Both null: nobody can say what it ends
     */
    record Undecided(String about, String number, int storedAt, int decidedAt) {}

    /**
     * A pause that an operator asked for.
     *
     * @param quietAt where it was seen that no claim was under way any more; {@link #NEVER} if it was not
     * @param resumedAt where it was lifted; {@link #NEVER} while it was not
     */
    record Paused(String scope, int committedAt, int quietAt, int resumedAt) {}

    /**
     * A resume of everything.
     *
     * @param time its own, by the database
     * @param at where it was answered
     * @param database which one it took for ours
     */
    record Resumed(Instant time, int at, int database) {}

    /** An answer that gives a reason to pause, to a request of that claim's time. */
    record Refusal(String outcome, Instant sentAt, int heardAt) {}

    final List<Claimed> claims = new ArrayList<>();
    /** Rows that were claimed with their start. */
    final List<Claimed> starts = new ArrayList<>();

    final List<Left> left = new ArrayList<>();
    final List<Rang> rings = new ArrayList<>();
    final List<Ended> ends = new ArrayList<>();
    final List<PersonEnded> personEnds = new ArrayList<>();
    final List<FailedEnd> failedEnds = new ArrayList<>();
    final List<Proposed> proposals = new ArrayList<>();
    final List<Undecided> events = new ArrayList<>();
    final List<Paused> pauses = new ArrayList<>();
    final List<Resumed> resumes = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    /** Where rules were activated. */
    final List<Integer> activations = new ArrayList<>();
    /** Where resumes of everything took place, or may have. */
    final List<Integer> resumedAt = new ArrayList<>();
    /** Where another database began to answer. */
    final List<Integer> failovers = new ArrayList<>();

    final List<String> outcomes = new ArrayList<>();
    final List<String> forced = new ArrayList<>();
    final List<UUID> crashed = new ArrayList<>();
    /** What was seen to be wrong when it happened, in words. */
    final List<String> wrongs = new ArrayList<>();

    private final Map<String, Integer> counts = new TreeMap<>();

    /** Counts something that may matter, for the totals. */
    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** How much of what matters occurred, by name. */
    Map<String, Integer> counts() {
        Map<String, Integer> all = new TreeMap<>(counts);
        all.put("claims", claims.size());
        all.put("starts", starts.size());
        all.put("left", left.size());
        all.put("rings", rings.size());
        all.put("forced", forced.size());
        all.put("crashes", crashed.size());
        all.put("ends", ends.size() + personEnds.size());
        all.put("unreadable ends", failedEnds.size());
        all.put("pauses", pauses.size());
        all.put("activations", activations.size());
        all.put("failovers", failovers.size());
        outcomes.forEach(outcome -> all.merge(outcome, 1, Integer::sum));
        return all;
    }

    long rings(String about) {
        return rings.stream().filter(ring -> ring.about().equals(about)).count();
    }

    void paused(String scope, int at) {
        pauses.add(new Paused(scope, at, NEVER, NEVER));
    }

    /** No claim made before a pause of everything is under way any more. */
    void quiet(int pausedAt, int at) {
        pauses.replaceAll(pause -> pause.committedAt() == pausedAt && pause.resumedAt() == NEVER
                ? new Paused(pause.scope(), pausedAt, at, NEVER)
                : pause);
    }

    /** @param scope null for every scope */
    void resumed(String scope, int at) {
        if (scope == null) {
            resumedAt.add(at);
        }
        pauses.replaceAll(pause -> pause.resumedAt() == NEVER && (scope == null || scope.equals(pause.scope()))
                ? new Paused(pause.scope(), pause.committedAt(), pause.quietAt(), at)
                : pause);
    }

    /** The hours of a thing's newest accepted fact before a place: its zone, or null. */
    String zoneOf(String about, int before) {
        return proposals.stream()
                .filter(fact -> fact.about().equals(about) && fact.acceptedAt() < before)
                .max(Comparator.comparing(Proposed::asOf))
                .map(Proposed::zone)
                .orElse(null);
    }
}
