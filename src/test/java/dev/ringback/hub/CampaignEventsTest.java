package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringback.emulator.Behaviour;
import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.hub.CampaignEvents.Snapshot;
import dev.ringback.hub.CampaignsClient.NewCampaign;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
class CampaignEventsTest {
    private final Emulator emulator = Emulator.start(Settings.defaults());
    private final TestBudget budget = new TestBudget();

    @Inject
    TestHubs hubs;

    @TempDir
    Path files;

    @BeforeEach
    void reset() {
        emulator.reset();
        emulator.behave(Behaviour.DEFAULT.withCampaigns(tellingEvery(Duration.ofMillis(50))));
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    @Test
    void tellsSnapshotsUntilTheCampaignEnds() throws IOException {
        String campaign = running();
        try (var events = hub().events(campaign)) {
            Iterator<Snapshot> told = events.iterator();
            assertThat(told.next().numbers().isObject()).isTrue();
            assertThat(told.next().numbers().isObject()).isTrue();
            assertThat(budget.inFlight()).isOne();
            stop(campaign);
            told.forEachRemaining(later -> {});
        }
        assertThat(emulator.requests(Route.STREAM_CAMPAIGN).heads()).isOne();
        assertThat(budget.inFlight()).isZero();
    }

    @Test
    void connectsAgainAfterADrop() throws IOException {
        String campaign = running();
        emulator.faults().next(Route.STREAM_CAMPAIGN, Fault.cutBody());
        emulator.faults().next(Route.STREAM_CAMPAIGN, Fault.closeBeforeEffect());
        emulator.faults().next(Route.STREAM_CAMPAIGN, Fault.status(502, "bad gateway"));
        try (var events = hub().events(campaign)) {
            Iterator<Snapshot> told = events.iterator();
            while (emulator.requests(Route.STREAM_CAMPAIGN).heads() < 4) {
                told.next();
            }
            told.next();
            assertThat(budget.inFlight()).isOne();
        }
        assertThat(budget.inFlight()).isZero();
    }

    @Test
    void connectsAgainWhereTheLineFallsSilent() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withCampaigns(tellingEvery(Duration.ofHours(1))));
        String campaign = running();
        try (var events = hub("stream-idle", "300ms").events(campaign)) {
            Iterator<Snapshot> told = events.iterator();
            told.next();
            told.next(); // each connection begins with one
            assertThat(emulator.requests(Route.STREAM_CAMPAIGN).heads()).isEqualTo(2);
        }
    }

    @Test
    void staysConnectedByHeartbeatsAlone() throws IOException {
        var rare = new Behaviour.Campaigning(
                Duration.ZERO,
                Duration.ZERO,
                false,
                false,
                false,
                false,
                Duration.ofMillis(1500),
                Duration.ofMillis(50));
        emulator.behave(Behaviour.DEFAULT.withCampaigns(rare));
        String campaign = running();
        try (var events = hub("stream-idle", "700ms").events(campaign)) {
            Iterator<Snapshot> told = events.iterator();
            told.next();
            told.next();
            assertThat(emulator.requests(Route.STREAM_CAMPAIGN).heads()).isOne();
        }
    }

    @Test
    void opensAStreamAnewWhenItIsOld() throws IOException {
        String campaign = running();
        try (var events = hub("stream-life", "200ms").events(campaign)) {
            Iterator<Snapshot> told = events.iterator();
            while (emulator.requests(Route.STREAM_CAMPAIGN).heads() < 3) {
                told.next();
            }
        }
    }

    @Test
    void endsForGoodWhereThereIsNoSuchCampaign() {
        try (var events = hub().events("campaign_none")) {
            assertThatThrownBy(() -> events.iterator().next()).isInstanceOf(HubException.class);
        }
        assertThat(emulator.requests(Route.STREAM_CAMPAIGN).heads()).isOne();
    }

    @Test
    void waitsForTheBudget() throws IOException {
        String campaign = running();
        Instant later = Instant.now().plusMillis(300);
        budget.refuseNext(later);
        try (var events = hub().events(campaign)) {
            events.iterator().next();
            assertThat(Instant.now()).isAfterOrEqualTo(later);
        }
    }

    @Test
    void wakesAWaitingReaderWhenItIsClosed() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withCampaigns(tellingEvery(Duration.ofHours(1))));
        var events = hub().events(running());
        Iterator<Snapshot> told = events.iterator();
        told.next();
        var waiting = CompletableFuture.supplyAsync(told::hasNext);
        events.close();
        await().until(waiting::isDone);
        assertThat(waiting.join()).isFalse();
        assertThat(budget.inFlight()).isZero();
    }

    private static Behaviour.Campaigning tellingEvery(Duration time) {
        return new Behaviour.Campaigning(
                Duration.ZERO, Duration.ZERO, false, false, false, false, time, Duration.ofHours(1));
    }

    /** One that does not end by itself: its call lasts longer than the test. */
    private String running() throws IOException {
        Path contacts = Files.writeString(Files.createTempFile(files, "c", ".csv"), "phone_number\n+14155550100\n");
        var draft = NewCampaign.draft(
                "events", "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z", "num_01HZ2N7G3K8M0Q5R7T9V2X4Y71", 1, contacts);
        String id = hub().once(CampaignsClient.class, client -> client.create(draft), () -> true)
                .orElseThrow()
                .id();
        hub().once(CampaignsClient.class, client -> client.start(id), () -> true);
        return id;
    }

    private void stop(String campaign) {
        hub().once(CampaignsClient.class, client -> client.stop(campaign), () -> true);
    }

    private Hub hub(String... settings) {
        return hubs.at(emulator.url(), budget, settings);
    }
}
