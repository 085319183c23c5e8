package dev.ringback.outbox.drafts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.hub.CampaignsClient;
import dev.ringback.hub.CampaignsClient.Campaign;
import dev.ringback.hub.Hub;
import dev.ringback.hub.HubAnswer;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.Rows;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.Outcome;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What of the two-phase protocol shows only in rare moments: late answers, conflicts, half an end. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class FencesTest {
    private static final String ANN = "+12025550151";

    private final ServiceDriver world;
    private final Outbox outbox;
    private final DraftReconciler reconciler;
    private final DraftRepository drafts;
    private final OrphanSweep orphans;
    private final Hub hub;

    FencesTest(
            ServiceDriver world,
            Outbox outbox,
            DraftReconciler reconciler,
            DraftRepository drafts,
            OrphanSweep orphans,
            Hub hub) {
        this.world = world;
        this.outbox = outbox;
        this.reconciler = reconciler;
        this.drafts = drafts;
        this.orphans = orphans;
        this.hub = hub;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    /** A call of a campaign that has not dialled it, and will not for a while. */
    private UUID undialled() {
        world.dialAfter(Duration.ofHours(1));
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("started");
        return call;
    }

    private void cancel(UUID call) {
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
    }

    private void isPlacedWithOneRing(UUID call) {
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.hub().rings(ANN)).hasSize(1);
    }

    private long heads(Route route) {
        return world.hub().requests(route).heads();
    }

    private long steps(String kind) {
        return world.number("SELECT count(*) FROM outbox_entry WHERE kind = '" + kind + "'");
    }

    private List<Campaign> campaigns() {
        var answer = hub.read(CampaignsClient.class, CampaignsClient::list, Urgency.URGENT);
        return answer instanceof HubAnswer.Done<Rows<Campaign>>(var status, var rows)
                ? rows.orElseThrow().items()
                : List.of();
    }

    // --- Late answers

    @Test
    void aSilentStartThatDidStartIsNeverRepeated() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.freezeAfterEffect());
        world.sendWithoutWaiting();
        await().until(() -> world.hub().rings(ANN).size() == 1);
        world.advance(Duration.ofMinutes(2));
        world.sweep();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        world.workUntilQuiet();
        isPlacedWithOneRing(call);
        assertThat(heads(Route.START_CAMPAIGN)).isOne();
    }

    @Test
    void aCreateThatAnswersLateIsDeleted() {
        world.dueReminder(ANN);
        world.hub().faults().next(Route.CREATE_CAMPAIGN, Fault.freezeAfterEffect());
        world.sendWithoutWaiting();
        await().until(() -> !campaigns().isEmpty());
        world.advance(Duration.ofMinutes(10));
        world.sweep();
        world.advance(Duration.ofSeconds(10));
        world.send();
        assertThat(heads(Route.CREATE_CAMPAIGN)).isEqualTo(2);
        world.hub().faults().releaseFrozen();
        await().until(() -> steps("DELETE") == 1);
        world.send();
        assertThat(campaigns()).hasSize(1);
    }

    @Test
    void aCreateWhoseAnswerMayStillComeIsNoOrphan() {
        UUID call = world.dueReminder(ANN);
        world.hub().faults().next(Route.CREATE_CAMPAIGN, Fault.freezeAfterEffect());
        world.sendWithoutWaiting();
        await().until(() -> !campaigns().isEmpty());
        orphans.sweep();
        assertThat(steps("DELETE")).isZero();
        world.hub().faults().releaseFrozen();
        await().until(() -> steps("START") == 1);
        world.workUntilQuiet();
        isPlacedWithOneRing(call);
    }

    @Test
    void eachAttemptToCreateHasItsOwnName() {
        world.dueReminder(ANN);
        world.hub().faults().next(Route.CREATE_CAMPAIGN, Fault.closeAfterEffect());
        world.send();
        world.advance(Duration.ofSeconds(10));
        world.send();
        assertThat(campaigns()).extracting(Campaign::name).hasSize(2).doesNotHaveDuplicates();
    }

    /** Against all that is assumed of the Hub. */
    @Test
    void aDraftThatStartsThoughItWasDeletedIsStoppedAndAlarms() {
        UUID call = world.dueReminder(ANN);
        world.send();
        Claim start = outbox.claim(1).getFirst();
        world.advance(Duration.ofMinutes(2));
        world.sweep();
        world.send();
        assertThat(world.stateOf(call)).as("its draft is gone").isEqualTo("due");
        outbox.record(start, new Outcome.Done(null));
        assertThat(world.number("SELECT count(*) FROM alarm")).isOne();
        assertThat(reconciler.brake()).as("its row is no longer of it").isOne();
    }

    @Test
    void aRingOfAnEarlierDraftEndsTheCallAsPlaced() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
        world.send();
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("due");
        QuarkusTransaction.requiringNew()
                .run(() -> outbox.dialled(call, drafts.listAll().getFirst().id, "sess_1"));
        assertThat(world.stateOf(call)).isEqualTo("placed");
        world.workUntilQuiet();
        assertThat(world.hub().rings(ANN)).isEmpty();
    }

    // --- Conflicts and refusals of steps

    @Test
    void aConflictOfADeleteIsNotBelievedBeforeTheStateIsRead() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
        world.send();
        world.hub().faults().next(Route.DELETE_CAMPAIGN, Fault.status(409, "busy"));
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        world.workUntilQuiet();
        isPlacedWithOneRing(call);
        assertThat(heads(Route.DELETE_CAMPAIGN)).isEqualTo(2);
    }

    @Test
    void aConflictOfAStartThatRunsIsAStart() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.statusAfterEffect(409, "it runs"));
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("started");
        world.workUntilQuiet();
        isPlacedWithOneRing(call);
        assertThat(heads(Route.START_CAMPAIGN)).isOne();
    }

    @Test
    void aTextThatNoDatabaseTakesIsRecorded() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeAfterEffect());
        world.hub().faults().next(Route.DELETE_CAMPAIGN, Fault.unreadable()); // a 409 with a NUL in its text
        world.send();
        world.workUntilQuiet();
        isPlacedWithOneRing(call);
        assertThat(heads(Route.DELETE_CAMPAIGN)).isOne();
    }

    @Test
    void aConflictOfAStartWhoseStateCannotBeReadIsUnknown() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.status(409, "who knows"));
        world.hub().faults().next(Route.GET_CAMPAIGN, 20, Fault.status(403, "not now"));
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
    }

    @Test
    void aDraftThatSomebodyDeletedIsBuiltAnew() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.status(404, "campaign not found"));
        world.workUntilQuiet();
        isPlacedWithOneRing(call);
        assertThat(heads(Route.CREATE_CAMPAIGN)).isEqualTo(2);
    }

    @Test
    void aRefusedBrakeIsRepeated() {
        UUID call = undialled();
        world.hub().faults().next(Route.STOP_CAMPAIGN, Fault.status(403, "not you"));
        cancel(call);
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(heads(Route.STOP_CAMPAIGN)).isEqualTo(2);
    }

    // --- What brakes

    @Test
    void aCampaignWithARowThatIsHeldIsStopped() {
        undialled();
        assertThat(reconciler.brake()).isZero();
        world.run("UPDATE outbox_entry SET held = 'failed_cancel' WHERE kind = 'CONTACT'");
        assertThat(reconciler.brake()).isOne();
    }

    @Test
    void aPauseThatNoPersonSetStopsNoRunningCampaign() {
        undialled();
        world.run("INSERT INTO pause (scope, reason, who) VALUES ('account', '401', 'ringback')");
        assertThat(reconciler.brake()).isZero();
    }

    // --- Readings

    private void read(UUID call, String contactStatus, String thenState) {
        world.advance(Duration.ofSeconds(3));
        String contacts = "{\"contacts\":[{\"id\":\"c1\",\"phone_number\":\"%s\",\"status\":\"%s\"}]}"
                .formatted(ANN, contactStatus);
        world.hub()
                .faults()
                .next(
                        Route.LIST_CONTACTS,
                        new Fault.Respond(
                                Fault.Point.BEFORE_EFFECT, 200, contacts, Map.of("Content-Type", "application/json")));
        assertThat(world.watch()).as("readings").isOne();
        assertThat(world.stateOf(call)).isEqualTo(thenState);
    }

    @Test
    void aCampaignThatCannotBeReadMakesItsRowsUnknownUntilItCan() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        world.hub()
                .faults()
                .next(Route.LIST_CONTACTS, 20, Fault.status(404, "campaign not found")); // another account's
        world.advance(Duration.ofMinutes(1));
        assertThat(world.watch()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("started");
        world.advance(Duration.ofHours(30));
        assertThat(world.watch()).isPositive();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        assertThat(world.watch()).as("readings at once").isZero();
        world.hub().faults().clear();
        world.workUntilQuiet();
        isPlacedWithOneRing(call);
    }

    private UUID stopped() {
        UUID call = undialled();
        cancel(call);
        assertThat(reconciler.brake()).isOne();
        world.send();
        return call;
    }

    @Test
    void aRowThatARunningCampaignHasNotDialledStaysStarted() {
        UUID call = undialled();
        for (int reading = 0; reading < 3; reading++) {
            world.advance(Duration.ofMinutes(1));
            assertThat(world.watch()).isOne();
            assertThat(world.stateOf(call)).isEqualTo("started");
        }
    }

    @Test
    void oneReadingOfAnEndedCampaignProvesNothing() {
        UUID call = stopped();
        read(call, "pending", "started"); // its contacts may be older than its end
        read(call, "pending", "started");
        read(call, "pending", "cancelled");
    }

    @Test
    void aStatusThatChangesAfterTheEndIsReadTwiceAnew() {
        UUID call = stopped();
        read(call, "pending", "started");
        read(call, "pending", "started");
        read(call, "skipped", "started");
        read(call, "skipped", "cancelled");
    }

    // --- Caps

    @Test
    void aCapOfCallsDoesNotPutOffABrake() {
        UUID call = undialled();
        world.hub().faults().next(Route.STOP_CAMPAIGN, Fault.capReached("Daily call limit reached"));
        cancel(call);
        world.watch();
        world.send();
        world.advance(Duration.ofSeconds(3));
        assertThat(world.send()).as("again within seconds, and not tomorrow").isOne();
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
    }

    @Test
    void noDraftIsMadeThatTheCapsWouldNeverLetStart() {
        world.run("UPDATE quota SET calls_per_minute = 2");
        for (int i = 0; i < 3; i++) {
            world.dueReminder("+1202555015" + i);
        }
        world.workUntilQuiet();
        assertThat(world.number("SELECT max(max_concurrent) FROM draft")).isEqualTo(2);
        assertThat(world.number("SELECT max(count) FROM (SELECT count(*) FROM draft_row GROUP BY draft) AS rows"))
                .as("rows of a draft, which all dial at once")
                .isEqualTo(2);
        world.advance(Duration.ofMinutes(2));
        world.workUntilQuiet();
        assertThat(world.number("SELECT count(*) FROM call WHERE state = 'PLACED'"))
                .isEqualTo(3);
    }

    @Test
    void aDraftThatNoLongerFitsUnderALoweredCapIsBuiltAnew() {
        for (int i = 0; i < 3; i++) {
            world.dueReminder("+1202555015" + i);
        }
        world.send();
        world.run("UPDATE quota SET calls_per_minute = 2");
        assertThat(world.send()).isZero();
        world.advance(Duration.ofMinutes(2));
        world.workUntilQuiet();
        world.advance(Duration.ofMinutes(2));
        world.workUntilQuiet();
        assertThat(world.number("SELECT count(*) FROM call WHERE state = 'PLACED'"))
                .isEqualTo(3);
    }
}
