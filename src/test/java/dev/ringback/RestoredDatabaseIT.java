package dev.ringback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.platform.ReplaceablePostgres;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service on a database that was restored while it was down. */
class RestoredDatabaseIT {
    @TempDir
    Path directory;

    @Test
    void startsPausedAndStaysResumedOnceAPersonHasResumed() throws Exception {
        Path data = directory.resolve("data");
        Map<String, String> environment = Map.of(
                "RINGBACK_DATA_DIR", data.toString(),
                "RINGBACK_HUB_URL", "http://localhost:1/v1",
                "KATAVEN_API_KEY", "sk_live_demo_0000000000000000",
                "RINGBACK_RULES", "src/test/resources/rules.yaml",
                "RINGBACK_TOKENS_IT_SECRET", "it-token",
                "RINGBACK_TOKENS_IT_ROLE", "admin");
        try (Processes.Running first = Processes.service(environment)) {
            assertThat(status(first).getBoolean("paused")).isFalse();
        }
        ReplaceablePostgres.beginRecovery(data.resolve("postgres"));
        try (Processes.Running restored = Processes.service(environment)) {
            assertThat(status(restored).getBoolean("paused")).isTrue();
            assertThat(status(restored).getString("pauses[0].reason"))
                    .contains("timeline 1 → ", "timeline 2;", "POST /api/v1/resume");
        }
        try (Processes.Running again = Processes.service(environment)) {
            assertThat(status(again).getBoolean("paused")).isTrue();
            given().auth()
                    .oauth2("it-token")
                    .post(again.at("/api/v1/resume"))
                    .then()
                    .statusCode(200);
        }
        try (Processes.Running resumed = Processes.service(environment)) {
            assertThat(status(resumed).getBoolean("paused")).isFalse();
        }
    }

    private static JsonPath status(Processes.Running service) {
        return given().auth()
                .oauth2("it-token")
                .get(service.at("/api/v1/status"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
