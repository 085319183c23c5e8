package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.EmulatedHub;
import dev.ringback.hub.HubConfig;
import dev.ringback.platform.PostgresResource;
import dev.ringback.platform.Supervisor;
import dev.ringback.platform.Wakeups;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/**
 * What a claim with all its gates costs with a thousand, a hundred thousand and a million entries, most of them finished:
 * claims a second, and the time from due to the first byte at the Hub. The sizes take turns within a round, so that what
 * else the machine does meets them all; the ratio to the smallest is the figure. {@code -Dbench.short} for a quick look.
 */
@QuarkusTest
@WithTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "settings", value = "/bench/service.properties"),
        scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ClaimBench {
    private static final boolean IS_SHORT = System.getProperty("bench.short") != null;
    private static final List<Integer> SIZES =
            IS_SHORT ? List.of(1_000, 10_000, 100_000) : List.of(1_000, 100_000, 1_000_000);
    private static final int ROUNDS = IS_SHORT ? 2 : 5;
    private static final int PERMITS = 16; // what the service has in flight at the most; one is kept for what is urgent
    private static final int CALLS = 60; // a round
    private static final int FIRST_CALLS =
            10; // of a round; the connections are new, and what they cost is not the claim's
    private static final Duration CLAIMING = Duration.ofSeconds(IS_SHORT ? 1 : 3); // a round
    private static final Duration POLL = Duration.ofSeconds(5);

    private final Outbox outbox;
    private final PollTimer pollTimer;
    private final Wakeups wakeups;
    private final Supervisor supervisor;
    private final OutboxConfig config;
    private final HubConfig hub;
    private final EmulatedHub emulated;
    private final List<BeforeClaim> beforeClaim;
    private final Histories histories;

    ClaimBench(
            Outbox outbox,
            PollTimer pollTimer,
            Wakeups wakeups,
            Supervisor supervisor,
            OutboxConfig config,
            HubConfig hub,
            EmulatedHub emulated,
            @All List<BeforeClaim> beforeClaim,
            AgroalDataSource database,
            Flyway flyway) {
        this.outbox = outbox;
        this.pollTimer = pollTimer;
        this.wakeups = wakeups;
        this.supervisor = supervisor;
        this.config = config;
        this.hub = hub;
        this.emulated = emulated;
        this.beforeClaim = beforeClaim;
        this.histories = new Histories(database, flyway);
    }

    @Test
    void isFlat() throws Exception {
        SIZES.forEach(histories::create);
        describe("before");
        emulated.emulator().close();
        try (FirstByteHub answers = new FirstByteHub(hub.url().getPort())) {
            measure("", answers);
            for (int size : SIZES) {
                histories.show(size);
                histories.run(Histories.script("blocked")); // and no new statistics: a service would have none either
            }
            measure(", behind 10,000 due that are paused", answers);
            describe("after");
        } finally {
            histories.showNone();
            emulated.restart();
        }
    }

    /** Whoever reads the figures has to know what they were taken under. */
    private void describe(String when) {
        System.out.printf(
                "| claim: measured with, %s | %d processors, load %.1f, %d rounds, PostgreSQL %s, fsync %s, synchronous_commit %s | |%n",
                when,
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                ROUNDS,
                histories.ask("SHOW server_version").getFirst(),
                histories.ask("SHOW fsync").getFirst(),
                histories.ask("SHOW synchronous_commit").getFirst());
    }

    private void measure(String where, FirstByteHub answers) throws InterruptedException {
        Samples rate = new Samples("claim: claimed and recorded as done, a second" + where, SIZES);
        Samples claim = new Samples("claim: ms a claim of fifteen, median" + where, SIZES);
        Samples idle = new Samples("claim: ms a claim of nothing, median" + where, SIZES);
        Samples half = new Samples("claim: ms from due to first byte, p50" + where, SIZES);
        Samples most = new Samples("claim: ms from due to first byte, p99 of all" + where, SIZES);
        for (int round = 0; round <= ROUNDS; round++) {
            for (int size : SIZES) {
                histories.show(size);
                boolean isCounted = round > 0; // the first warms up
                List<Double> claims = claims(rate.sink(size, isCounted));
                claim.add(size, isCounted, Samples.quantile(claims, 0.5));
                List<Double> waits = waits(answers, idle.sink(size, isCounted));
                half.add(size, isCounted, Samples.quantile(waits, 0.5));
                most.pool(size, isCounted, waits);
            }
        }
        List.of(rate, claim, idle, half).forEach(Samples::print);
        most.printQuantile(0.99);
    }

    /** Claims and records until the time is over; returns the milliseconds of each claim. */
    private List<Double> claims(Samples.Sink rate) {
        List<Double> claims = new java.util.ArrayList<>();
        long spent = 0;
        int recorded = 0;
        while (spent < CLAIMING.toNanos()) {
            histories.run(Histories.script("refill"));
            for (int i = 0; i < 6; i++) { // of the hundred that are due
                long started = System.nanoTime();
                List<Claim> taken = outbox.claim(PERMITS);
                claims.add((System.nanoTime() - started) / 1e6);
                assertThat(taken).hasSize(15);
                taken.forEach(one -> outbox.record(one, new Outcome.Done("sess_bench")));
                spent += System.nanoTime() - started;
                recorded += taken.size();
            }
        }
        rate.add(recorded / (spent / 1e9));
        return claims;
    }

    /** Lets calls become due one by one; returns how many milliseconds after that each one's first byte came. */
    private List<Double> waits(FirstByteHub answers, Samples.Sink idle) throws InterruptedException {
        histories.run(Histories.script("soon").replace(":calls", Integer.toString(CALLS)));
        List<Double> idles = new java.util.ArrayList<>();
        OutboxWorker worker = new OutboxWorker(
                outbox,
                beforeClaim,
                List.of(),
                (at, kind, entry) -> {},
                new Polling(config, POLL),
                hub,
                pollTimer,
                wakeups,
                supervisor,
                new SimpleMeterRegistry());
        Map<String, Instant> firstBytes = answers.firstBytes();
        firstBytes.clear();
        worker.start(new StartupEvent());
        await().atMost(Duration.ofSeconds(120)).until(() -> firstBytes.size() == CALLS);
        worker.drain(new ShutdownEvent());
        for (int i = 0; i < 20; i++) {
            long started = System.nanoTime();
            assertThat(outbox.claim(PERMITS)).isEmpty();
            idles.add((System.nanoTime() - started) / 1e6);
        }
        idle.add(Samples.quantile(idles, 0.5));
        List<Double> waits = histories
                .ask("SELECT person || ' ' || 1000000 * extract(epoch FROM due_at - clock_offset)"
                        + " FROM bench_soon, installation WHERE i > " + FIRST_CALLS)
                .stream()
                .map(line -> line.split(" "))
                .map(line -> micros(firstBytes.get(line[0])) - Double.parseDouble(line[1]))
                .map(micros -> micros / 1000)
                .toList();
        histories.run(Histories.script("forget"));
        return waits;
    }

    private static double micros(Instant at) {
        return at.getEpochSecond() * 1e6 + at.getNano() / 1e3;
    }

    /** The service's settings but for the poll, which tests have switched off. */
    private record Polling(OutboxConfig others, Duration every) implements OutboxConfig {
        @Override
        public Duration dispatchWithin() {
            return others.dispatchWithin();
        }

        @Override
        public Duration answerSlack() {
            return others.answerSlack();
        }

        @Override
        public String poll() {
            return every.toSeconds() + "s";
        }
    }
}
