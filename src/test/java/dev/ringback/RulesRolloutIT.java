package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with an old rules file after a newer one. */
class RulesRolloutIT {
    @TempDir
    Path directory;

    private Processes.Running service() {
        Map<String, String> settings = new HashMap<>(Operator.settings());
        settings.put("RINGBACK_DATA_DIR", directory.resolve("data").toString());
        settings.put("RINGBACK_HUB_URL", "http://localhost:1/v1");
        settings.put("KATAVEN_API_KEY", "sk_live_demo_0000000000000000");
        settings.put("RINGBACK_RULES", directory.resolve("rules.yaml").toString());
        settings.put("RINGBACK_RULES_CHECK_EVERY", "1s");
        settings.put("RINGBACK_ALERTS_EVERY", "1s");
        return Processes.service(settings);
    }

    private static int version(Processes.Running service) {
        return new Operator(service).status().getInt("rules_version");
    }

    private void write(String comment) throws IOException {
        Files.writeString(
                directory.resolve("rules.yaml"),
                Files.readString(Path.of("src/test/resources/rules.yaml")) + "# " + comment + "\n");
    }

    @Test
    void anOldPodThatStartsAgainLeavesTheNewRulesActiveAndSaysSo() throws IOException {
        write("old");
        int first;
        try (Processes.Running old = service()) {
            first = version(old);
        }
        write("new");
        int second;
        try (Processes.Running fresh = service()) {
            second = version(fresh);
        }
        assertThat(second).isGreaterThan(first);
        write("old");
        try (Processes.Running again = service()) {
            assertThat(version(again)).isEqualTo(second);
            assertThat(again.printed()).contains("is not activated by a start");
            await().until(() ->
                    new Operator(again).status().getList("alerts.kind").contains("rules_differ"));
            write("old, by a person's wish");
            await().until(() -> version(again) > second);
            await().until(() -> new Operator(again).status().getList("alerts").isEmpty());
        }
    }
}
