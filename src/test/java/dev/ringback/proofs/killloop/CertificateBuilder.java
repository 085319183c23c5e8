package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Puts together what senders, operator, chaos, Hub and database can tell of a run. */
final class CertificateBuilder {
    /** Least rings of a scenario in a calm. After a calm with fewer rings, any later rate would pass. */
    private static final double LEAST_RINGS_A_SCENARIO = 0.25;

    /**
     * Counts dialling requests without a known outcome, claimed between two instants, and the calls in them. Requests
     * under way at the beginning of an outage were claimed within the answer timeout before it.
     */
    private static final String UNKNOWN_DIALS = """
            SELECT count(*), coalesce(sum(CASE WHEN e.kind = 'ORIGINATE' THEN 1
                                               ELSE (SELECT count(*) FROM draft_row r WHERE r.draft = e.draft) END), 0)
            FROM attempt a JOIN outbox_entry e ON e.id = a.entry
            WHERE e.kind IN ('ORIGINATE', 'START') AND coalesce(a.outcome, 'unknown') = 'unknown'
            AND a.claimed_at BETWEEN ? AND ?
            """;

    private final Cluster cluster;
    private final Senders senders;
    private final Operator operator;
    private final Chaos chaos;
    private final Schedule schedule;

    CertificateBuilder(Cluster cluster, Senders senders, Operator operator, Chaos chaos, Schedule schedule) {
        this.cluster = cluster;
        this.senders = senders;
        this.operator = operator;
        this.chaos = chaos;
        this.schedule = schedule;
    }

    /** Reads ledger and database once everything is quiet; keeps the traces where the balance is not even. */
    Certificate certify(Options options, Instant startedAt, Path directory) throws IOException, InterruptedException {
        List<HubControl.Ring> rings = cluster.hub().rings();
        Audit balance = new LedgerAudit(
                        cluster.database(),
                        senders.accepted(),
                        rings,
                        cluster.hub().campaigns())
                .audit();
        List<Chaos.Done> kills =
                chaos.done().stream().filter(done -> done.act().isKill).toList();
        Certificate found = new Certificate(
                options.seed(),
                options.replicas(),
                startedAt,
                options.length(),
                postgres(options),
                acts(),
                kills.size(),
                webhooks(),
                balance,
                trials(options, startedAt),
                unknowns(),
                Certificate.Percentiles.of(recoveries(kills, rings)),
                Certificate.Percentiles.of(readinesses()),
                directory
                        + (options.given() == null
                                ? ""
                                : " and schema " + cluster.database().schema()));
        return found.holds() && !options.keep() ? found.withNothingKept() : found;
    }

    private Trials trials(Options options, Instant startedAt) throws InterruptedException {
        boolean hasBreaker = hasBreaker();
        return new Trials(
                schedule.measured(),
                options.rate() * LEAST_RINGS_A_SCENARIO * RingRate.WINDOW.toSeconds(),
                chaos.recoveries(),
                chaos.outages().stream()
                        .map(outage -> outage(outage, startedAt, hasBreaker))
                        .toList(),
                chaos.copies());
    }

    private Trials.Outage outage(HubActs.Outage outage, Instant startedAt, boolean hasBreaker) {
        Duration ahead = cluster.database().ahead();
        return cluster.database()
                .all(
                        row -> new Trials.Outage(
                                Duration.between(startedAt, outage.from()).toSeconds(),
                                Duration.between(outage.from(), outage.to()).toSeconds(),
                                outage.hangs(),
                                row.getLong(1),
                                row.getLong(2),
                                hasBreaker),
                        UNKNOWN_DIALS,
                        outage.from().minus(App.ANSWER_TIMEOUT).plus(ahead).atOffset(ZoneOffset.UTC),
                        outage.to().plus(ahead).atOffset(ZoneOffset.UTC))
                .getFirst();
    }

    /** Tells whether the status of the service shows a breaker. */
    private boolean hasBreaker() throws InterruptedException {
        for (Child replica : cluster.replicas()) {
            try {
                Web.Answer status =
                        cluster.web().get(replica.at("/api/v1/status"), "Authorization", "Bearer " + Cluster.TOKEN);
                return status.isGood() && status.body().toString().contains("breaker\":");
            } catch (IOException e) {
                // the next replica is asked
            }
        }
        return false;
    }

    private Map<String, Long> acts() {
        Map<String, Long> acts = new LinkedHashMap<>();
        for (ChaosAction act : ChaosAction.values()) {
            acts.put(
                    act.words,
                    chaos.done().stream().filter(done -> done.act() == act).count());
        }
        return acts;
    }

    private Certificate.Webhooks webhooks() {
        int optOuts = (int) senders.accepted().values().stream()
                .filter(receipt -> !receipt.delivery().isWebhook())
                .count();
        return new Certificate.Webhooks(
                senders.requests(), senders.receipts(), senders.acceptedCount() - optOuts, optOuts, senders.pending());
    }

    private List<Duration> readinesses() {
        return Stream.concat(cluster.replicas().stream(), Stream.of(cluster.hubProcess()))
                .flatMap(child -> child.recoveries().stream())
                .toList();
    }

    private String postgres(Options options) {
        String version = cluster.database().text("SELECT split_part(version(), ' ', 2)");
        return "PostgreSQL " + version + (options.given() == null ? " embedded" : " lent");
    }

    private Certificate.Unknowns unknowns() {
        return new Certificate.Unknowns(settled("ORIGINATE"), settled("CAMPAIGN"), operator.refused());
    }

    private Certificate.Settled settled(String via) {
        return cluster.database()
                .all(
                        row -> new Certificate.Settled(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                        """
                        SELECT count(*), count(*) FILTER (WHERE state <> 'UNKNOWN' AND NOT settled),
                               count(*) FILTER (WHERE settled), count(*) FILTER (WHERE state = 'UNKNOWN')
                        FROM (SELECT state, EXISTS (SELECT FROM call_timeline t
                                                    WHERE t.call = c.id AND t.what = 'settled') AS settled
                              FROM call c WHERE via = ?
                              AND EXISTS (SELECT FROM call_timeline t WHERE t.call = c.id AND t.what = 'unknown')) AS ever
                        """,
                        via)
                .getFirst();
    }

    private static List<Duration> recoveries(List<Chaos.Done> kills, List<HubControl.Ring> rings) {
        List<Instant> times = rings.stream().map(HubControl.Ring::at).sorted().toList();
        List<Duration> recoveries = new ArrayList<>();
        for (Chaos.Done kill : kills) {
            times.stream()
                    .filter(at -> at.isAfter(kill.at()))
                    .findFirst()
                    .ifPresent(at -> recoveries.add(Duration.between(kill.at(), at)));
        }
        return recoveries;
    }
}
