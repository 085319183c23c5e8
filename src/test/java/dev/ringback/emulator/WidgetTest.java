package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Widget keys, their visitors' tokens, and how the widget looks. */
class WidgetTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));
    private final Emulator emulator = Emulator.start(Settings.defaults().withClock(clock));
    private final HubClient client = HubClient.of(emulator);
    private final HubClient visitor = client.as(null);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private HubClient.Response guest(String key, String origin) throws IOException {
        var body = Json.object().put("client_key", key).toString();
        var request = visitor.request("/widget/auth/guest").POST(BodyPublishers.ofString(body));
        return visitor.send(
                origin == null
                        ? request.build()
                        : request.header("Origin", origin).build());
    }

    @Test
    void letsVisitorsInFromAllowedPages() throws IOException {
        var body = "{\"name\":\"Shop\",\"domain_allowlist\":[\"*.acme.com\",\"localhost:*\"]}";
        var created = client.post("/widget-keys", body);
        assertThat(created.status()).isEqualTo(201);
        var key = created.json().get("public_key").asText();
        assertThat(key).startsWith("pk_live_demo_");
        assertThat(client.get("/widget-keys").text()).doesNotContain(key);
        assertThat(guest(key, "https://www.acme.com").json().has("token")).isTrue();
        assertThat(guest(key, "http://localhost:3000").status()).isEqualTo(200);
        assertThat(guest(key, "https://evil.com").status()).isEqualTo(403);
        assertThat(guest(key, "https://acme.com.evil.com").status()).isEqualTo(403);
        assertThat(guest(key, null).status()).isEqualTo(403);
        assertThat(guest("pk_live_demo_none", "https://www.acme.com").status()).isEqualTo(403);
        assertThat(visitor.post("/widget/auth/guest", "{}").status()).isEqualTo(400);
        assertThat(visitor.get("/widget/config?client_key=" + key)
                        .json()
                        .get("branding")
                        .isObject())
                .isTrue();
        client.send("PATCH", "/widget-keys/" + created.id(), "{\"disabled\":true}");
        assertThat(guest(key, "https://www.acme.com").status()).isEqualTo(403);
    }

    @Test
    void blocksAKeyWithoutDomains() throws IOException {
        var key = client.post("/widget-keys", "{\"name\":\"Shop\"}").json();
        assertThat(guest(key.get("public_key").asText(), "https://acme.com").status())
                .isEqualTo(403);
    }

    @Test
    void removesAnUnusedKeyAndDisablesAUsedOne() throws IOException {
        var unused = client.post("/widget-keys", "{\"name\":\"A\"}").id();
        var used = client.post("/widget-keys", "{\"name\":\"B\",\"domain_allowlist\":[\"acme.com\"]}");
        guest(used.json().get("public_key").asText(), "https://acme.com");
        client.send("DELETE", "/widget-keys/" + unused, null);
        client.send("DELETE", "/widget-keys/" + used.id(), null);
        var left = client.get("/widget-keys").json();
        assertThat(left).hasSize(1);
        assertThat(left.get(0).get("disabled_at").isNull()).isFalse();
    }

    @Test
    void exchangesASignedInVisitorsTokenForFiveMinutes() throws IOException {
        assertThat(client.post("/widget/auth/user-token", "{}").status()).isEqualTo(400);
        assertThat(visitor.post("/widget/auth/user-token", "{\"external_user_id\":\"u1\"}")
                        .status())
                .isEqualTo(401);
        var token = client.post("/widget/auth/user-token", "{\"external_user_id\":\"u1\"}")
                .json()
                .get("user_token")
                .asText();
        var body = Json.object().put("user_token", token).toString();
        var session = visitor.post("/widget/auth/exchange", body);
        assertThat(session.status()).isEqualTo(200);
        var refresh = Json.object()
                .put("refresh_token", session.json().get("refresh_token").asText())
                .toString();
        clock.advance(Duration.ofMinutes(5));
        assertThat(visitor.post("/widget/auth/exchange", body).status()).isEqualTo(400);
        assertThat(visitor.post("/widget/auth/refresh", refresh).status()).isEqualTo(200);
        assertThat(visitor.post("/widget/auth/refresh", "{\"refresh_token\":\"eyJ?.x\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void keepsBrandingAndPolicy() throws IOException {
        assertThat(client.send("PATCH", "/widget-settings", "{\"launcher_position\":\"tl\"}")
                        .text())
                .isEqualTo("\"ok\"");
        assertThat(client.send("PATCH", "/widget-settings", "{\"launcher_position\":\"up\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/widget-settings")
                        .json()
                        .get("launcher_position")
                        .asText())
                .isEqualTo("tl");
        var path = "/agents/" + AGENT + "/widget-settings";
        client.send("PATCH", path, "{\"widget_enabled\":true}");
        assertThat(client.get(path).json())
                .isEqualTo(Json.object()
                        .put("agent_id", AGENT)
                        .put("auth_mode", "guest")
                        .put("widget_enabled", true));
        assertThat(client.get("/agents/none/widget-settings").status()).isEqualTo(404);
    }
}
