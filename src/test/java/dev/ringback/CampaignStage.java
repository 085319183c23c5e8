package dev.ringback;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.ringback.emulator.Behaviour;
import dev.ringback.emulator.Caps;
import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.RequestLimits;
import dev.ringback.emulator.Settings;
import io.restassured.path.json.JsonPath;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Two replicas to be killed, over one PostgreSQL and one Hub that outlive them, in a time that is moved on by steps. */
final class CampaignStage implements AutoCloseable {
    private static final String TOKEN = "it-token";

    private final EmbeddedPostgres database;
    private final Emulator hub;
    private final Map<String, String> environment;
    private final List<Processes.Running> replicas = new ArrayList<>();

    /**
     * @param start when it begins
     * @param concurrent how many calls the account may make at once
     * @param rows of a draft
     */
    CampaignStage(Path directory, Instant start, int concurrent, int rows) throws IOException {
        database = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("database"))
                .setServerConfig("fsync", "on")
                .setServerConfig("max_connections", "60")
                .start();
        hub = Emulator.start(Settings.defaults().withState(directory.resolve("hub")));
        hub.advance(Duration.between(hub.clock().instant(), start));
        hub.behave(Behaviour.DEFAULT
                .withRequests(RequestLimits.REAL)
                .withCaps(new Caps(concurrent, 1_000, 1_000_000, 1_000_000))
                .withDialling(new Behaviour.Dialling(
                        Duration.ofMinutes(2), Duration.ofSeconds(10), Duration.ZERO, Set.of())));
        environment = environment(start, rows);
        replicas.add(Processes.service(environment));
        replicas.add(Processes.service(environment));
        align();
    }

    private Map<String, String> environment(Instant start, int rows) {
        Map<String, String> all = new HashMap<>();
        all.put("QUARKUS_DATASOURCE_JDBC_URL", database.getJdbcUrl("postgres", "postgres"));
        all.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        all.put("RINGBACK_HUB_URL", hub.url().toString());
        all.put("KATAVEN_API_KEY", Settings.DEMO_KEY);
        all.put("JAVA_TOOL_OPTIONS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx320m"); // lives are short here
        all.put("RINGBACK_HUB_CONNECT_TIMEOUT", "1s");
        all.put("RINGBACK_HUB_ANSWER_TIMEOUT", "2s");
        all.put("RINGBACK_HUB_UPLOAD_TIMEOUT", "2s");
        all.put("RINGBACK_HUB_READ_TIMEOUT", "2s");
        all.put("RINGBACK_HUB_READ_DEADLINE", "10s");
        all.put("RINGBACK_OUTBOX_DISPATCH_WITHIN", "3s");
        all.put("RINGBACK_OUTBOX_ANSWER_SLACK", "1s");
        all.put("RINGBACK_OUTBOX_POLL", "0.1s");
        all.put("RINGBACK_DRAFTS_WATCH", "0.1s");
        all.put("RINGBACK_DRAFTS_SWEEP", "5s");
        all.put("RINGBACK_CLOCK_READ_EVERY", "0.2s");
        all.put("RINGBACK_CLOCK_START_AT", start.toString());
        all.put("RINGBACK_CAMPAIGNS_ROWS", Integer.toString(rows));
        all.put("RINGBACK_RULES", "src/test/resources/rules.yaml");
        all.put("RINGBACK_SOURCES_BILLING_KIND", "stripe");
        all.put("RINGBACK_SOURCES_BILLING_SECRETS", "whsec_it");
        all.put("RINGBACK_SOURCES_SHOP_KIND", "shopify"); // the rules name it
        all.put("RINGBACK_SOURCES_SHOP_SECRETS", "shpss_it");
        all.put("RINGBACK_TOKENS_IT_SECRET", TOKEN);
        all.put("RINGBACK_TOKENS_IT_ROLE", "admin");
        return all;
    }

    Emulator hub() {
        return hub;
    }

    // --- Killing

    /** SIGKILL to those replicas, and others in their place, which take their time to start. */
    void kill(int... which) {
        for (int each : which) {
            replicas.get(each).kill();
        }
        hub.faults().releaseFrozen(); // whoever still waits for it hears it
        for (int each : which) {
            replicas.set(each, Processes.serviceThatMayFail(environment));
        }
    }

    private URI ready(String path) {
        return await().atMost(Duration.ofMinutes(5))
                .until(this::anyReady, Objects::nonNull)
                .at(path);
    }

    private Processes.Running anyReady() {
        for (Processes.Running replica : replicas) {
            try {
                if (Processes.get(replica.at("/q/health/ready")).statusCode() == 200) {
                    return replica;
                }
            } catch (IOException e) {
                // it is still starting
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return null;
    }

    // --- Time: the Hub's first, so that nothing is started before the Hub's hours begin

    void advance(Duration by) {
        hub.advance(by);
        run("UPDATE installation SET clock_offset = clock_offset + make_interval(secs => " + by.toSeconds() + ")");
    }

    Instant now() {
        return instant("SELECT ringback_now()");
    }

    private void align() {
        Duration behind = Duration.between(hub.clock().instant(), now());
        if (behind.isNegative()) {
            run("UPDATE installation SET clock_offset = clock_offset + make_interval(secs => "
                    + (behind.negated().toSeconds() + 1) + ")");
        } else {
            hub.advance(behind);
        }
    }

    /**
     * Waits until nothing is under way and nothing has to be stopped: time then moves on without tearing, and does not run
     * a hundred times as fast as a replica that is starting.
     */
    void awaitRest() {
        await().atMost(Duration.ofMinutes(5))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> hub.faults().frozen() > 0 || number("""
                                SELECT (SELECT count(*) FROM outbox_entry WHERE kind <> 'CONTACT' AND (state = 'SENDING'
                                        OR state = 'DUE' AND kind IN ('STOP', 'DELETE') AND due_at <= ringback_now()))
                                    + (SELECT count(*) FROM draft WHERE state = 'STARTED'
                                       AND (stop_at <= ringback_now() OR EXISTS (SELECT FROM outbox_entry r
                                            WHERE r.draft = draft.id AND r.state = 'STARTED' AND r.withdrawn IS NOT NULL))
                                       AND NOT EXISTS (SELECT FROM outbox_entry s WHERE s.draft = draft.id
                                                       AND s.kind = 'STOP'))""") == 0);
    }

    // --- HTTP, to whichever replica

    /** Uploads a campaign and returns its id. */
    String upload(String campaign, String csv) {
        return given().auth()
                .oauth2(TOKEN)
                .multiPart("campaign", campaign, "application/json")
                .multiPart("contacts", "contacts.csv", csv.getBytes(StandardCharsets.UTF_8), "text/csv")
                .post(ready("/api/v1/campaigns"))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    JsonPath post(String path, String json) {
        return given().auth()
                .oauth2(TOKEN)
                .contentType("application/json")
                .body(json)
                .post(ready(path))
                .then()
                .statusCode(org.hamcrest.Matchers.lessThan(300))
                .extract()
                .jsonPath();
    }

    JsonPath get(String path) {
        return given().auth()
                .oauth2(TOKEN)
                .get(ready(path))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    // --- The database, where no API shows it

    void run(String sql) {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long number(String sql) {
        return ask(sql, row -> row.getLong(1));
    }

    /** Null for null. */
    Instant instant(String sql) {
        return ask(
                sql,
                row -> row.getTimestamp(1) == null ? null : row.getTimestamp(1).toInstant());
    }

    String text(String sql) {
        return ask(sql, row -> row.getString(1));
    }

    private interface Column<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Null where there is no row. */
    private <T> T ask(String sql, Column<T> column) {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? column.of(row) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the replicas printed, for whoever has to find out why. */
    List<Path> logs() {
        return replicas.stream().map(Processes.Running::output).toList();
    }

    @Override
    public void close() throws IOException {
        replicas.forEach(Processes.Running::kill);
        hub.close();
        database.close();
    }
}
