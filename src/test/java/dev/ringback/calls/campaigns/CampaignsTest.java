package dev.ringback.calls.campaigns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.calls.Call;
import dev.ringback.emulator.Behaviour;
import dev.ringback.emulator.Ring;
import dev.ringback.emulator.Route;
import dev.ringback.outbox.Pauses;
import dev.ringback.platform.PostgresResource;
import dev.ringback.platform.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Campaigns from the first fact of a rule to their end, and what a person may do to them. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(120)
class CampaignsTest {
    private static final String ANN = "+12025550151"; // New York's hours
    private static final String BEN = "+12025550152";
    private static final String CAT = "+13125550153"; // Chicago's
    private static final String DAN = "+13035550154"; // Denver's

    private final ServiceDriver world;
    private final Campaigns campaigns;
    private final CampaignRepository stored;
    private final CampaignLifecycle lifecycle;
    private final Pauses pauses;

    CampaignsTest(
            ServiceDriver world,
            Campaigns campaigns,
            CampaignRepository stored,
            CampaignLifecycle lifecycle,
            Pauses pauses) {
        this.world = world;
        this.campaigns = campaigns;
        this.stored = stored;
        this.lifecycle = lifecycle;
        this.pauses = pauses;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private Response quote(String id, String number, String agrees) {
        return world.stripe("quote.finalized", """
                {"id":"%s","phone":"%s","agrees":%s,"name":"Name of %s"}""".formatted(id, number, agrees, id));
    }

    private UUID gathered(String number) {
        return world.callOf(quote(ServiceDriver.freshId("qt_"), number, "true"));
    }

    private Campaign only() {
        return QuarkusTransaction.requiringNew().call(() -> stored.listAll().getFirst());
    }

    private void toItsDispatch(Duration late) {
        world.advance(Duration.between(world.now(), only().startAt)
                .plus(late)
                .plusSeconds(1)); // clocks are moved by whole seconds
    }

    private int rings(String number) {
        return world.hub().rings(number).size();
    }

    /** Sends, watches and lets time pass until nothing moves any more. */
    private void settle() {
        for (int round = 0; round < 14; round++) {
            world.send();
            world.watch();
            world.sweep();
            world.advance(Duration.ofSeconds(5));
            world.hub().advance(Duration.ZERO);
        }
    }

    private void dialAfter(Duration wait, Duration call) {
        var slow = new Behaviour.Dialling(call, wait, Duration.ZERO, Set.of());
        world.hub().behave(world.hub().behaviour().withDialling(slow));
    }

    // --- Gathering and dispatch

    @Test
    void peopleAreGatheredUntilTheTickAndThenRungOnce() {
        List<UUID> calls = List.of(gathered(ANN), gathered(BEN));
        assertThat(only().state).isEqualTo(Campaign.State.GATHERING);
        settle();
        assertThat(world.hub().rings()).isEmpty();
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isZero();
        toItsDispatch(Duration.ZERO);
        settle();
        assertThat(calls).allMatch(call -> world.stateOf(call).equals("placed"));
        assertThat(List.of(rings(ANN), rings(BEN))).containsOnly(1);
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isOne();
        assertThat(only().state).isEqualTo(Campaign.State.COMPLETED);
        Progress progress = campaigns.progress(only().id);
        assertThat(progress.calls()).isEqualTo(Map.of(Call.State.PLACED, 2L));
        assertThat(progress.results().values()).containsExactly(2L);
        assertThat(progress.perMinute()).isPositive();
        assertThat(progress.nextDates()).hasSize(5).isSorted();
    }

    @Test
    void whatIsKeptOfEachContactIsWhatTheHubShowsAtTheEnd() {
        dialAfter(Duration.ZERO, Duration.ofHours(1));
        UUID call = gathered(ANN);
        toItsDispatch(Duration.ZERO);
        settle();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(campaigns.progress(only().id).results()).isEqualTo(Map.of("calling", 1L));
        world.hub().advance(Duration.ofHours(2));
        world.advance(Duration.ofMinutes(2));
        settle();
        assertThat(campaigns.progress(only().id).results()).isEqualTo(Map.of("completed", 1L));
        assertThat(world.number("SELECT count(*) FROM draft WHERE state <> 'SETTLED'"))
                .isZero();
    }

    @Test
    void whatACallComesToIsKeptThoughItsCampaignWasStoppedMeanwhile() {
        Duration hour = Duration.ofHours(1);
        world.hub()
                .behave(world.hub()
                        .behaviour()
                        .withDialling(new Behaviour.Dialling(hour, Duration.ZERO, hour, Set.of())));
        gathered(ANN);
        gathered(BEN);
        toItsDispatch(Duration.ZERO);
        world.send();
        world.send();
        await().until(() -> world.hub().rings().size() == 1);
        campaigns.pause(only().id, "olga");
        settle();
        assertThat(campaigns.progress(only().id).results()).isEqualTo(Map.of("calling", 1L, "skipped", 1L));
        world.hub().advance(hour);
        world.advance(Duration.ofMinutes(2));
        settle();
        assertThat(campaigns.progress(only().id).results()).isEqualTo(Map.of("completed", 1L, "skipped", 1L));
        assertThat(world.number("SELECT count(*) FROM draft WHERE state <> 'SETTLED'"))
                .isZero();
    }

    @Test
    void aFactAfterTheTickIsForTheNextOne() {
        gathered(ANN);
        toItsDispatch(Duration.ZERO); // and nobody has looked yet
        gathered(BEN);
        settle();
        assertThat(rings(ANN)).isOne();
        assertThat(rings(BEN)).isZero();
        assertThat(world.number("SELECT count(*) FROM campaign")).isEqualTo(2);
        world.advance(Duration.ofDays(1));
        settle();
        assertThat(rings(BEN)).isOne();
    }

    @Test
    void aTickIsOneDispatchHoweverManyReplicasLook() {
        gathered(ANN);
        toItsDispatch(Duration.ZERO);
        try (var replicas = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int replica = 0; replica < 8; replica++) {
                replicas.execute(() -> lifecycle.due().forEach(lifecycle::dispatch));
            }
        }
        assertThat(world.number(
                        "SELECT count(*) FROM audit WHERE what = 'dispatch' AND detail = 'for " + only().startAt + "'"))
                .isOne();
        assertThat(only().state).isEqualTo(Campaign.State.RUNNING);
    }

    @Test
    void aPersonIsInACampaignOnceByTheNewestFact() {
        UUID first = gathered(ANN);
        world.advance(Duration.ofMinutes(5));
        UUID second = gathered(ANN);
        assertThat(world.stateOf(first)).isEqualTo("cancelled");
        toItsDispatch(Duration.ZERO);
        settle();
        assertThat(rings(ANN)).isOne();
        assertThat(world.stateOf(second)).isEqualTo("placed");
    }

    @Test
    void withoutConsentNobodyIsGathered() {
        for (String agrees : List.of("false", "null", "\"yes\"")) {
            Response receipt = quote(ServiceDriver.freshId("qt_"), ANN, agrees);
            world.decide();
            assertThat(world.event(receipt.jsonPath().getString("event"))
                            .getString("decisions.find { it.rule == 'win-back' }.reason"))
                    .isEqualTo("no_consent");
        }
        assertThat(world.number("SELECT count(*) FROM campaign")).isZero();
    }

    @Test
    void cancelsAndOptOutsRemovePeopleUntilTheLastMoment() {
        UUID ann = world.callOf(quote("qt_ann", ANN, "true"));
        UUID ben = gathered(BEN);
        UUID cat = gathered(CAT);
        toItsDispatch(Duration.ZERO);
        world.send(); // the creates
        world.stripe("quote.accepted", "{\"id\":\"qt_ann\"}");
        world.decide();
        world.operator("/api/v1/opt-outs", "{\"number\":\"" + BEN + "\"}")
                .then()
                .statusCode(201);
        settle();
        assertThat(List.of(rings(ANN), rings(BEN), rings(CAT))).containsExactly(0, 0, 1);
        assertThat(List.of(world.stateOf(ann), world.stateOf(ben), world.stateOf(cat)))
                .containsExactly("cancelled", "cancelled", "placed");
        assertThat(only().state).isEqualTo(Campaign.State.COMPLETED);
    }

    @Test
    void draftsOfOneCampaignRunOneAfterTheOther() {
        dialAfter(Duration.ofMinutes(5), Duration.ofSeconds(30));
        gathered(ANN);
        gathered(CAT);
        gathered(DAN);
        toItsDispatch(Duration.ZERO);
        world.send();
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads())
                .as("made before their turn")
                .isEqualTo(2);
        settle();
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isEqualTo(3);
        assertThat(world.hub().requests(Route.START_CAMPAIGN).heads()).isOne();
        world.advance(Duration.ofMinutes(6));
        settle();
        assertThat(world.hub().requests(Route.START_CAMPAIGN).heads()).isEqualTo(2);
        assertThat(rings(ANN)).as("whose day ends first").isOne();
        world.advance(Duration.ofMinutes(6));
        settle();
        assertThat(rings(CAT)).isOne();
    }

    @Test
    void ofABigDraftOnlyWhatIsPendingIsReadWhileItRuns() {
        List<String> numbers = java.util.stream.IntStream.range(0, 110)
                .mapToObj(i -> "+1%d555%04d".formatted(i < 100 ? 917 : 646, 100 + i % 100))
                .toList();
        numbers.forEach(number -> quote(ServiceDriver.freshId("qt_"), number, "true"));
        world.decide();
        dialAfter(Duration.ofMinutes(5), Duration.ofMinutes(1));
        toItsDispatch(Duration.ZERO);
        settle();
        assertThat(campaigns.progress(only().id).runningPending()).isEqualTo(110);
        assertThat(campaigns.progress(only().id).calls()).isEqualTo(Map.of(Call.State.STARTED, 110L));
        for (int minute = 0; minute < 14; minute++) {
            world.advance(Duration.ofMinutes(1));
            settle();
        }
        assertThat(campaigns.progress(only().id).calls()).isEqualTo(Map.of(Call.State.PLACED, 110L));
        assertThat(world.hub().rings())
                .extracting(Ring::number)
                .doesNotHaveDuplicates()
                .hasSize(110);
        assertThat(mostAtOnce()).isEqualTo(20);
        assertThat(only().state).isEqualTo(Campaign.State.COMPLETED);
    }

    private long mostAtOnce() {
        List<Ring> rings = world.hub().rings();
        return rings.stream()
                .mapToLong(ring -> rings.stream()
                        .filter(other -> !other.instant().isAfter(ring.instant())
                                && other.instant().plus(other.duration()).isAfter(ring.instant()))
                        .count())
                .max()
                .orElse(0);
    }

    // --- Misfire

    @Test
    void aDispatchThatIsLateWithinItsGraceRunsOnce() {
        gathered(ANN);
        Instant date = only().startAt;
        toItsDispatch(Duration.ofMinutes(59));
        settle();
        assertThat(rings(ANN)).isOne();
        assertThat(only().startAt).isEqualTo(date);
        assertThat(only().state).isEqualTo(Campaign.State.COMPLETED);
    }

    @Test
    void aDispatchThatIsTooLateIsSkippedAndItsPeopleWaitForTheNext() {
        gathered(ANN);
        Instant date = only().startAt;
        toItsDispatch(Duration.ofMinutes(61));
        settle();
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isZero();
        assertThat(only().state).isEqualTo(Campaign.State.GATHERING);
        assertThat(only().reason).isEqualTo("misfire_skipped " + date);
        assertThat(only().startAt).isEqualTo(date.plus(Duration.ofDays(1)));
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
        toItsDispatch(Duration.ZERO);
        settle();
        assertThat(rings(ANN)).isOne();
    }

    @Test
    void oneThatHasNoNextDateFailsAndRingsNobody() {
        UUID call = gathered(ANN);
        world.run("UPDATE campaign SET schedule = NULL, state = 'SCHEDULED', rule = NULL");
        toItsDispatch(Duration.ofMinutes(61));
        settle();
        assertThat(only().state).isEqualTo(Campaign.State.FAILED);
        assertThat(world.call(call).getString("state")).isEqualTo("cancelled");
        assertThat(world.call(call).getString("reason")).isEqualTo("misfire_skipped");
        assertThat(world.hub().rings()).isEmpty();
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }

    /** Its round must go on for all other campaigns. */
    @Test
    void oneThatHasNoNextDateFailsAndEndsNoRound() {
        UUID call = gathered(ANN);
        world.run("UPDATE campaign SET schedule = '0 0 17 1 4 ? 2020', state = 'SCHEDULED', rule = NULL");
        toItsDispatch(Duration.ofMinutes(61));
        settle();
        assertThat(only().state).isEqualTo(Campaign.State.FAILED);
        assertThat(world.call(call).getString("state")).isEqualTo("cancelled");
        assertThat(world.hub().rings()).isEmpty();
    }

    // --- A person's control

    @Test
    void aPausedCampaignIsStoppedAtTheHubAndGoesOnAfterItsResume() {
        dialAfter(Duration.ofMinutes(5), Duration.ofSeconds(30));
        UUID call = gathered(ANN);
        toItsDispatch(Duration.ZERO);
        world.send();
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("started");
        assertThat(campaigns.pause(only().id, "olga")).isOne();
        settle();
        pauses.resumeAll("olga"); // the kill switch's, and not a campaign's
        settle();
        assertThat(world.hub().requests(Route.STOP_CAMPAIGN).heads()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertThat(only().state).isEqualTo(Campaign.State.PAUSED);
        campaigns.resume(only().id, "olga");
        assertThat(only().state).isEqualTo(Campaign.State.RUNNING);
        settle();
        world.advance(Duration.ofMinutes(6));
        settle();
        assertThat(rings(ANN)).isOne();
        assertThat(only().state).isEqualTo(Campaign.State.COMPLETED);
        assertThat(campaigns.progress(only().id).results().values())
                .as("one of each person, who was a row of two drafts")
                .containsExactly(1L);
    }

    @Test
    void oneThatGathersMayBePausedAndGathersOn() {
        gathered(ANN);
        campaigns.pause(only().id, "olga");
        gathered(BEN);
        assertThat(world.number("SELECT count(*) FROM campaign")).isOne();
        campaigns.resume(only().id, "olga");
        assertThat(only().state).isEqualTo(Campaign.State.GATHERING);
        toItsDispatch(Duration.ZERO);
        settle();
        assertThat(List.of(rings(ANN), rings(BEN))).containsOnly(1);
    }

    @Test
    void aStoppedCampaignRingsNobodyMoreAndSaysWhomItCannotTakeBack() {
        dialAfter(Duration.ofMinutes(5), Duration.ofSeconds(30));
        UUID started = gathered(ANN);
        UUID waiting = gathered(CAT);
        toItsDispatch(Duration.ZERO);
        world.send();
        world.send();
        assertThat(List.of(world.stateOf(started), world.stateOf(waiting))).containsExactly("started", "due");
        assertThat(campaigns.stop(only().id, "olga")).isOne();
        assertThat(world.stateOf(waiting)).isEqualTo("cancelled");
        settle();
        world.advance(Duration.ofMinutes(10));
        settle();
        assertThat(world.stateOf(started)).isEqualTo("cancelled");
        assertThat(world.hub().rings()).isEmpty();
        assertThat(only().state).isEqualTo(Campaign.State.STOPPED);
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
        assertThatThrownBy(() -> campaigns.resume(only().id, "olga")).isInstanceOf(Problem.Thrown.class);
    }

    @Test
    void anOptOutDuringARunTakesEffectAndTheTimeItTookIsShown() {
        dialAfter(Duration.ofMinutes(5), Duration.ofSeconds(30));
        UUID call = gathered(ANN);
        gathered(BEN);
        toItsDispatch(Duration.ZERO);
        world.send();
        world.send();
        world.operator("/api/v1/opt-outs", "{\"number\":\"" + ANN + "\"}")
                .then()
                .statusCode(201);
        settle();
        world.advance(Duration.ofMinutes(6));
        settle();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(List.of(rings(ANN), rings(BEN))).containsExactly(0, 1);
        assertThat(campaigns.progress(only().id).optOutEffectAfter())
                .isPositive()
                .isLessThan(Duration.ofMinutes(2));
    }
}
