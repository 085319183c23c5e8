package dev.ringback.calls.campaigns;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.EmulatedHub;
import dev.ringback.EmulatorProcess;
import dev.ringback.ServiceDriver;
import dev.ringback.hub.HubConfig;
import dev.ringback.platform.PostgresResource;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * From a file of contacts to drafts at the Hub that hold all of them: the time of each part and as a ratio to a plain COPY
 * of the same rows into PostgreSQL, and the most that was live in the service's memory. The Hub is a process of its own.
 */
@QuarkusTest
@WithTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "settings", value = "/bench/campaign.properties"),
        scope = TestResourceScope.RESTRICTED_TO_CLASS)
class UploadToCreatedBench {
    private static final List<Integer> SIZES =
            System.getProperty("bench.short") != null ? List.of(1_000, 10_000) : List.of(1_000, 10_000, 100_000);
    private static final int COPIES = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final List<Integer> AREAS = List.of(212, 917, 646, 312, 303, 213, 415, 617, 305, 702);
    private static final String CAMPAIGN = """
            {"name":"Bench","agent":"agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z","from":"+12025550123","purpose":"informational"}""";

    private final ServiceDriver world;
    private final EmulatedHub emulated;
    private final HubConfig hub;
    private final AgroalDataSource database;

    @TempDir
    Path files;

    UploadToCreatedBench(ServiceDriver world, EmulatedHub emulated, HubConfig hub, AgroalDataSource database) {
        this.world = world;
        this.emulated = emulated;
        this.hub = hub;
        this.database = database;
    }

    @Test
    void aHundredThousandContacts() throws Exception {
        world.toMondayNoon();
        world.advance(Duration.ofHours(1)); // everybody's hours, so that all drafts can be made
        emulated.emulator().close();
        try (EmulatorProcess _ = EmulatorProcess.start(hub.url().getPort(), files.resolve("hub"))) {
            for (int size : SIZES) {
                measure(size);
            }
        } finally {
            emulated.restart();
        }
    }

    /** @param upload and the others in seconds */
    private record Times(double upload, double confirm, double create) {
        double all() {
            return upload + confirm + create;
        }
    }

    private void measure(int size) throws Exception {
        Path contacts = contacts(size);
        double copy = copy(contacts, size);
        Times times = run(contacts, size);
        long most = most(() -> run(contacts, size));
        System.out.printf(
                "| campaign: upload to created at the Hub, %,d contacts, %.1f MB | %.1f s (upload %.1f, confirm %.1f,"
                        + " create %.1f), × %.0f of a plain COPY (%.2f s), %.0f MB more live at the most | memory flat |%n",
                size,
                Files.size(contacts) / 1e6,
                times.all(),
                times.upload,
                times.confirm,
                times.create,
                times.all() / copy,
                copy,
                most / 1e6);
    }

    private Times run(Path contacts, int size) {
        empty();
        long started = System.nanoTime();
        String id = patient()
                .multiPart("campaign", CAMPAIGN, "application/json")
                .multiPart("contacts", contacts.toFile(), "text/csv")
                .post("/api/v1/campaigns")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        long uploaded = System.nanoTime();
        patient().post("/api/v1/campaigns/" + id + "/confirm").then().statusCode(200);
        long confirmed = System.nanoTime();
        assertThat(world.number("SELECT count(*) FROM call")).isEqualTo(size);
        while (!isAllCreated()) {
            assertThat(System.nanoTime() - confirmed).isLessThan(PATIENCE.toNanos());
            world.sendWithoutWaiting();
        }
        return new Times(
                seconds(started, uploaded), seconds(uploaded, confirmed), seconds(confirmed, System.nanoTime()));
    }

    private static RequestSpecification patient() {
        return given().config(RestAssured.config()
                        .httpClient(HttpClientConfig.httpClientConfig()
                                .setParam("http.socket.timeout", (int) PATIENCE.toMillis())))
                .auth()
                .oauth2(ServiceDriver.OPERATOR);
    }

    private void empty() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> world.number("SELECT count(*) FROM outbox_entry WHERE state = 'SENDING'") == 0);
        world.run(
                "TRUNCATE consent, call_outcome, matter_fact, opt_out, evidence, attempt, outbox_entry, draft_row, draft, call_timeline, decision, ending, thing,"
                        + " call, campaign_row, campaign, person, event_body, event, delivery_key, pause, strike, hub_request, dial");
    }

    private boolean isAllCreated() {
        return world.number("SELECT (SELECT count(*) FROM draft WHERE hub_id IS NULL)"
                        + " + (SELECT count(*) FROM (SELECT FROM outbox_entry WHERE state = 'DUE' AND kind = 'CONTACT'"
                        + " AND draft IS NULL LIMIT 1) AS waiting)")
                == 0;
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    /** The median of several. */
    private double copy(Path contacts, int size) throws SQLException, IOException {
        List<Double> all = new ArrayList<>();
        for (int round = 0; round < COPIES; round++) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement();
                    InputStream rows = Files.newInputStream(contacts)) {
                statement.execute("DROP TABLE IF EXISTS copied");
                statement.execute("CREATE TABLE copied (phone_number text, first_name text, note text)");
                long started = System.nanoTime();
                assertThat(connection
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyIn("COPY copied FROM STDIN (FORMAT csv, HEADER)", rows))
                        .isEqualTo(size);
                all.add(seconds(started, System.nanoTime()));
                statement.execute("DROP TABLE copied");
            }
        }
        return all.stream().sorted().toList().get(COPIES / 2);
    }

    private Path contacts(int size) {
        Path file = files.resolve(size + ".csv");
        try (BufferedWriter rows = Files.newBufferedWriter(file)) {
            rows.write("phone_number,first_name,note\n");
            for (int i = 0; i < size; i++) {
                rows.write("+1%d555%04d,Ada %d,\"An order, no. %d, that waits to be paid for\"%n"
                        .formatted(AREAS.get(i % AREAS.size()), i / AREAS.size(), i, i));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- Memory: each look at it stops the world, so it is looked at in a run of its own

    private long most(Runnable run) {
        AtomicLong most = new AtomicLong();
        long before = live();
        Thread looks = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                most.accumulateAndGet(live() - before, Math::max);
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        });
        run.run();
        looks.interrupt();
        return most.get();
    }

    /** As the collector left it: what others take until this thread looks is none of it. */
    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
