package dev.ringback.proofs.killloop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays the person who settles unknown calls that do not settle themselves: looks at the Hub's ledger, as a person would
 * at the carrier's log, once no request of the attempt can act any more.
 */
final class Operator {
    /** The claim's three seconds to leave, the Hub's longest delay, and as much again for a busy machine. */
    private static final String OLD_ENOUGH = 15 + HubFaults.LONGEST_DELAY_SECONDS + " seconds";

    /** A row of a campaign settles itself, unless what the campaign shows at its end proves nothing. */
    private static final String UNKNOWN = """
            SELECT c.id, c.person, c.agent, c.from_number FROM call c JOIN outbox_entry e ON e.call = c.id
            WHERE c.state = 'UNKNOWN' AND e.sent_at < ringback_now() - ?::interval
            AND (e.kind = 'ORIGINATE' OR EXISTS (SELECT FROM draft d WHERE d.id = e.draft AND d.state = 'SETTLED'))
            ORDER BY c.id LIMIT 100
            """;

    private final Cluster cluster;
    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closing;

    private record Unknown(String id, CallerLine line) {}

    Operator(Cluster cluster) {
        this.cluster = cluster;
        this.thread = Thread.ofVirtual().name("operator").start(this::work);
    }

    private void work() {
        try {
            while (!closing) {
                settleAll();
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settleAll() throws InterruptedException {
        List<Unknown> unknown = cluster.database()
                .all(
                        row -> new Unknown(
                                row.getString(1), new CallerLine(row.getString(2), row.getString(3), row.getString(4))),
                        UNKNOWN,
                        OLD_ENOUGH);
        for (Unknown call : unknown) {
            try {
                settle(call);
            } catch (IOException e) {
                return; // somebody was killed: a later round finds it still unknown
            }
        }
    }

    private void settle(Unknown call) throws IOException, InterruptedException {
        if (cluster.hub().mayRingLate()) {
            return; // the abandoned request may be the one of this call
        }
        boolean hasRung = !cluster.hub().rings(call.line()).isEmpty();
        String outcome = hasRung ? "placed" : "not_placed";
        Child replica = cluster.replicas()
                .get(ThreadLocalRandom.current().nextInt(cluster.replicas().size()));
        Web.Answer answer = cluster.web()
                .post(
                        replica.at("/api/v1/calls/" + call.id() + "/settle"),
                        ("{\"outcome\":\"" + outcome + "\",\"note\":\"by the Hub's ledger\"}")
                                .getBytes(StandardCharsets.UTF_8),
                        "Authorization",
                        "Bearer " + Cluster.TOKEN);
        if (answer.isGood()) {
            settled.incrementAndGet();
        } else if (answer.status() == 409) {
            refused.incrementAndGet(); // its process may live, or it settled itself meanwhile
        }
    }

    /** Settlements that were taken. */
    int settled() {
        return settled.get();
    }

    /** Settlements that were refused because the attempt might have been alive, or the call was no longer unknown. */
    int refused() {
        return refused.get();
    }

    /** Ends its work; returns once it has. */
    void stop() throws InterruptedException {
        closing = true;
        thread.join();
    }
}
