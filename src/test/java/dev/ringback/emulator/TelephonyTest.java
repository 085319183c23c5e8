package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.AGENT;
import static dev.ringback.emulator.HubClient.NUMBER_ID;
import static dev.ringback.emulator.HubClient.TO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Carrier credentials, numbers and recordings. */
class TelephonyTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));
    private final Emulator emulator = Emulator.start(Settings.defaults().withClock(clock));
    private final HubClient client = HubClient.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private HubClient.Response provider(String name, String id, String secret) throws IOException {
        var credentials = Json.object().put(id, "AC1").put("auth_token", secret);
        var body = Json.object().put("provider", name).put("label", "Mine");
        body.set("credentials", credentials);
        return client.post("/telephony/providers", body.toString());
    }

    @Test
    void checksCredentialsForWhatTheCarrierNeedsAndNeverShowsThem() throws IOException {
        assertThat(provider("twilio", "account_sid", "secret-token").status()).isEqualTo(201);
        assertThat(provider("plivo", "account_sid", "secret-token").status()).isEqualTo(400);
        assertThat(provider("other", "auth_id", "secret-token").status()).isEqualTo(400);
        var listed = client.get("/telephony/providers");
        assertThat(listed.json().get("providers")).hasSize(2);
        assertThat(listed.text()).doesNotContain("secret-token");
    }

    @Test
    void keepsACredentialWithNumbersAttached() throws IOException {
        var id = provider("vobiz", "auth_id", "x").id();
        var number = number("+919876543210", "vobiz", id);
        assertThat(number.status()).isEqualTo(201);
        assertThat(client.send("DELETE", "/telephony/providers/" + id, null).status())
                .isEqualTo(409);
        assertThat(client.send("DELETE", "/telephony/numbers/" + number.id(), null)
                        .status())
                .isEqualTo(204);
        assertThat(client.send("DELETE", "/telephony/providers/" + id, null).status())
                .isEqualTo(204);
        assertThat(client.send("DELETE", "/telephony/providers/" + id, null).status())
                .isEqualTo(404);
    }

    private HubClient.Response number(String e164, String provider, String credentials) throws IOException {
        var body = Json.object().put("e164", e164).put("provider", provider).put("credentials_id", credentials);
        return client.post("/telephony/numbers", body.toString());
    }

    @Test
    void registersANumberOnce() throws IOException {
        var id = provider("twilio", "account_sid", "x").id();
        assertThat(number("+12025550188", "twilio", id).status()).isEqualTo(201);
        assertThat(number("+12025550188", "twilio", id).status()).isEqualTo(400);
        assertThat(number("12025550189", "twilio", id).status()).isEqualTo(400);
        assertThat(number("+12025550189", "plivo", id).status()).isEqualTo(400);
        assertThat(number("+12025550189", "twilio", "prov_none").status()).isEqualTo(400);
        var call = HubClient.call("+12025550188", TO, AGENT);
        assertThat(client.post("/calls/originate", call).status()).isEqualTo(200);
    }

    @Test
    void pinsANumberAndUnpinsIt() throws IOException {
        var path = "/telephony/numbers/" + NUMBER_ID;
        assertThat(client.send("PATCH", path, "{\"agent_id\":\"" + AGENT + "\"}")
                        .text())
                .isEqualTo("\"ok\"");
        assertThat(pinned()).hasSize(1);
        assertThat(client.send("PATCH", path, "{\"agent_id\":null}").status()).isEqualTo(200);
        assertThat(pinned()).isEmpty();
        assertThat(client.send("PATCH", path, "{}").status()).isEqualTo(400);
        assertThat(client.send("PATCH", path, "{\"agent_id\":\"agent_none\"}").status())
                .isEqualTo(404);
    }

    private JsonNode pinned() throws IOException {
        return client.get("/telephony/numbers?agent_id=" + AGENT).json().get("numbers");
    }

    @Test
    void hasARecordingSomeTimeAfterTheCall() throws IOException {
        var session = client.originate(TO).json().get("session_id").asText();
        var path = "/sessions/" + session + "/recording";
        assertThat(client.get(path).status()).isEqualTo(409);
        clock.advance(Duration.ofSeconds(35));
        assertThat(client.get(path).json().get("url").asText()).contains(session);
        assertThat(client.get("/sessions/sess_none/recording").status()).isEqualTo(404);
        emulator.behave(Behaviour.DEFAULT.withRecordings(new Behaviour.Recordings(false, Duration.ZERO)));
        assertThat(client.get(path).status()).isEqualTo(503);
    }
}
