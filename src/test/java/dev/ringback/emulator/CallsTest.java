package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.AGENT;
import static dev.ringback.emulator.HubClient.FROM;
import static dev.ringback.emulator.HubClient.TO;
import static dev.ringback.emulator.HubClient.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallsTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));
    private final Emulator emulator = Emulator.start(Settings.defaults()
            .withClock(clock)
            .withAgents(
                    new Settings.SeedAgent(AGENT, "Billing reminder", "active"),
                    new Settings.SeedAgent("agent_draft", "Draft", "draft"))
            .withNumbers(
                    new Settings.SeedNumber("num_1", FROM, true),
                    new Settings.SeedNumber("num_2", "+12025550199", false)));
    private final HubClient client = HubClient.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void ringsOnceForAnAcceptedCall() throws IOException {
        var answer = client.originate(TO);
        assertThat(answer.status()).isEqualTo(200);
        var session = answer.json().get("session_id").asText();
        assertThat(emulator.rings())
                .containsExactly(new Ring(
                        "demo",
                        TO,
                        FROM,
                        AGENT,
                        Ring.Via.ORIGINATE,
                        null,
                        null,
                        session,
                        Map.of(),
                        clock.instant(),
                        Duration.ofSeconds(30)));
        assertThat(emulator.requests(Route.ORIGINATE)).isEqualTo(new Received(1, 1));
    }

    @Test
    void answersBelowAllThreeBases() throws IOException {
        assertThat(client.get("//v1/agents").status()).isEqualTo(200);
        assertThat(client.get("//api/v1/agents").status()).isEqualTo(200);
        assertThat(client.get("//hub-api/api/v1/agents").status()).isEqualTo(200);
        assertThat(client.get("//agents").status()).isEqualTo(404);
        assertThat(client.send("DELETE", "/calls/originate", null).status()).isEqualTo(405);
    }

    @Test
    void refusesWithABareTextAndRingsNobody() throws IOException {
        assertRefused(400, "not json");
        assertRefused(400, "[]");
        assertRefused(400, "{\"from_number\":\"+12025550123\",\"to_number\":\"+14155550100\"}");
        assertRefused(400, call(FROM, "4155550100", AGENT));
        assertRefused(404, call("+12025550000", TO, AGENT));
        assertRefused(404, call("+12025550199", TO, AGENT)); // ours, but not outbound-enabled
        assertRefused(404, call(FROM, TO, "agent_unknown"));
        assertRefused(400, call(FROM, TO, "agent_draft"));
        assertThat(emulator.rings()).isEmpty();
    }

    private void assertRefused(int status, String body) throws IOException {
        var answer = client.post("/calls/originate", body);
        assertThat(answer.status()).as(body).isEqualTo(status);
        assertThat(answer.whole().headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.text()).endsWith("\n").doesNotStartWith("{");
    }

    @Test
    void holdsEachCostCapAndNamesIt() throws IOException {
        assertCapped(new Caps(1, 9, 9, 9), "Concurrent call limit reached");
        clock.advance(Duration.ofSeconds(30)); // the call is over
        assertCapped(new Caps(9, 2, 9, 9), "Call rate limit");
        clock.advance(Duration.ofSeconds(60));
        assertCapped(new Caps(9, 9, 3, 9), "Daily call limit reached");
        assertCapped(new Caps(9, 9, 9, 2), "Daily minute budget exhausted"); // four calls of half a minute
        assertCapped(new Caps(0, 9, 9, 9), "Concurrent call limit reached");
        clock.advance(Duration.ofHours(9)); // past midnight, UTC
        emulator.behave(Behaviour.DEFAULT.withCaps(new Caps(9, 9, 1, 9)));
        assertThat(client.originate(TO).status()).isEqualTo(200);
    }

    /** Calls until the caps forbid it. */
    private void assertCapped(Caps caps, String text) throws IOException {
        emulator.behave(Behaviour.DEFAULT.withCaps(caps));
        var before = emulator.rings().size();
        var answer = client.originate(TO);
        while (answer.status() == 200) {
            before++;
            answer = client.originate(TO);
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text().trim()).isEqualTo(text);
        assertThat(answer.whole().headers().firstValue("Retry-After")).isEmpty();
        assertThat(emulator.rings()).hasSize(before);
    }

    @Test
    void showsTheCaps() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withCaps(new Caps(1, 2, 3, 4)));
        assertThat(client.get("/call-limits").json())
                .isEqualTo(Json.object()
                        .put("concurrent_max", 1)
                        .put("calls_per_minute", 2)
                        .put("daily_calls_max", 3)
                        .put("daily_minutes_max", 4));
    }

    @Test
    void neitherShowsNorHoldsCapsThatItHasLost() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withCaps(new Caps(9, 9, 1, 9)));
        client.originate(TO);
        assertThat(client.originate(TO).status()).isEqualTo(429);
        assertThat(client.post("/_emulator/lose-caps", null).status()).isEqualTo(204);
        assertThat(client.get("/call-limits").json()).isEqualTo(Json.object());
        assertThat(client.originate(TO).status()).isEqualTo(200);
        assertThat(client.post("/_emulator/restore-caps", null).status()).isEqualTo(204);
        assertThat(client.originate(TO).status()).isEqualTo(429);
        assertThat(client.get("/call-limits").json().get("daily_calls_max").asInt())
                .isOne();
    }

    @Test
    void limitsRequestsByWindowsThatStartWithTheirFirst() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withRequests(new RequestLimits(2, 3, 1_000, 1_000)));
        assertThat(client.get("/agents").status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(20));
        assertThat(client.originate(TO).status()).isEqualTo(200);
        var refused = client.originate(TO);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).isEqualTo("rate_limited: per-minute (2) exceeded\n");
        assertThat(refused.whole().headers().firstValue("Retry-After")).hasValue("40");
        assertThat(emulator.rings()).hasSize(1);
        clock.advance(Duration.ofSeconds(40));
        assertThat(client.get("/agents").status()).isEqualTo(200);
        assertThat(client.get("/agents").text()).startsWith("rate_limited: per-hour (3)");
    }
}
