package dev.ringback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.platform.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service twice: on its database, and on a copy of it that was made and started beside. */
class CopiedDatabaseIT {
    private static final String NUMBER = "+12025550151";
    private static final String REFUSED_START = """
            {"route":"start_campaign","choice":{"kind":"next","times":1000},
             "fault":{"kind":"respond","at":"before_effect","status":409,"text":"no room"}}
            """;

    @TempDir
    Path directory;

    @Test
    void aCopyRingsNobodyAndLeavesTheOriginalsDraftsAloneWhileTheOriginalGoesOn() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("data"));
                Processes.Running hub = Processes.hub(directory.resolve("hub"))) {
            given().body(REFUSED_START)
                    .contentType("application/json")
                    .post(hub.at("/_emulator/faults"))
                    .then()
                    .statusCode(200); // so that drafts stay drafts
            try (Processes.Running original = Processes.service(settings(postgres, "postgres", hub))) {
                Operator operator = new Operator(original);
                operator.post("/api/v1/pause", "{\"reason\":\"to be copied\"}");
                operator.deliver("invoice.payment_failed", ServiceDriver.invoice("in_1", NUMBER));
                await().until(() -> operator.status().getInt("calls.due") == 1);
                copy(postgres, "postgres", "copied");
                run(postgres, "copied", "DELETE FROM pause"); // the copy has nobody who paused it
                await().ignoreExceptionsMatching(AssertionError.class::isInstance) // its connections were ended
                        .until(() -> operator.post("/api/v1/resume", "{}") != null);
                await().atMost(Duration.ofSeconds(30)).until(() -> rings(hub) == 1);
                operator.deliver(
                        "invoice.upcoming",
                        ServiceDriver.reminder("in_2", "+12025550152")); // the copy knows nothing of it
                await().atMost(Duration.ofSeconds(30)).until(() -> drafts(hub).size() == 1);

                try (Processes.Running beside = Processes.service(settings(postgres, "copied", hub))) {
                    Operator copied = new Operator(beside);
                    assertThat(copied.status().getBoolean("paused")).isTrue();
                    assertThat(copied.status().getString("pauses[0].reason"))
                            .contains("the database is another one: database oid ", "it may be a copy");
                    await().atMost(Duration.ofSeconds(30)) // it has looked through the Hub's campaigns
                            .until(() -> number(postgres, "copied", "SELECT count(*) FROM draft") == 1);
                    run(postgres, "copied", "DELETE FROM pause"); // and once more, by a claim
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> copied.status().getBoolean("paused"));
                    assertThat(drafts(hub)).hasSize(1);
                    assertThat(rings(hub)).isOne();
                }
                assertThat(operator.status().getBoolean("paused")).isFalse();
            }
        }
    }

    private static Map<String, String> settings(EmbeddedPostgres postgres, String database, Processes.Running hub) {
        Map<String, String> settings = new HashMap<>(Operator.settings());
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", url(postgres, database));
        settings.put("QUARKUS_DATASOURCE_USERNAME", postgres.username());
        settings.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
        settings.put("RINGBACK_HUB_URL", "http://localhost:" + hub.port() + "/v1");
        settings.put("KATAVEN_API_KEY", "sk_live_demo_0000000000000000");
        settings.put("RINGBACK_CLOCK_START_AT", "lawful");
        settings.put("RINGBACK_OUTBOX_POLL", "1s");
        settings.put("RINGBACK_DRAFTS_GATHER_FOR", "0s");
        return settings;
    }

    /** While the service runs: its connections end, and it opens new ones. */
    private static void copy(EmbeddedPostgres postgres, String from, String to) throws SQLException {
        run(postgres, "template1", "ALTER DATABASE " + from + " ALLOW_CONNECTIONS false");
        try {
            run(
                    postgres,
                    "template1",
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + from + "'");
            run(postgres, "template1", "CREATE DATABASE " + to + " TEMPLATE " + from);
        } finally {
            run(postgres, "template1", "ALTER DATABASE " + from + " ALLOW_CONNECTIONS true");
        }
    }

    private static String url(EmbeddedPostgres postgres, String database) {
        return postgres.jdbcUrl().replaceFirst("/postgres$", "/" + database);
    }

    private static Connection connect(EmbeddedPostgres postgres, String database) throws SQLException {
        return DriverManager.getConnection(url(postgres, database), postgres.username(), postgres.password());
    }

    private static void run(EmbeddedPostgres postgres, String database, String sql) throws SQLException {
        try (Connection connection = connect(postgres, database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(EmbeddedPostgres postgres, String database, String sql) throws SQLException {
        try (Connection connection = connect(postgres, database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static int rings(Processes.Running hub) {
        return given().get(hub.at("/_emulator/rings")).jsonPath().getInt("total");
    }

    private static List<Object> drafts(Processes.Running hub) {
        return given().get(hub.at("/_emulator/campaigns"))
                .jsonPath()
                .getList("items.findAll { it.status == 'draft' && !it.deleted }");
    }
}
