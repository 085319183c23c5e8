package dev.ringback.outbox.drafts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Route;
import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.CampaignsClient.Contact;
import dev.ringback.hub.CampaignsClient.Status;
import dev.ringback.platform.PostgresResource;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A campaign that the Hub calls running and that nobody carries on: seen, stopped, read and built anew. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class StalledDraftsTest {
    private static final String ANN = "+12025550151";
    private static final String BEN = "+12025550152";
    private static final Map<String, String> NOBODY = Map.of(ANN, "pending", BEN, "pending");
    private static final Map<String, String> ANN_TALKS = Map.of(ANN, "calling", BEN, "pending");

    private final ServiceDriver world;
    private final DraftReconciler reconciler;

    StalledDraftsTest(ServiceDriver world, DraftReconciler reconciler) {
        this.world = world;
        this.reconciler = reconciler;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        world.dialAfter(Duration.ofMinutes(1));
    }

    private List<UUID> started(String... numbers) {
        List<UUID> calls = IntStream.range(0, numbers.length)
                .mapToObj(i -> world.dueReminder(numbers[i]))
                .toList();
        world.send();
        world.send();
        assertThat(calls).extracting(world::stateOf).containsOnly("started");
        return calls;
    }

    private long stops() {
        return world.number("SELECT count(*) FROM outbox_entry WHERE kind = 'STOP'");
    }

    private long alarms() {
        return world.number("SELECT count(*) FROM alarm WHERE kind = 'campaign_stalled'");
    }

    private void watchFor(Duration time) {
        for (Duration past = Duration.ZERO; past.compareTo(time) < 0; past = past.plusSeconds(30)) {
            world.advance(Duration.ofSeconds(30));
            world.hub().advance(Duration.ZERO);
            world.watch();
        }
    }

    // --- The whole course, at the emulated Hub

    @Test
    void aCampaignThatIsRunningWithNobodyDiallingIsStoppedReadAndBuiltAnew() {
        List<UUID> calls = started(ANN, BEN);
        assertThat(world.hub().stallCampaigns()).isOne();
        watchFor(Duration.ofMinutes(4));
        assertThat(stops()).isZero();
        assertThat(calls).extracting(world::stateOf).containsOnly("started");
        watchFor(Duration.ofMinutes(3));
        assertThat(stops()).isOne();
        assertThat(alarms()).isOne();
        assertThat(world.number("SELECT count(*) FROM draft WHERE stalled_at IS NOT NULL"))
                .isOne();
        for (int i = 0; i < 10; i++) {
            world.workUntilQuiet();
        }
        assertThat(calls).extracting(world::stateOf).containsOnly("placed");
        assertThat(world.hub().rings(ANN)).hasSize(1);
        assertThat(world.hub().rings(BEN)).hasSize(1);
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isEqualTo(2);
        assertThat(stops()).as("the new one went on").isOne();
    }

    @Test
    void aCampaignThatDialsLateIsLeftAlone() {
        List<UUID> calls = started(ANN, BEN);
        watchFor(Duration.ofMinutes(10));
        assertThat(calls).extracting(world::stateOf).containsOnly("placed");
        assertThat(stops()).isZero();
    }

    // --- What explains that nothing changes

    private DraftReconciler.Due due;

    /** A running draft of two rows of which so many dial at once, to be shown readings. */
    private void running(int atOnce) {
        started(ANN, BEN);
        world.run("UPDATE draft SET max_concurrent = " + atOnce);
        world.advance(Duration.ofSeconds(5));
        due = reconciler.due().getFirst();
    }

    private void shown(Map<String, String> statuses, Status status) {
        Map<PhoneNumber, Contact> contacts = new HashMap<>();
        statuses.forEach((number, shown) ->
                contacts.put(new PhoneNumber(number), new Contact("contact_1", number, shown, Map.of(), 0, null)));
        reconciler.apply(due, new CampaignSnapshot(contacts, Optional.of(status)));
    }

    private void isStoppedAfter(Duration time, Map<String, String> statuses) {
        shown(statuses, Status.RUNNING);
        world.advance(time.minusSeconds(5));
        shown(statuses, Status.RUNNING);
        assertThat(stops()).as("before").isZero();
        world.advance(Duration.ofSeconds(10));
        shown(statuses, Status.RUNNING);
        assertThat(stops()).as("after").isOne();
        shown(statuses, Status.RUNNING);
        assertThat(stops()).isOne();
        assertThat(alarms()).as("told once").isOne();
    }

    @Test
    void fiveMinutesWithoutAChangeAreTheDefault() {
        running(1);
        isStoppedAfter(Duration.ofMinutes(5), NOBODY);
    }

    @Test
    void aLongCallIsNoStallWhileNoneMoreMayBeMadeAtOnce() {
        running(1);
        isStoppedAfter(Duration.ofHours(1), ANN_TALKS);
    }

    @Test
    void aCallThatGoesOnExplainsNothingWhileAnotherMayBeMade() {
        running(2);
        isStoppedAfter(Duration.ofMinutes(5), ANN_TALKS);
    }

    @Test
    void anyChangeOfARowIsProgress() {
        running(1);
        shown(NOBODY, Status.RUNNING);
        world.advance(Duration.ofMinutes(4));
        shown(ANN_TALKS, Status.RUNNING);
        world.advance(Duration.ofMinutes(4));
        shown(Map.of(ANN, "completed", BEN, "pending"), Status.RUNNING);
        world.advance(Duration.ofMinutes(4));
        shown(Map.of(ANN, "completed", BEN, "pending"), Status.RUNNING);
        assertThat(stops()).isZero();
    }

    @Test
    void whoPausesItAtTheHubWantsItToStandStill() {
        running(1);
        shown(NOBODY, Status.PAUSED);
        world.advance(Duration.ofMinutes(20));
        shown(NOBODY, Status.PAUSED);
        assertThat(stops()).isZero();
    }

    @Test
    void capsThatLeaveNoRoomExplainIt() {
        running(1);
        world.run("UPDATE quota SET daily_calls_max = 1");
        shown(NOBODY, Status.RUNNING);
        world.advance(Duration.ofMinutes(6));
        shown(NOBODY, Status.RUNNING);
        assertThat(stops()).isZero();
    }

    @Test
    void aCampaignThatIsStoppedAlreadyIsNotStoppedAgain() {
        running(1);
        shown(NOBODY, Status.RUNNING);
        world.operator("/api/v1/pause", "{}").then().statusCode(200);
        world.watch();
        assertThat(stops()).isOne();
        world.advance(Duration.ofMinutes(6));
        shown(NOBODY, Status.RUNNING);
        assertThat(stops()).isOne();
        assertThat(alarms()).isZero();
    }

    // --- A large one, of which only the rows are counted that are not dialled yet

    @Test
    void aLargeCampaignIsJudgedByHowManyRowsAreToCome() {
        running(5);
        assertThat(reconciler.goesOn(due, Status.RUNNING, 90)).isFalse();
        world.advance(Duration.ofMinutes(4));
        assertThat(reconciler.goesOn(due, Status.RUNNING, 89)).isFalse();
        world.advance(Duration.ofMinutes(4));
        assertThat(reconciler.goesOn(due, Status.RUNNING, 89)).isFalse();
        world.advance(Duration.ofMinutes(2));
        assertThat(reconciler.goesOn(due, Status.RUNNING, 89)).isTrue();
        reconciler.standsStill(due, 5);
        assertThat(stops()).as("all it may make at once go on").isZero();
        reconciler.standsStill(due, 4);
        assertThat(stops()).isOne();
    }

    @Test
    void aLargeCampaignThatStallsAtTheHubIsStopped() {
        for (int i = 0; i < CampaignsClient.CONTACTS_A_PAGE + 5; i++) {
            world.stripe("quote.finalized", """
                    {"id":"%s","phone":"+1917555%04d","agrees":true,"name":"N"}""".formatted(ServiceDriver.freshId("qt_"), 100 + i));
        }
        world.decide();
        world.advance(Duration.ofHours(21)); // an hour before its date
        for (int i = 0; i < 60 && world.number("SELECT count(*) FROM draft WHERE state = 'STARTED'") == 0; i++) {
            world.advance(Duration.ofMinutes(5));
            world.send();
        }
        assertThat(world.hub().stallCampaigns()).isOne();
        watchFor(Duration.ofMinutes(4));
        assertThat(world.number("SELECT count(*) FROM draft WHERE pending > 100"))
                .as("only counted")
                .isOne();
        assertThat(stops()).isZero();
        watchFor(Duration.ofMinutes(4));
        assertThat(stops()).isOne();
    }
}
