package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.TO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlApiTest {
    private final Emulator emulator =
            Emulator.start(Settings.defaults().withClock(new MovableClock(Instant.parse("2026-03-02T15:00:00Z"))));
    private final HubClient client = HubClient.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void listsTheRings() throws IOException {
        client.originate(TO);
        client.originate("+14155550101");
        var all = client.get("/_emulator/rings").json();
        assertThat(all.get("total").asInt()).isEqualTo(2);
        var first = all.get("items").get(0);
        assertThat(first.get("number").asText()).isEqualTo(TO);
        assertThat(first.get("route").asText()).isEqualTo("originate");
        assertThat(first.get("campaign").isNull()).isTrue();
        assertThat(first.get("fields").isObject()).isTrue();
        assertThat(first.get("instant").asText()).isEqualTo("2026-03-02T15:00:00Z");
        var one = client.get("/_emulator/rings?number=%2B14155550101&limit=1").json();
        assertThat(one.get("total").asInt()).isOne();
        assertThat(client.get("/_emulator/rings?limit=1").json().get("items")).hasSize(1);
        assertThat(client.send("DELETE", "/_emulator/rings", null).status()).isEqualTo(204);
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void takesFaultPlans() throws IOException {
        var plan = """
                {"route": "originate", "choice": {"kind": "nth", "n": 2}, "fault": {"kind": "respond",
                 "at": "after_effect", "status": 500, "text": "lost"}}""";
        assertThat(client.post("/_emulator/faults", plan).status()).isEqualTo(200);
        assertThat(client.post("/_emulator/faults", "{\"route\":\"originate\",\"fault\":{\"kind\":\"garble\"}}")
                        .json()
                        .get("items"))
                .hasSize(2);
        assertThat(faultOf(0)).isEqualTo("respond");
        assertThat(client.originate(TO).text()).contains("<html>");
        assertThat(client.originate(TO).status()).isEqualTo(500);
        assertThat(emulator.rings(TO)).hasSize(2);
        client.post("/_emulator/faults", plan);
        assertThat(client.send("DELETE", "/_emulator/faults", null).status()).isEqualTo(204);
        assertThat(emulator.faults().plans()).isEmpty();
        for (var bad : new String[] {
            "{\"route\":\"nowhere\",\"fault\":{\"kind\":\"garble\"}}",
            "{\"route\":\"originate\"}",
            "{\"route\":\"originate\",\"fault\":{\"kind\":\"close\"}}",
            "{\"route\":\"originate\",\"fault\":{\"kind\":\"refuse\"}}",
            "{\"route\":\"originate\",\"choice\":{\"kind\":\"nth\"},\"fault\":{\"kind\":\"garble\"}}",
            "{\"route\":\"originate\",\"fault\":{\"kind\":\"garble\",\"when\":1}}",
        }) {
            assertThat(client.post("/_emulator/faults", bad).status()).as(bad).isEqualTo(400);
        }
        assertThat(emulator.faults().plans()).isEmpty();
    }

    private String faultOf(int plan) throws IOException {
        var items = client.get("/_emulator/faults").json().get("items");
        return items.get(plan).get("fault").get("kind").asText();
    }

    @Test
    void countsRequests() throws IOException {
        emulator.faults().next(Route.ORIGINATE, Fault.status(500, "no"));
        client.originate(TO);
        client.get("/agents");
        var counts = client.get("/_emulator/requests").json();
        assertThat(counts.get("originate").toString()).isEqualTo("{\"heads\":1,\"bodies\":1}");
        assertThat(counts.get("any").get("heads").asInt()).isEqualTo(2);
    }

    @Test
    void changesSettingsPieceByPiece() throws IOException {
        var changed = client.send("PUT", "/_emulator/settings", "{\"caps\":{\"concurrent_max\":0}}");
        assertThat(changed.json().get("caps").get("calls_per_minute").asInt()).isEqualTo(1_000_000);
        assertThat(client.originate(TO).text()).startsWith("Concurrent call limit reached");
        client.send("PUT", "/_emulator/settings", "{\"dialling\":{\"call_duration\":\"PT1M\"},\"speed\":2}");
        assertThat(emulator.behaviour().dialling().callDuration()).isEqualTo(Duration.ofMinutes(1));
        for (var bad : new String[] {"{\"speed\":\"fast\"}", "{\"speed\":0}", "{\"cap\":1}", "{\"caps\":null}", "x"}) {
            assertThat(client.send("PUT", "/_emulator/settings", bad).status())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(emulator.behaviour().speed()).isEqualTo(2);
    }

    @Test
    void setsTheClockOnAndNeverBack() throws IOException {
        var moved =
                client.send("PUT", "/_emulator/clock", "{\"advance\":\"PT1H\"}").json();
        assertThat(moved.get("now").asText()).isEqualTo("2026-03-02T16:00:00Z");
        client.send("PUT", "/_emulator/clock", "{\"now\":\"2026-03-03T00:00:00Z\"}");
        assertThat(emulator.clock().instant()).isEqualTo("2026-03-03T00:00:00Z");
        assertThat(client.send("PUT", "/_emulator/clock", "{\"now\":\"2026-03-02T00:00:00Z\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void forgetsEverythingAtAReset() throws IOException {
        client.send("PUT", "/_emulator/settings", "{\"speed\":2}");
        client.originate(TO);
        emulator.faults().next(Route.ORIGINATE, Fault.cutBody());
        assertThat(client.post("/_emulator/reset", null).status()).isEqualTo(204);
        assertThat(emulator.rings()).isEmpty();
        assertThat(emulator.behaviour()).isEqualTo(Behaviour.DEFAULT);
        assertThat(emulator.requests(Route.ANY).heads()).isZero();
        assertThat(client.originate(TO).json().has("session_id")).isTrue();
    }
}
