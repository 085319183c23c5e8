package dev.ringback.emulator;

import static dev.ringback.emulator.HubClient.TO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    @TempDir
    Path state;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));

    private Emulator start() {
        return Emulator.start(Settings.defaults().withState(state).withClock(clock));
    }

    @Test
    void knowsAllItAnsweredAfterAStartOnTheSameDirectory() throws IOException {
        try (var first = start()) {
            HubClient.of(first).originate(TO);
            first.advance(Duration.ofHours(1));
            first.behave(Behaviour.DEFAULT.withCaps(new Caps(1, 1, 1, 1)));
        }
        try (var second = start()) {
            assertThat(second.rings(TO)).hasSize(1);
            assertThat(second.clock().instant()).isEqualTo("2026-03-02T16:00:00Z");
            assertThat(HubClient.of(second).originate(TO).text()).startsWith("Daily call limit reached");
            assertThat(HubClient.of(second).get("/agents").json()).hasSize(2);
        }
    }

    @Test
    void hasTheRingOnDiskBeforeTheAnswerIsOut() throws IOException {
        try (var emulator = start()) {
            var session = HubClient.of(emulator)
                    .originate(TO)
                    .json()
                    .get("session_id")
                    .asText();
            assertThat(Files.readString(state.resolve("journal.jsonl")))
                    .contains(session)
                    .endsWith("}\n");
        }
    }

    @Test
    void remembersWhatItHasLostAndWhatStalls() throws IOException {
        String stalled;
        try (var first = start()) {
            var campaigns = new CampaignClient(HubClient.of(first));
            stalled = campaigns.created(2, "max_concurrent_calls", "1");
            campaigns.step(stalled, "start");
            first.stallCampaigns();
            first.loseCaps();
        }
        clock.advance(Duration.ofHours(1));
        try (var second = start()) {
            var campaigns = new CampaignClient(HubClient.of(second));
            assertThat(campaigns.status(stalled)).isEqualTo("running");
            assertThat(campaigns.contacts(stalled)).containsExactly("completed", "pending");
            assertThat(HubClient.of(second).get("/call-limits").json()).isEmpty();
            second.reset();
            assertThat(HubClient.of(second).get("/call-limits").json()).hasSize(4);
        }
    }

    @Test
    void cutsOffALineThatACrashTore() throws IOException {
        try (var first = start()) {
            HubClient.of(first).originate(TO);
        }
        Files.writeString(state.resolve("journal.jsonl"), "{\"fact\":\"rang\",\"ri", StandardOpenOption.APPEND);
        try (var second = start()) {
            HubClient.of(second).originate(TO);
        }
        try (var third = start()) {
            assertThat(third.rings(TO)).hasSize(2);
        }
    }

    @Test
    void goesOnWithItsCampaignsAndDialsNothingInBetween() throws IOException {
        String running;
        String paused;
        String draft;
        try (var first = start()) {
            var campaigns = new CampaignClient(HubClient.of(first));
            running = campaigns.created(3, "max_concurrent_calls", "1");
            campaigns.step(running, "start");
            paused = campaigns.created(2, "max_concurrent_calls", "1");
            campaigns.step(paused, "start");
            campaigns.step(paused, "pause");
            draft = campaigns.created(1);
            campaigns.delete(campaigns.created(1));
        }
        clock.advance(Duration.ofHours(1));
        try (var second = start()) {
            var campaigns = new CampaignClient(HubClient.of(second));
            assertThat(campaigns.contacts(running)).containsExactly("completed", "calling", "pending");
            assertThat(campaigns.contacts(paused)).containsExactly("completed", "pending");
            assertThat(second.rings().getLast().instant()).isEqualTo("2026-03-02T16:00:00Z");
            clock.advance(Duration.ofMinutes(2));
            assertThat(campaigns.status(running)).isEqualTo("completed");
            assertThat(campaigns.step(draft, "start").status()).isEqualTo(200);
            assertThat(campaigns.step(paused, "resume").status()).isEqualTo(200);
            assertThat(second.rings()).hasSize(6);
            assertThat(HubClient.of(second).get("/campaigns").json().get("campaigns"))
                    .hasSize(3);
        }
    }

    @Test
    void startsEmptyAfterAReset() throws IOException {
        try (var first = start()) {
            HubClient.of(first).originate(TO);
            first.reset();
            HubClient.of(first).originate("+14155550101");
        }
        try (var second = start()) {
            assertThat(second.rings()).extracting(Ring::number).containsExactly("+14155550101");
        }
    }

    @Test
    void leavesADirectoryToTheOneThatHasIt() {
        try (var first = start()) {
            assertThatThrownBy(this::start).hasMessageContaining("another emulator uses");
            assertThat(first.rings()).isEmpty();
        }
    }

    @Test
    void leavesNothingBehindWithoutADirectory() throws IOException {
        Path left;
        try (var directory = StateDirectory.open(null)) {
            left = directory.path();
            assertThat(left).exists();
        }
        assertThat(left).doesNotExist();
    }
}
