package dev.ringback.proofs.killloop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a kill loop found. It certifies only where {@link #holds()}.
 *
 * @param acts what was broken how often, in words
 * @param kills processes ended by SIGKILL
 * @param trials what troubles at full length led to
 * @param recovery from each kill to the next ring in the Hub's ledger
 * @param ready from each kill of a replica or of the Hub to the readiness of its next process
 * @param kept where logs, ledger and database are; null where they are gone
 */
record Certificate(
        long seed,
        int replicas,
        Instant startedAt,
        Duration length,
        String postgres,
        Map<String, Long> acts,
        long kills,
        Webhooks webhooks,
        Audit balance,
        Trials trials,
        Unknowns unknowns,
        Percentiles recovery,
        Percentiles ready,
        String kept) {

    /**
     * What senders saw.
     *
     * @param requests HTTP requests made, refused and cut ones too
     * @param receipts answers 2xx, repetitions included
     * @param accepted different deliveries answered 2xx
     * @param optOuts persons' opt-outs answered 2xx
     * @param notAccepted deliveries and opt-outs without a 2xx at the end: nothing was promised
     */
    record Webhooks(int requests, int receipts, int accepted, int optOuts, int notAccepted) {}

    /**
     * Calls that were unknown for a while.
     *
     * @param originate those sent by themselves
     * @param campaign rows of campaigns, whose unsure start is fenced by deleting the draft
     * @param refused settlements that the service refused because the attempt might have been alive
     */
    record Unknowns(Settled originate, Settled campaign, int refused) {
        String text() {
            return String.join(
                    "\n            ",
                    "originate " + originate.text(),
                    "campaign " + campaign.text(),
                    refused + " settlements refused because the attempt might have been alive");
        }
    }

    /**
     * What became of unknown calls of one way.
     *
     * @param ever how many there were
     * @param byItself settled by a late answer, the fence or what the campaign shows
     * @param byOperator settled by the kill loop's operator, from the Hub's ledger
     * @param left visibly unknown at the end
     */
    record Settled(long ever, long byItself, long byOperator, long left) {
        String text() {
            return "%d (%d settled by itself, %d by the operator from the ledger, %d left)"
                    .formatted(ever, byItself, byOperator, left);
        }
    }

    /** Nearest-rank percentiles in milliseconds; all null where there was nothing to measure. */
    record Percentiles(int count, Long p50, Long p99, Long max) {
        static Percentiles of(List<Duration> durations) {
            List<Long> sorted =
                    durations.stream().map(Duration::toMillis).sorted().toList();
            return sorted.isEmpty()
                    ? new Percentiles(0, null, null, null)
                    : new Percentiles(sorted.size(), rank(sorted, 0.5), rank(sorted, 0.99), sorted.getLast());
        }

        private static long rank(List<Long> sorted, double part) {
            return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
        }

        String text() {
            return count == 0 ? "nothing measured" : "p50 %d ms, p99 %d ms, max %d ms".formatted(p50, p99, max);
        }
    }

    /** Tells whether acts were made, phones rang, the balance is even and all trials hold. */
    boolean holds() {
        boolean isBroken = acts.values().stream().anyMatch(times -> times > 0);
        return isBroken && balance.rings() > 0 && balance.holds() && trials.hold();
    }

    Certificate withNothingKept() {
        return new Certificate(
                seed, replicas, startedAt, length, postgres, acts, kills, webhooks, balance, trials, unknowns, recovery,
                ready, null);
    }

    String text() {
        String broken = acts.entrySet().stream()
                .map(act -> act.getValue() + " " + act.getKey())
                .collect(Collectors.joining(", "));
        String text = """

                KILL LOOP %s
                run         %s, %s, seed %d, %d replicas, %s
                kills       %d
                broken      %s
                webhooks    %d accepted, each decided unless lost, and %d opt-outs; %d requests, %d receipts, %d never accepted
                calls       %s
                rings       %d, %d of them by campaigns
                campaigns   %s
                duplicates  %d
                lost        %d
                wrong state %d   (untrue: called placed without a ring, or ended otherwise with one)
                too late    %d   (claimed after its cancelling event or opt-out was accepted, or rung after its stop)
                unrecorded  %d   (astray: rings by a campaign that is not recorded with that call)
                unfinished  %d   (left: campaigns and steps without an end, orphan drafts)
                foreign     %d   (drafts deleted at the Hub by somebody else)
                unknown     %s
                recovery    %s   (from a kill to the next ring)
                ready       %s   (from a kill to the next process being ready)
                %s""".formatted(
                        holds() ? "CERTIFICATE" : "FAILED",
                        startedAt.truncatedTo(ChronoUnit.SECONDS),
                        length.toString().substring(2).toLowerCase(Locale.ROOT),
                        seed,
                        replicas,
                        postgres,
                        kills,
                        broken,
                        webhooks.accepted,
                        webhooks.optOuts,
                        webhooks.requests,
                        webhooks.receipts,
                        webhooks.notAccepted,
                        balance.callsText(),
                        balance.rings(),
                        balance.campaigns().rings(),
                        balance.campaigns().text(),
                        balance.duplicates(),
                        balance.lost(),
                        balance.wrongState(),
                        balance.tooLate(),
                        balance.unrecordedRings(),
                        balance.unfinished(),
                        balance.deletedByOthers(),
                        unknowns.text(),
                        recovery.text(),
                        ready.text(),
                        trials.text());
        String findings = balance.findings().stream()
                .map(finding -> "finding     " + finding + "\n")
                .collect(Collectors.joining());
        return text + findings + (kept == null ? "" : "kept        " + kept + "\n");
    }

    String json() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
        ObjectNode tree = mapper.valueToTree(this);
        tree.put("holds", holds());
        ((ObjectNode) tree.get("balance")) // by their former names too, which readers of it may know
                .put("untrue", balance.wrongState())
                .put("astray", balance.unrecordedRings())
                .put("left", balance.unfinished());
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
