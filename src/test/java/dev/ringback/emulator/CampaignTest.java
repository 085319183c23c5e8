package dev.ringback.emulator;

import static dev.ringback.emulator.CampaignClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CampaignTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));
    private final Emulator emulator = Emulator.start(Settings.defaults().withClock(clock));
    private final HubClient client = HubClient.of(emulator);
    private final CampaignClient campaigns = new CampaignClient(client);

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void isBornDraftAndRingsNobody() throws IOException {
        var id = campaigns.created(3);
        clock.advance(Duration.ofDays(1));
        var campaign = campaigns.get(id);
        assertThat(campaign.get("status").asText()).isEqualTo("draft");
        assertThat(campaign.get("max_concurrent_calls").asInt()).isEqualTo(5);
        assertThat(campaign.get("retry_delay_seconds").asInt()).isEqualTo(300);
        assertThat(campaign.get("started_at").isNull()).isTrue();
        assertThat(campaigns.contacts(id)).containsOnly("pending").hasSize(3);
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void dialsUnderItsConcurrencyUntilAllAreDone() throws IOException {
        var id = campaigns.created(5, "max_concurrent_calls", "2");
        assertThat(campaigns.step(id, "start").status()).isEqualTo(200);
        assertThat(emulator.rings()).extracting(Ring::number).containsExactly(number(1), number(2));
        assertThat(emulator.rings().getFirst().route()).isEqualTo(Ring.Via.CAMPAIGN);
        assertThat(emulator.rings().getFirst().campaign()).isEqualTo(id);
        assertThat(emulator.rings().getFirst().fields()).isEqualTo(Map.of("first_name", "Person 1"));
        assertThat(campaigns.contacts(id)).containsExactly("calling", "calling", "pending", "pending", "pending");
        clock.advance(Duration.ofSeconds(30));
        assertThat(campaigns.contacts(id)).containsExactly("completed", "completed", "calling", "calling", "pending");
        clock.advance(Duration.ofSeconds(60));
        assertThat(campaigns.status(id)).isEqualTo("completed");
        assertThat(campaigns.get(id).get("completed_at").asText()).isEqualTo("2026-03-02T15:01:30Z");
        assertThat(emulator.rings())
                .extracting(Ring::number)
                .doesNotHaveDuplicates()
                .hasSize(5);
    }

    @Test
    void dialsAtTheSameInstantsHoweverTheClockJumps() throws IOException {
        var id = campaigns.created(3, "max_concurrent_calls", "1");
        campaigns.step(id, "start");
        clock.advance(Duration.ofHours(1));
        assertThat(campaigns.status(id)).isEqualTo("completed");
        assertThat(emulator.rings())
                .extracting(ring -> ring.instant().toString())
                .containsExactly("2026-03-02T15:00:00Z", "2026-03-02T15:00:30Z", "2026-03-02T15:01:00Z");
    }

    @Test
    void pausesAndGoesOn() throws IOException {
        var id = campaigns.created(3, "max_concurrent_calls", "1");
        campaigns.step(id, "start");
        assertThat(campaigns.step(id, "pause").status()).isEqualTo(200);
        clock.advance(Duration.ofHours(1));
        assertThat(campaigns.contacts(id)).containsExactly("completed", "pending", "pending");
        assertThat(campaigns.step(id, "resume").status()).isEqualTo(200);
        assertThat(campaigns.contacts(id)).containsExactly("completed", "calling", "pending");
        campaigns.step(id, "pause");
        assertThat(campaigns.step(id, "start").status()).isEqualTo(200); // start resumes too
        clock.advance(Duration.ofMinutes(1));
        assertThat(campaigns.status(id)).isEqualTo("completed");
        assertThat(emulator.rings()).hasSize(3);
    }

    @Test
    void skipsWhatIsNotDialledAtAStopAndCutsNoCall() throws IOException {
        var id = campaigns.created(3, "max_concurrent_calls", "1");
        campaigns.step(id, "start");
        assertThat(campaigns.step(id, "stop").status()).isEqualTo(200);
        assertThat(campaigns.status(id)).isEqualTo("completed");
        assertThat(campaigns.contacts(id)).containsExactly("calling", "skipped", "skipped");
        clock.advance(Duration.ofHours(1));
        assertThat(campaigns.contacts(id)).containsExactly("completed", "skipped", "skipped");
        assertThat(emulator.rings()).hasSize(1);
    }

    @Test
    void staysRunningAndDialsNobodyOnceItIsStalled() throws IOException {
        var id = campaigns.created(3, "max_concurrent_calls", "1");
        campaigns.step(id, "start");
        assertThat(client.post("/_emulator/stall", null).json().get("stalled").asInt())
                .isOne();
        clock.advance(Duration.ofHours(1));
        assertThat(campaigns.status(id)).isEqualTo("running");
        assertThat(campaigns.contacts(id))
                .as("the call that went on has ended")
                .containsExactly("completed", "pending", "pending");
        assertThat(emulator.rings()).hasSize(1);
        assertThat(emulator.stallCampaigns()).as("none is left to stall").isZero();
        var next = campaigns.created(1);
        campaigns.step(next, "start");
        assertThat(emulator.rings()).as("one that starts later dials").hasSize(2);
        campaigns.step(id, "stop");
        assertThat(campaigns.contacts(id)).containsExactly("completed", "skipped", "skipped");
    }

    @Test
    void redialsWhoDoesNotAnswerAfterTheDelay() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withDialling(
                new Behaviour.Dialling(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Set.of(number(1)))));
        var id = campaigns.created(2, "retries_per_contact", "1", "retry_delay_seconds", "60");
        campaigns.step(id, "start");
        clock.advance(Duration.ofSeconds(30));
        assertThat(campaigns.contacts(id)).containsExactly("failed", "completed");
        assertThat(campaigns.status(id)).isEqualTo("running");
        clock.advance(Duration.ofSeconds(60));
        assertThat(campaigns.contacts(id)).containsExactly("calling", "completed");
        clock.advance(Duration.ofSeconds(30));
        assertThat(campaigns.status(id)).isEqualTo("completed");
        var failed = client.get("/campaigns/" + id + "/contacts?status=failed").json();
        assertThat(failed.get("contacts")).hasSize(1);
        assertThat(failed.get("contacts").get(0).get("attempts").asInt()).isEqualTo(2);
        assertThat(emulator.rings(number(1))).hasSize(2);
    }

    @Test
    void waitsAtACostCapAndLosesNoContact() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withCaps(new Caps(9, 2, 99, 99)));
        var id = campaigns.created(3);
        campaigns.step(id, "start");
        assertThat(campaigns.contacts(id)).containsExactly("calling", "calling", "pending");
        clock.advance(Duration.ofSeconds(60));
        assertThat(campaigns.contacts(id)).containsExactly("completed", "completed", "calling");
    }

    @Test
    void startsByItselfAtItsTime() throws IOException {
        var id = campaigns.created(1, "scheduled_at", "2026-03-02T17:00:00+01:00");
        assertThat(campaigns.status(id)).isEqualTo("scheduled");
        assertThat(campaigns.step(id, "start").status()).isEqualTo(409);
        clock.advance(Duration.ofMinutes(59));
        assertThat(campaigns.status(id)).isEqualTo("scheduled");
        clock.advance(Duration.ofMinutes(1));
        assertThat(campaigns.status(id)).isEqualTo("running");
        assertThat(emulator.rings()).hasSize(1);
    }

    @Test
    void refusesEveryStepThatItsStateDoesNotHave() throws IOException {
        var draft = campaigns.created(1);
        var scheduled = campaigns.created(1, "scheduled_at", "2026-03-02T16:00:00Z");
        var running = campaigns.created(9, "max_concurrent_calls", "1");
        var paused = campaigns.created(9);
        campaigns.step(running, "start");
        campaigns.step(paused, "start");
        campaigns.step(paused, "pause");
        assertRefused(draft, "pause", "resume", "stop");
        assertRefused(scheduled, "start", "pause", "resume", "stop", "delete");
        assertRefused(running, "start", "resume", "delete");
        assertRefused(paused, "pause", "stop", "delete");
        campaigns.step(running, "stop");
        assertRefused(running, "start", "pause", "resume", "stop", "delete");
        assertThat(client.get("/campaigns/camp_none").status()).isEqualTo(404);
        assertThat(campaigns.step("camp_none", "start").status()).isEqualTo(404);
    }

    private void assertRefused(String id, String... steps) throws IOException {
        var before = campaigns.status(id);
        for (var step : steps) {
            var answer = step.equals("delete") ? campaigns.delete(id) : campaigns.step(id, step);
            assertThat(answer.status()).as(before + " " + step).isEqualTo(409);
            assertThat(answer.text()).contains(before);
        }
        assertThat(campaigns.status(id)).isEqualTo(before);
    }

    @Test
    void takesTheDoubtfulStepsIfToldTo() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withCampaigns(new Behaviour.Campaigning(
                Duration.ZERO, Duration.ZERO, true, true, true, false, Duration.ofSeconds(2), Duration.ofSeconds(15))));
        var scheduled = campaigns.created(1, "scheduled_at", "2026-03-02T16:00:00Z");
        assertThat(campaigns.delete(scheduled).status()).isEqualTo(204);
        var stopped = campaigns.created(1, "scheduled_at", "2026-03-02T16:00:00Z");
        assertThat(campaigns.step(stopped, "stop").status()).isEqualTo(200);
        var paused = campaigns.created(1);
        campaigns.step(paused, "start");
        campaigns.step(paused, "pause");
        assertThat(campaigns.step(paused, "stop").status()).isEqualTo(200);
        clock.advance(Duration.ofDays(1));
        assertThat(emulator.rings()).hasSize(1);
    }

    @Test
    void deletesDraftsForGood() throws IOException {
        var id = campaigns.created(1);
        assertThat(campaigns.delete(id).status()).isEqualTo(204);
        assertThat(campaigns.delete(id).status()).isEqualTo(404);
        assertThat(campaigns.step(id, "start").status()).isEqualTo(404);
        assertThat(client.get("/campaigns").json().get("campaigns")).isEmpty();
    }

    @Test
    void keepsTheConcurrencyBudget() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withCaps(new Caps(6, 99, 99, 99)));
        var first = campaigns.created(1, "max_concurrent_calls", "4");
        var second = campaigns.created(1, "max_concurrent_calls", "3");
        campaigns.step(first, "start");
        var refused = campaigns.step(second, "start");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("concurrency budget");
        assertThat(campaigns.status(second)).isEqualTo("draft");
        clock.advance(Duration.ofSeconds(30)); // the first is done
        assertThat(campaigns.step(second, "start").status()).isEqualTo(200);
    }

    @Test
    void showsAListAsOldAsItsLag() throws IOException {
        emulator.behave(Behaviour.DEFAULT.withCampaigns(new Behaviour.Campaigning(
                Duration.ofSeconds(30),
                Duration.ZERO,
                false,
                false,
                false,
                false,
                Duration.ofSeconds(2),
                Duration.ofSeconds(15))));
        var id = campaigns.created(1);
        assertThat(client.get("/campaigns").json().get("campaigns")).isEmpty();
        assertThat(campaigns.status(id)).isEqualTo("draft");
        clock.advance(Duration.ofSeconds(30));
        campaigns.step(id, "start");
        var listed = client.get("/campaigns").json().get("campaigns");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("status").asText()).isEqualTo("draft");
    }

    @Test
    void pagesContactsByTheHundred() throws IOException {
        var id = campaigns.created(201);
        var last = client.get("/campaigns/" + id + "/contacts?page=2").json();
        assertThat(last.get("contacts")).hasSize(1);
        assertThat(last.get("contacts").get(0).get("phone_number").asText()).isEqualTo(number(201));
        assertThat(client.get("/campaigns/" + id + "/contacts?page=3").json().get("contacts"))
                .isEmpty();
        assertThat(client.get("/campaigns/" + id + "/contacts?page=-1").status())
                .isEqualTo(400);
    }

    @Test
    void showsNothingToAnotherAccount() throws IOException {
        try (var open = Emulator.start(Settings.defaults().withAnyKey())) {
            var ours = new CampaignClient(HubClient.of(open));
            var id = ours.created(1);
            var other = new CampaignClient(HubClient.of(open).as("sk_live_other_1"));
            assertThat(other.client().get("/campaigns/" + id).status()).isEqualTo(404);
            assertThat(other.step(id, "start").status()).isEqualTo(404);
            assertThat(other.client().get("/campaigns").json().get("campaigns")).isEmpty();
        }
    }

    @Test
    void failsForGoodOnATerminalError() throws IOException {
        var id = campaigns.created(2, "max_concurrent_calls", "1");
        campaigns.step(id, "start");
        assertThat(client.post("/_emulator/fail?campaign=" + id, null).status()).isEqualTo(200);
        clock.advance(Duration.ofHours(1));
        assertThat(campaigns.status(id)).isEqualTo("failed");
        assertThat(campaigns.contacts(id)).containsExactly("completed", "pending");
        assertThat(campaigns.step(id, "start").status()).isEqualTo(409);
    }
}
