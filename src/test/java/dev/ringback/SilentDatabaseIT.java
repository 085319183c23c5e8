package dev.ringback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.platform.EmbeddedPostgres;
import dev.ringback.proofs.killloop.TcpProxy;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service survives connections to its database that fall silent without being closed. */
class SilentDatabaseIT {
    private static final List<String> WORKERS =
            List.of("outbox", "outbox-sweeper", "decider", "draft-brake", "draft-watch");
    private static final int SENDERS = 24; // more than the pool has connections

    @TempDir
    Path directory;

    private EmbeddedPostgres postgres;
    private TcpProxy proxy;
    private Processes.Running hub;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.start(directory.resolve("data"));
        proxy = new TcpProxy(0, new InetSocketAddress(InetAddress.getLoopbackAddress(), portOfPostgres()));
        hub = Processes.hub(directory.resolve("hub"));
    }

    @AfterEach
    void stop() {
        proxy.close();
        hub.close();
        postgres.close();
    }

    private int portOfPostgres() {
        return URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    private Map<String, String> environment(String address) {
        Map<String, String> environment = StripeSender.environment(hub);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", address);
        environment.put("QUARKUS_DATASOURCE_USERNAME", postgres.username());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
        return environment;
    }

    private String throughTheProxy() {
        return "jdbc:postgresql://localhost:" + proxy.port() + "/postgres";
    }

    @Test
    void allGoesOnWithinAMinuteReadinessTellsUntilThenAndATerminationTakesSeconds() {
        try (Processes.Running service = Processes.service(environment(throughTheProxy()))) {
            StripeSender stripe = new StripeSender(service);
            assertThat(stripe.deliver("in_before", "+12025550151")).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20)).until(() -> StripeSender.rings(hub) == 1);

            Instant silent = Instant.now();
            Runnable recover = proxy.silenceAll(); // new ones too, or the check might never borrow a silent one
            await().atMost(Duration.ofSeconds(20)).until(() -> ready(service) == 503);
            recover.run();
            AtomicInteger tries = new AtomicInteger();
            await().atMost(until(silent, 60))
                    .until(() -> stripe.deliver("in_" + tries.incrementAndGet(), "+12025550152") == 200);
            await().atMost(until(silent, 60)).until(() -> ready(service) == 200);
            await().atMost(until(silent, 90))
                    .until(() -> status(service).getInt("undecided_events") == 0
                            && silentWorkers(service, silent).isEmpty()
                            && StripeSender.rings(hub) == 2);
            assertThat(live(service)).isEqualTo(200);

            try (Load load = new Load(stripe)) { // the whole pool is in use when it falls silent
                load.awaitAccepted(SENDERS);
                proxy.silence();
                load.awaitRefused();
                load.awaitAccepted(SENDERS);

                proxy.silence();
                load.awaitRefused();
                service.process().destroy();
                assertThat(service.process().onExit()).succeedsWithin(Duration.ofSeconds(30));
            }
        }
    }

    @Test
    void theFirstOfTwoHostsMayHangWhenItStarts() throws IOException {
        try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) { // accepts, never answers
            String hosts = "localhost:" + hung.getLocalPort() + ",localhost:" + portOfPostgres();
            // Without TLS it takes longest: nothing but the socket's timeout ends the first attempt.
            String address = "jdbc:postgresql://" + hosts + "/postgres?targetServerType=primary&sslmode=disable";
            try (Processes.Running service = Processes.service(environment(address))) {
                assertThat(new StripeSender(service).deliver("in_hung", "+12025550153"))
                        .isEqualTo(200);
            }
        }
    }

    private static Duration until(Instant since, int seconds) {
        return Duration.between(Instant.now(), since.plusSeconds(seconds));
    }

    private static int ready(Processes.Running service) {
        return given().get(service.at("/q/health/ready")).statusCode();
    }

    private static int live(Processes.Running service) {
        return given().get(service.at("/q/health/live")).statusCode();
    }

    private static JsonPath status(Processes.Running service) {
        return StripeSender.get(service, "/api/v1/status");
    }

    /** The workers that have not ended a round since an instant; the service's clock runs ahead of ours. */
    private static List<String> silentWorkers(Processes.Running service, Instant since) {
        JsonPath status = status(service);
        Duration ahead = Duration.between(Instant.now(), Instant.parse(status.getString("now")));
        List<String> silent = new ArrayList<>(WORKERS);
        silent.removeIf(name -> {
            String at = status.getString("workers.find { it.name == '" + name + "' }.last_beat_at");
            return at != null && Instant.parse(at).isAfter(since.plus(ahead).plusSeconds(1));
        });
        return silent;
    }

    /** Senders deliver events without a pause, until the service is gone. */
    private static final class Load implements AutoCloseable {
        private final StripeSender stripe;
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger number = new AtomicInteger();
        private final List<Thread> senders = new ArrayList<>();
        private volatile boolean stopping;

        private Load(StripeSender stripe) {
            this.stripe = stripe;
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().start(this::send));
            }
        }

        private void send() {
            while (!stopping) {
                try {
                    int status = stripe.deliver("in_load_" + number.incrementAndGet(), "+12025550154");
                    (status == 200 ? accepted : refused).incrementAndGet();
                } catch (RuntimeException e) {
                    return; // the service is gone
                }
            }
        }

        private void awaitAccepted(int many) {
            int before = accepted.get();
            await().atMost(Duration.ofSeconds(60)).until(() -> accepted.get() >= before + many);
        }

        private void awaitRefused() {
            int before = refused.get();
            await().atMost(Duration.ofSeconds(30)).until(() -> refused.get() > before);
        }

        @Override
        public void close() {
            stopping = true;
            try {
                for (Thread sender : senders) {
                    sender.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
