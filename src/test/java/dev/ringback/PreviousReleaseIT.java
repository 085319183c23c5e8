package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.platform.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** An older packaged service works on a newer schema, as while an update rolls or is rolled back. */
class PreviousReleaseIT {
    private static final String COMMIT = "ringback.previous";
    private static final int DELIVERIES = 10; // to each

    @TempDir
    Path directory;

    private EmbeddedPostgres postgres;
    private Processes.Running hub;

    @BeforeEach
    void start() {
        postgres = EmbeddedPostgres.start(directory.resolve("data"));
        hub = Processes.hub(directory.resolve("hub"));
    }

    @AfterEach
    void stop() {
        hub.close();
        postgres.close();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = StripeSender.environment(hub);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", postgres.username());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
        return environment;
    }

    /** Today's release stands for the previous release, and the later migration is made up. */
    @Test
    void startsAndRingsOnASchemaThatALaterReleaseHasMigrated() throws SQLException {
        Map<String, String> environment = environment();
        Processes.service(environment).close();
        run("ALTER TABLE event ADD COLUMN of_the_future text", """
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,
                                                   installed_by, execution_time, success)
                SELECT max(installed_rank) + 1, '9999', 'of the future', 'SQL', 'V9999__of_the_future.sql', 4711,
                       'postgres', 1, true FROM flyway_schema_history
                """);
        try (Processes.Running service = Processes.service(environment)) {
            assertThat(new StripeSender(service).deliver("in_future", "+12025550171"))
                    .isEqualTo(200);
            await().atMost(Duration.ofSeconds(30)).until(() -> StripeSender.rings(hub) == 1);
        }
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The test runs on demand, since it builds that release: {@code ./ringback prove --previous COMMIT}. */
    @Test
    @EnabledIfSystemProperty(named = COMMIT, matches = ".+")
    void thePreviousReleaseStartsBesideTodaysOnItsSchemaAndBothRing() throws Exception {
        Path sources = build(System.getProperty(COMMIT));
        Map<String, String> environment = environment();
        environment.put(
                "RINGBACK_RULES",
                sources.resolve("src/test/resources/rules.yaml").toString());
        Map<String, String> older = new HashMap<>(environment);
        older.put(
                "QUARKUS_FLYWAY_IGNORE_MIGRATION_PATTERNS", "*:future"); // b09d6e2 and before do not say it themselves
        try (Processes.Running today = Processes.service(environment);
                Processes.Running previous = Processes.service(sources.resolve("target/quarkus-app"), older)) {
            StripeSender toToday = new StripeSender(today);
            StripeSender toPrevious = new StripeSender(previous);
            for (int i = 0; i < DELIVERIES; i++) {
                assertThat(toPrevious.deliver("in_previous_" + i, "+120255501%02d".formatted(10 + i)))
                        .isEqualTo(200);
                assertThat(toToday.deliver("in_today_" + i, "+120255501%02d".formatted(30 + i)))
                        .isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> StripeSender.rings(hub) == 2 * DELIVERIES);
            for (Processes.Running service : List.of(today, previous)) {
                assertThat(StripeSender.get(service, "/api/v1/calls?limit=100").getList("items.state"))
                        .hasSize(2 * DELIVERIES)
                        .containsOnly("placed");
                assertThat(StripeSender.get(service, "/api/v1/status").getInt("undecided_events"))
                        .isZero();
            }
        }
    }

    private Path build(String commit) throws IOException, InterruptedException {
        Path sources = Files.createDirectory(directory.resolve("previous"));
        Path log = directory.resolve("build.log");
        Process build = new ProcessBuilder(
                        "sh",
                        "-c",
                        "git archive --format=tar \"$1\" | tar -x -C \"$2\" && cd \"$2\""
                                + " && exec ./mvnw -B -q package -Dmaven.test.skip=true",
                        "build",
                        commit,
                        sources.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean hasEnded = build.waitFor(20, TimeUnit.MINUTES);
        if (!hasEnded) {
            build.destroyForcibly();
        }
        assertThat(hasEnded && build.exitValue() == 0)
                .as("the build of %s: %s", commit, Files.readString(log))
                .isTrue();
        return sources;
    }
}
