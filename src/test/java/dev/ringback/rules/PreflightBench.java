package dev.ringback.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Measures a preflight over stored events: ten rules, of which three hear each failed payment, beside an active version whose
 * first rule has another condition. Also the service's own decisions on events of the same kind, one by one. {@code
 * ./ringback bench -Dtest=PreflightBench} prints one line a figure; {@code -Dbench.short} for a quick look,
 * {@code -Dbench.rules=examples/rules.yaml} for a file of one's own.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class PreflightBench {
    private static final boolean IS_SHORT = System.getProperty("bench.short") != null;
    private static final int EVENTS = Integer.getInteger("bench.events", IS_SHORT ? 50_000 : 1_000_000);
    private static final int RUNS = 2;
    private static final int ONE_BY_ONE = IS_SHORT ? 200 : 1_000;
    private static final int DAYS = 30;
    private static final int AT_ONCE = 10_000;

    private final ServiceDriver world;
    private final RulesActivation activation;
    private final RulesPreflight preflight;

    PreflightBench(ServiceDriver world, RulesActivation activation, RulesPreflight preflight) {
        this.world = world;
        this.activation = activation;
        this.preflight = preflight;
    }

    /** @param least of the amount due, in the first rule's condition */
    private static String rules(int least) {
        String file = System.getProperty("bench.rules"); // one of one's own, whose first rule asks for 2000 at least
        return file == null ? tenRules(least) : read(file).replace("amount_due >= 2000", "amount_due >= " + least);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tenRules(int least) {
        StringBuilder rules = new StringBuilder("version: 1\nrules:\n");
        rules.append(rule("failed", "billing:invoice.payment_failed", "event.data.object.id", """
                when: event.data.object.attempt_count >= 1 && event.data.object.amount_due >= %d
                    wait: 30m
                    expire: 48h
                    cancel:
                      - { events: ["billing:invoice.paid"], about: event.data.object.id }
                    place: event.data.object.customer_address.country + "-" + event.data.object.customer_address.state
                    variables:
                      first_name: event.data.object.customer_name
                      invoice: event.data.object.number
                """.formatted(least)));
        rules.append(rule("large", "billing:invoice.payment_failed", "event.data.object.id", """
                when: event.data.object.amount_due >= 90000
                    wait: 2h
                    cancel:
                      - { events: ["billing:invoice.paid"], about: event.data.object.id }
                """));
        rules.append(rule("customer", "billing:invoice.payment_failed", "event.data.object.customer", """
                when: event.data.object.attempt_count >= 3
                """));
        for (int i = 0; i < 7; i++) {
            rules.append(rule("other-" + i, "shop:topic/" + i, "event.id", "wait: 1m\n"));
        }
        return rules.toString();
    }

    private static String rule(String name, String event, String about, String more) {
        return """
                  - name: %s
                    events: ["%s"]
                    about: %s
                    to: event.data.object.customer_phone
                    region: event.data.object.customer_address.country
                    purpose: informational
                    agent: agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z
                    from: "+12025550123"
                    %s
                """.formatted(name, event, about, more.strip()).indent(2);
    }

    @BeforeEach
    void fill() {
        world.reset();
        world.toMondayNoon();
        assertThat(activation.activate(rules(2_000))).isEmpty();
        Instant end = world.now().minus(Duration.ofHours(1));
        insert(EVENTS, end.minus(Duration.ofDays(DAYS)), Duration.ofDays(DAYS).dividedBy(EVENTS), "DECIDED");
        world.run("VACUUM (ANALYZE) event");
        world.run("VACUUM (ANALYZE) event_body");
    }

    @AfterEach
    void empty() throws IOException {
        world.reset();
        activation.activate(Files.readString(Path.of("src/test/resources/rules.yaml")));
    }

    /** Stores events as the service does: ids in the order of receipt, bodies of about 1.5 KB that compress as real ones. */
    private void insert(int count, Instant first, Duration step, String state) {
        for (int from = 0; from < count; from += AT_ONCE) { // no statement may take long
            insert(from, Math.min(from + AT_ONCE, count) - 1, first, step, state);
        }
    }

    private void insert(int from, int to, Instant first, Duration step, String state) {
        world.run("""
                WITH numbers AS (
                    SELECT n, n %% 20 < 3 AS is_paid, timestamptz '%s' + n * interval '%d microseconds' AS at,
                           md5(n::text) AS random, n * 7 / 15 AS invoice
                    FROM generate_series(%d, %d) AS n
                ), made AS (
                    SELECT cast(lpad(to_hex(cast(extract(epoch FROM at) * 1000 AS bigint)), 12, '0') || '7'
                                || lpad(to_hex(n %% 4096), 3, '0') || '8' || substr(random, 1, 15) AS uuid) AS id, *,
                           CASE WHEN is_paid THEN 'invoice.paid' ELSE 'invoice.payment_failed' END AS type
                    FROM numbers
                ), stored AS (
                    INSERT INTO event (id, source, delivery_id, type, state, received_at, decided_at)
                    SELECT id, 'billing', 'evt_' || substr(random, 1, 24), type, '%s', at, CASE WHEN '%s' <> 'RECEIVED' THEN at END
                    FROM made
                )
                INSERT INTO event_body (event, body) SELECT id, convert_to(
                    '{"id":"evt_' || substr(random, 1, 24) || '","object":"event","api_version":"2026-10-28.endive","created":'
                    || cast(extract(epoch FROM at) AS bigint) || ',"livemode":true,"pending_webhooks":1,"request":{"id":"req_'
                    || substr(md5(random), 1, 14) || '","idempotency_key":"' || md5(random || 'k') || '"},"type":"' || type
                    || '","data":{"object":{"id":"in_1' || md5(invoice::text) || '","object":"invoice","customer":"cus_'
                    || substr(md5((invoice %% 300000)::text), 1, 14) || '","number":"A-' || invoice || '","attempt_count":'
                    || 1 + n %% 4 || ',"amount_due":' || n * 37 %% 100000 || ',"amount_paid":0,"currency":"usd","customer_name":"'
                    || initcap(substr(random, 3, 6)) || ' ' || initcap(substr(random, 9, 8)) || '","customer_email":"'
                    || substr(random, 3, 12) || '@example.com","customer_phone":"+1'
                    || (ARRAY['202','212','312','415','503','617','702','713'])[1 + invoice %% 8] || 201 + invoice %% 700
                    || lpad((invoice %% 9973)::text, 4, '0') || '","customer_address":{"city":"' || initcap(substr(random, 5, 7))
                    || '","country":"US","line1":"' || invoice %% 900 || ' ' || initcap(substr(random, 12, 9))
                    || ' Street","state":"' || (ARRAY['DC','NY','IL','CA','OR','MA','NV','TX'])[1 + invoice %% 8]
                    || '","postal_code":"20001"},"hosted_invoice_url":"https://invoice.stripe.com/i/acct_1/' || md5(random || 'u')
                    || md5(random || 'v') || '","lines":{"object":"list","data":[{"id":"il_' || md5(random || 'l')
                    || '","amount":4900,"description":"1 × Plan (at $49.00 / month)","period":{"end":1798675200,"start":1795996800},'
                    || '"price":{"id":"price_' || md5(random || 'p') || '","product":"prod_' || md5(random || 'q')
                    || '","unit_amount":4900},"subscription":"sub_' || md5(random || 's') || '"}],"has_more":false},"metadata":{"note":"'
                    || md5(random || 'm') || md5(random || 'n') || '"},"status":"open","subtotal":4900,"total":4900}}}', 'UTF8')
                FROM made
                """.formatted(first, step.toNanos() / 1_000, from, to, state, state));
    }

    @Test
    void decidesStoredEvents() throws Exception {
        long size = world.number("SELECT avg(octet_length(body))::bigint FROM event_body");
        System.out.printf(
                "| preflight: measured with | %d events, bodies of %d bytes, %d processors, load %.1f, heap at most %d MB | |%n",
                EVENTS,
                size,
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().maxMemory() >> 20);
        double best = 0;
        for (int run = 1; run <= RUNS; run++) {
            best = Math.max(best, measure(run));
        }
        measureMemory();
        double oneByOne = oneByOne();
        System.out.printf("| preflight: decided by the service one by one, a second | %.0f | |%n", oneByOne);
        System.out.printf("| preflight: best run over one by one | %.0f | |%n", best / oneByOne);
    }

    private double measure(int run) throws Exception {
        System.gc();
        try (Memory memory = new Memory();
                RulesPreflight.Slot slot = preflight.enter().orElseThrow()) {
            RulesPreflight.File file = ((RulesPreflight.Parsed.Valid) preflight.parse(rules(4_000))).file();
            long cpu = cpu();
            long start = System.nanoTime();
            PreflightReport report =
                    slot.run(file, Instant.EPOCH, world.now(), new Quiet()).orElseThrow();
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = (cpu() - cpu) / 1e9;
            assertThat(report.considered()).isEqualTo(EVENTS);
            System.out.printf("| preflight: seconds, run %d | %.1f | |%n", run, seconds);
            System.out.printf("| preflight: processor seconds of this process, run %d | %.1f | |%n", run, cpuSeconds);
            System.out.printf("| preflight: events a second, run %d | %.0f | |%n", run, EVENTS / seconds);
            System.out.printf(
                    "| preflight: MB of resident memory over rest, run %d | %d | |%n", run, memory.resident() >> 20);
            System.out.printf(
                    "| preflight: decided, run %d | %s, %d people, %d rings, %d differ | |%n",
                    run,
                    report.decisions(),
                    report.people(),
                    report.rings(),
                    report.difference().total());
            return EVENTS / seconds;
        }
    }

    /** Collects garbage at every tenth of the events: what is left over rest is what a preflight holds. */
    private void measureMemory() throws Exception {
        System.gc();
        long rest = used();
        AtomicLong most = new AtomicLong();
        try (RulesPreflight.Slot slot = preflight.enter().orElseThrow()) {
            RulesPreflight.File file = ((RulesPreflight.Parsed.Valid) preflight.parse(rules(4_000))).file();
            slot.run(file, Instant.EPOCH, world.now(), new Quiet() {
                private long next;

                @Override
                public void progress(long done, long total) {
                    if (done >= next) {
                        System.gc();
                        most.accumulateAndGet(used() - rest, Math::max);
                        next += total / 10;
                    }
                }
            });
        }
        System.out.printf("| preflight: MB of live heap over rest | %.1f | |%n", most.get() / 1e6);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static class Quiet implements RulesPreflight.Listener {
        @Override
        public void progress(long done, long total) {
            // nobody looks
        }

        @Override
        public void flip(PreflightReport.Flip flip) {
            // the report counts
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    private double oneByOne() throws SQLException {
        insert(ONE_BY_ONE, world.now().minusSeconds(30), Duration.ofMillis(10), "RECEIVED");
        long start = System.nanoTime();
        world.decide();
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(world.number("SELECT count(*) FROM event WHERE state = 'RECEIVED'"))
                .isZero();
        return ONE_BY_ONE / seconds;
    }

    /** Watches the resident memory of this process. */
    private static final class Memory implements AutoCloseable {
        private static final long LOOK = 20_000_000; // nanoseconds
        private final long atRest = read();
        private final AtomicLong most = new AtomicLong(atRest);
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final Thread watch = Thread.ofPlatform().daemon().start(this::watch);

        private void watch() {
            while (!isOver.get()) {
                most.accumulateAndGet(read(), Math::max);
                LockSupport.parkNanos(LOOK);
            }
        }

        private static long read() {
            try {
                return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                        .findFirst()
                        .orElse(0);
            } catch (IOException e) {
                return 0; // only Linux tells
            }
        }

        long resident() {
            return most.get() - atRest;
        }

        @Override
        public void close() {
            isOver.set(true);
            watch.interrupt();
        }
    }
}
