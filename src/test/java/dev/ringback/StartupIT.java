package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged service refuses to start with, and that it says what to do. */
class StartupIT {
    @TempDir
    Path directory;

    private Map<String, String> good() {
        Map<String, String> environment = new HashMap<>();
        environment.put("RINGBACK_DATA_DIR", directory.resolve("data").toString());
        environment.put("RINGBACK_HUB_URL", "http://localhost:1/v1");
        environment.put("KATAVEN_API_KEY", "sk_live_demo_0000000000000000");
        environment.put("RINGBACK_RULES", "src/test/resources/rules.yaml");
        return environment;
    }

    private static String refusal(Map<String, String> environment) {
        try (Processes.Running service = Processes.serviceThatMayFail(environment)) {
            assertThat(service.process().onExit())
                    .as("a refusal ends the process, which printed to " + service.output())
                    .succeedsWithin(Duration.ofSeconds(60));
            assertThat(service.exitCode()).isNotZero();
            return service.printed();
        }
    }

    @Test
    void withoutADatabaseInProduction() {
        Map<String, String> environment = good();
        environment.remove("RINGBACK_DATA_DIR");
        assertThat(refusal(environment)).contains("quarkus.datasource.jdbc.url", "ringback.data-dir");
    }

    @Test
    void withoutAKeyForTheHub() {
        Map<String, String> environment = good();
        environment.remove("KATAVEN_API_KEY");
        assertThat(refusal(environment)).contains("ringback.hub.api-key", "KATAVEN_API_KEY");
    }

    @Test
    void withAnEmulatorBesideARealHub() {
        Map<String, String> environment = good();
        environment.put("RINGBACK_HUB_URL", "https://api.kataven.ai/v1");
        environment.put("RINGBACK_HUB_EMULATOR_ENABLED", "true");
        assertThat(refusal(environment)).contains("ringback.hub.emulator.enabled", "choose one");
    }

    @Test
    void withAShiftedClockBesideARealHub() {
        Map<String, String> environment = good();
        environment.put("RINGBACK_HUB_URL", "https://api.kataven.ai/v1");
        environment.put("RINGBACK_CLOCK_START_AT", "2026-11-22T18:00:00Z");
        assertThat(refusal(environment)).contains("ringback.clock.start-at");
    }

    @Test
    void withTheClockOfARehearsalAndARealHub() {
        Map<String, String> environment = good();
        environment.put("RINGBACK_CLOCK_START_AT", "2099-11-23T17:00:00Z");
        Processes.service(environment).close();
        environment.remove("RINGBACK_CLOCK_START_AT");
        environment.put("RINGBACK_HUB_URL", "https://hub.invalid/v1");
        assertThat(refusal(environment))
                .contains("ringback: the clock of this database is shifted", "use a fresh database");
    }

    @Test
    void withAHubOverPlainHttp() {
        Map<String, String> environment = good();
        environment.put("RINGBACK_HUB_URL", "http://hub.invalid/v1");
        assertThat(refusal(environment)).contains("ringback: ringback.hub.url is http://hub.invalid/v1: use https");
    }

    @Test
    void withoutRules() throws IOException {
        Map<String, String> environment = good();
        Path bad = Files.writeString(directory.resolve("rules.yaml"), "version: 1\nrules:\n  - naem: x\n");
        environment.put("RINGBACK_RULES", bad.toString());
        assertThat(refusal(environment)).contains("line 3", "did you mean 'name'");
        environment.put("RINGBACK_RULES", directory.resolve("nowhere.yaml").toString());
        assertThat(refusal(environment)).contains("cannot be read", "ringback.rules");
    }

    @Test
    void onADatabaseThatForgetsCommits() throws IOException {
        try (EmbeddedPostgres forgetful = EmbeddedPostgres.builder().start()) { // the library's default: fsync off
            Map<String, String> environment = good();
            environment.remove("RINGBACK_DATA_DIR");
            environment.put("QUARKUS_DATASOURCE_JDBC_URL", forgetful.getJdbcUrl("postgres", "postgres"));
            environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
            assertThat(refusal(environment)).contains("fsync=off");
        }
    }

    @Test
    void onADirectoryThatAnotherUses() {
        try (Processes.Running first = Processes.service(good())) {
            assertThat(first.printed()).contains("\"message\"").doesNotContain("sk_live");
            assertThat(refusal(good())).contains("another Ringback uses it");
        }
    }
}
