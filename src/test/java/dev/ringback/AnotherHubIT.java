package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service on a database that was used with another Hub, or another account, before. */
class AnotherHubIT {
    private static final String REAL = "https://hub.invalid/v1"; // no name of this kind is ever given to anybody
    private static final String KEY = "sk_live_acme_0000000000000000";

    @TempDir
    Path directory;

    private Processes.Running service(String hub, String key) {
        Map<String, String> settings = new HashMap<>(Operator.settings());
        settings.put("RINGBACK_DATA_DIR", directory.resolve("data").toString());
        settings.put("RINGBACK_HUB_URL", hub);
        settings.put("KATAVEN_API_KEY", key);
        return Processes.service(settings);
    }

    private static boolean isPaused(Processes.Running service) {
        return new Operator(service).status().getBoolean("paused");
    }

    @Test
    void callsFromARehearsalWaitForAPersonAndAKeyMayBeRotated() {
        try (Processes.Running rehearsal = service("http://localhost:1/v1", KEY)) {
            Operator operator = new Operator(rehearsal);
            operator.deliver("invoice.payment_failed", ServiceDriver.invoice("in_1", "+12025550151"));
            await().until(() -> operator.status().getInt("calls.waiting")
                            + operator.status().getInt("calls.due")
                    == 1);
        }
        try (Processes.Running otherPort = service("http://127.0.0.1:2/v1", KEY)) {
            assertThat(isPaused(otherPort)).as("another emulator").isFalse();
        }
        try (Processes.Running real = service(REAL, KEY)) {
            assertThat(isPaused(real)).isTrue();
            assertThat(new Operator(real).status().getString("pauses[0].reason"))
                    .contains("the Hub is another one: loopback → https://hub.invalid/v1 account acme");
            new Operator(real)
                    .post("/api/v1/resume", "{}")
                    .body("paused", equalTo(false))
                    .body("accepted.open_calls", equalTo(1))
                    .body("accepted.changes[0]", containsString("hub.invalid"));
        }
        try (Processes.Running rotated = service(REAL, "sk_live_acme_ffffffffffffffff")) {
            assertThat(isPaused(rotated)).as("the same account").isFalse();
        }
        try (Processes.Running other = service(REAL, "sk_live_globex_0000000000000000")) {
            assertThat(isPaused(other)).isTrue();
            assertThat(new Operator(other).status().getString("pauses[0].reason"))
                    .contains("account acme → ", "account globex");
        }
    }
}
