package dev.ringback.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
    @TempDir
    Path state;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));
    private Emulator emulator;
    private HubClient machine;
    private HubClient person;

    @BeforeEach
    void start() {
        emulator = Emulator.start(Settings.defaults().withState(state).withClock(clock));
        machine = HubClient.of(emulator);
        person = machine.asPersonOf("demo");
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void areListedByTheirLastLettersAlone() throws IOException {
        var listed = machine.get("/api-keys");
        assertThat(listed.json().get(0).get("last8").asText()).isEqualTo("00000000");
        assertThat(listed.text()).doesNotContain(Settings.DEMO_KEY).doesNotContain("hash");
    }

    @Test
    void areNotForAKeyToChange() throws IOException {
        var id = machine.get("/api-keys").json().get(0).get("id").asText();
        assertThat(machine.post("/api-keys", "{\"name\":\"mine\"}").status()).isEqualTo(403);
        assertThat(machine.send("PATCH", "/api-keys/" + id, "{\"disabled\":true}")
                        .status())
                .isEqualTo(403);
        assertThat(machine.send("DELETE", "/api-keys/" + id, null).status()).isEqualTo(403);
        assertThat(machine.get("/agents").status()).isEqualTo(200);
    }

    @Test
    void workUntilTheyExpireOrAreRevoked() throws IOException {
        assertThat(person.post("/api-keys", "{}").status()).isEqualTo(400);
        assertThat(person.post("/api-keys", "{\"name\":\"a\",\"expiry\":\"2d\"}")
                        .status())
                .isEqualTo(400);
        var monthly = person.post("/api-keys", "{\"name\":\"monthly\",\"expiry\":\"30d\"}");
        var lasting = person.post("/api-keys", "{\"name\":\"lasting\"}");
        var key = lasting.json().get("key").asText();
        assertThat(monthly.status()).isEqualTo(201);
        assertThat(machine.as(key).get("/agents").status()).isEqualTo(200);
        assertThat(Files.readString(state.resolve("journal.jsonl"))).doesNotContain(key);
        clock.advance(Duration.ofDays(30));
        assertThat(machine.as(monthly.json().get("key").asText()).get("/agents").status())
                .isEqualTo(401);
        person.send("PATCH", "/api-keys/" + lasting.id(), "{\"disabled\":true}");
        assertThat(machine.as(key).get("/agents").status()).isEqualTo(401);
    }

    @Test
    void stayRevokedOverARestart() throws IOException {
        var id = machine.get("/api-keys").json().get(0).get("id").asText();
        assertThat(person.send("DELETE", "/api-keys/" + id, null).status()).isEqualTo(204);
        assertThat(machine.get("/agents").status()).isEqualTo(401);
        stop();
        start();
        assertThat(machine.get("/agents").status()).isEqualTo(401);
    }
}
