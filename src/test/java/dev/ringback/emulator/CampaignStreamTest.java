package dev.ringback.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CampaignStreamTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));
    private final Emulator emulator = Emulator.start(Settings.defaults().withClock(clock));
    private final HubClient client = HubClient.of(emulator);
    private final CampaignClient campaigns = new CampaignClient(client);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        emulator.close();
    }

    private CompletableFuture<Void> listen(String id) {
        var request = client.request("/campaigns/" + id + "/events").build();
        return client.http().sendAsync(request, BodyHandlers.ofLines()).thenAccept(response -> {
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            response.body().filter(line -> !line.isEmpty()).forEach(lines::add);
        });
    }

    @Test
    void tellsSnapshotsAndHeartbeatsAndTheEnd() throws IOException {
        var id = campaigns.created(2, "max_concurrent_calls", "1");
        campaigns.step(id, "start");
        var stream = listen(id);
        await().until(() -> lines.size() == 1);
        assertThat(lines.getFirst()).startsWith("data: {").contains("\"calling\":1", "\"pending\":1");
        clock.advance(Duration.ofSeconds(2));
        await().until(() -> lines.size() == 2);
        clock.advance(Duration.ofSeconds(13));
        await().until(() -> lines.contains(": heartbeat"));
        clock.advance(Duration.ofMinutes(1));
        stream.join();
        assertThat(lines).contains("event: end");
        assertThat(lines.getLast()).contains("\"status\":\"completed\"", "\"completed\":2");
    }

    @Test
    void endsAtOnceWhereAllIsOver() throws IOException {
        var id = campaigns.created(1);
        campaigns.step(id, "start");
        campaigns.step(id, "stop");
        listen(id).join();
        assertThat(lines).hasSize(3).contains("event: end");
    }

    @Test
    void holdsAPlaceInFlightWhileItIsOpen() throws IOException {
        var id = campaigns.created(1);
        emulator.behave(Behaviour.DEFAULT.withRequests(new RequestLimits(99, 99, 99, 1)));
        var stream = listen(id);
        await().until(() -> lines.size() == 1);
        assertThat(client.get("/agents").text()).startsWith("rate_limited: in-flight");
        emulator.behave(Behaviour.DEFAULT.withRequests(new RequestLimits(99, 99, 99, 2)));
        assertThat(campaigns.delete(id).status()).isEqualTo(204); // which ends the stream
        stream.join();
        emulator.behave(Behaviour.DEFAULT.withRequests(new RequestLimits(99, 99, 99, 1)));
        assertThat(client.get("/agents").status()).isEqualTo(200);
    }
}
