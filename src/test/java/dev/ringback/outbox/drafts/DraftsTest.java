package dev.ringback.outbox.drafts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Behaviour;
import dev.ringback.emulator.Caps;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Ring;
import dev.ringback.emulator.Route;
import dev.ringback.hub.CampaignsClient;
import dev.ringback.outbox.Claim;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.Outcome;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that go through a draft: every step may be lost, and nobody is rung twice or forgotten. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class DraftsTest {
    private static final String ANN = "+12025550151";
    private static final String BEN = "+12025550152";
    private static final String CAT = "+12025550153";

    private final ServiceDriver world;
    private final OrphanSweep orphans;
    private final Outbox outbox;
    private final DraftReconciler reconciler;

    DraftsTest(ServiceDriver world, OrphanSweep orphans, Outbox outbox, DraftReconciler reconciler) {
        this.world = world;
        this.orphans = orphans;
        this.outbox = outbox;
        this.reconciler = reconciler;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private int rings(String number) {
        return world.hub().rings(number).size();
    }

    private String step(String kind) {
        return "SELECT count(*) FROM outbox_entry WHERE kind = '" + kind + "'";
    }

    private void dialSlowly() {
        world.dialAfter(Duration.ofMinutes(5));
    }

    // --- The usual course

    @Test
    void aCallIsStartedWithItsDraftAndPlacedOnceTheHubShowsTheDial() {
        UUID call = world.dueReminder(ANN);
        assertThat(world.send()).as("the create").isOne();
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertThat(world.send()).as("the start").isOne();
        assertThat(world.stateOf(call)).isEqualTo("started");
        world.advance(Duration.ofSeconds(5));
        assertThat(world.watch()).isPositive();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.hub().rings(ANN)).extracting(Ring::fields).containsExactly(Map.of("invoice", "A-1"));
        assertThat(world.call(call).getString("session_id")).isNotBlank();
        assertThat(world.call(call).getList("attempts.kind", String.class)).containsExactly("create", "start");
    }

    @Test
    void callsThatAreDueTogetherShareOneDraft() {
        List<UUID> calls = List.of(world.dueReminder(ANN), world.dueReminder(BEN), world.dueReminder(CAT));
        world.workUntilQuiet();
        assertThat(calls).allMatch(call -> world.stateOf(call).equals("placed"));
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isOne();
        assertThat(world.hub().requests(Route.START_CAMPAIGN).heads()).isOne();
    }

    @Test
    void twoCallsToOnePersonNeverShareADraft() {
        world.dueReminder(ANN);
        world.dueReminder(ANN);
        world.workUntilQuiet();
        assertThat(rings(ANN)).isOne();
        world.advance(Duration.ofMinutes(16));
        world.workUntilQuiet();
        assertThat(rings(ANN)).isEqualTo(2);
    }

    @Test
    void aCallWhoseBatchKeyCannotBeParsedWaitsAndTheOthersGo() {
        UUID waiting = world.dueReminder(ANN);
        UUID other = world.dueReminder(BEN);
        world.run("UPDATE outbox_entry SET lot = 'no key' WHERE call = '" + waiting + "'");
        world.workUntilQuiet();
        assertThat(world.stateOf(other)).isEqualTo("placed");
        assertThat(world.stateOf(waiting)).isEqualTo("due");
    }

    // --- Lost answers

    @Test
    void aLostCreateIsRepeatedUnderANewNameAndTheOldDraftIsSweptUp() {
        UUID call = world.dueReminder(ANN);
        world.hub().faults().next(Route.CREATE_CAMPAIGN, Fault.closeAfterEffect());
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
        orphans.sweep();
        world.workUntilQuiet();
        assertThat(world.hub().requests(Route.DELETE_CAMPAIGN).heads()).isOne();
        assertThat(world.number("SELECT count(*) FROM pause")).isZero();
    }

    @Test
    void aCreateWithoutAReadableIdCountsAsLost() {
        UUID call = world.dueReminder(ANN);
        world.hub().faults().next(Route.CREATE_CAMPAIGN, Fault.unreadable());
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isEqualTo(2);
        assertThat(rings(ANN)).isOne();
    }

    @Test
    void aStartGivenUpAsSilentStaysFencedWhateverItsProcessSaysLater() {
        UUID call = world.dueReminder(ANN);
        world.send();
        for (Outcome late : List.of(
                new Outcome.NotSent("its lease was over"),
                new Outcome.Unknown("lost"),
                new Outcome.Refused(400, "no"))) {
            Claim silent = outbox.claim(1).getFirst();
            world.advance(Duration.ofMinutes(5));
            world.sweep();
            assertThat(world.stateOf(call)).isEqualTo("unknown");
            outbox.record(silent, late);
            assertThat(world.stateOf(call)).as(late.name()).isEqualTo("unknown");
            world.send(); // the delete
            world.advance(Duration.ofMinutes(5));
            world.send(); // the next create
        }
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
        assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE state = 'UNKNOWN'"))
                .isZero();
    }

    @Test
    void anUnsureStartIsFencedByDeletingTheDraftAndTheCallIsBuiltAnew() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        world.send();
        assertThat(world.stateOf(call))
                .as("the deleted draft proves that it did not start")
                .isEqualTo("due");
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
        assertThat(world.hub().requests(Route.START_CAMPAIGN).heads()).isEqualTo(2);
    }

    @Test
    void anUnsureStartThatDidStartIsNeverRepeated() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeAfterEffect());
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("started");
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
        assertThat(world.hub().requests(Route.START_CAMPAIGN).heads()).isOne();
    }

    @Test
    void anUnsureDeleteIsRepeatedUntilItIsProved() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
        world.hub().faults().next(Route.DELETE_CAMPAIGN, Fault.closeAfterEffect());
        world.send();
        world.send();
        assertThat(world.stateOf(call)).as("nothing is proved yet").isEqualTo("unknown");
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
        assertThat(world.hub().requests(Route.DELETE_CAMPAIGN).heads()).isEqualTo(2);
    }

    @Test
    void anAbsentDraftProvesNothingUnderAnotherKeyThanItWasMadeWith() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeAfterEffect());
        world.send();
        world.run("UPDATE draft SET made_with = 'another'");
        world.hub().faults().next(Route.DELETE_CAMPAIGN, Fault.status(404, "campaign not found"));
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        assertThat(world.number(step("DELETE") + " AND state = 'DUE'")).isOne();
    }

    @Test
    void aSilentStartIsFencedToo() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.freezeBeforeEffect());
        world.sendWithoutWaiting();
        world.advance(Duration.ofMinutes(2));
        world.sweep();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        world.hub().faults().releaseFrozen();
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
    }

    static Stream<Outcome> lateOutcomes() {
        return Stream.of(
                new Outcome.NotSent("it stood still"),
                new Outcome.Refused(404, "campaign not found"),
                new Outcome.Unknown("timeout"));
    }

    @ParameterizedTest
    @MethodSource("lateOutcomes")
    void aStartThatReportsAfterItWasGivenUpDoesNotRunAgainstItsOwnDeletion(Outcome late) {
        UUID call = world.dueReminder(ANN);
        world.send();
        Claim start = outbox.claim(10).getFirst();
        world.advance(Duration.ofMinutes(2));
        world.sweep();
        outbox.record(start, late);
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
    }

    @Test
    void aReadingProvesByWhatWasKnownWhenItBegan() {
        dialSlowly();
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        world.advance(Duration.ofSeconds(5));
        DraftReconciler.Due stale = reconciler.due().getFirst();
        world.run("UPDATE draft SET state = 'ENDED'");
        var shown = new CampaignSnapshot(Map.of(), Optional.of(CampaignsClient.Status.COMPLETED));
        reconciler.apply(stale, shown);
        world.advance(Duration.ofMinutes(1));
        reconciler.apply(stale, shown);
        assertThat(world.stateOf(call)).isEqualTo("started");
    }

    // --- Gates of all rows

    @Test
    void aRowThatIsCancelledBeforeTheStartHasTheDraftDeletedAndTheOthersBuiltAnew() {
        String invoice = ServiceDriver.freshId("in_");
        UUID cancelled = world.callOf(world.stripe("invoice.upcoming", ServiceDriver.reminder(invoice, ANN)));
        UUID other = world.dueReminder(BEN);
        world.send();
        world.stripe("invoice.marked_uncollectible", "{\"id\":\"" + invoice + "\"}")
                .then()
                .statusCode(200);
        world.decide();
        world.workUntilQuiet();
        assertThat(world.stateOf(cancelled)).isEqualTo("cancelled");
        assertThat(world.stateOf(other)).isEqualTo("placed");
        assertThat(rings(ANN)).isZero();
        assertThat(rings(BEN)).isOne();
        assertThat(world.hub().requests(Route.DELETE_CAMPAIGN).heads()).isOne();
    }

    @Test
    void aNewerFactThatMeetsTheDraftHasItBuiltAnew() {
        String invoice = ServiceDriver.freshId("in_");
        UUID call = world.callOf(world.stripe("invoice.upcoming", ServiceDriver.reminder(invoice, ANN)));
        world.send();
        world.advance(Duration.ofSeconds(2));
        world.stripe("invoice.upcoming", ServiceDriver.reminder(invoice, ANN).replace("A-1", "B-2"))
                .then()
                .statusCode(200);
        world.decide();
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.hub().rings(ANN)).extracting(Ring::fields).containsExactly(Map.of("invoice", "B-2"));
    }

    @Test
    void anUndecidedCancellingEventHoldsTheStart() {
        String invoice = ServiceDriver.freshId("in_");
        UUID call = world.callOf(world.stripe("invoice.upcoming", ServiceDriver.reminder(invoice, ANN)));
        world.send();
        world.stripe("invoice.marked_uncollectible", "{\"id\":\"" + invoice + "\"}")
                .then()
                .statusCode(200);
        assertThat(world.send()).isZero();
        world.decide();
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(rings(ANN)).isZero();
    }

    @Test
    void aStartAndACallOfTheSamePersonAreNotClaimedTogether() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.dueCall(ANN);
        assertThat(world.send()).as("one of the two").isOne();
        world.workUntilQuiet();
        assertThat(rings(ANN)).isOne();
        assertThat(world.stateOf(call)).isIn("placed", "due", "waiting");
    }

    @Test
    void aPauseHoldsTheStartButNoBrake() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
        world.send();
        world.operator("/api/v1/pause", "{\"reason\":\"look\"}").then().statusCode(200);
        assertThat(world.send()).as("the delete").isOne();
        assertThat(world.stateOf(call)).isEqualTo("due");
        world.workUntilQuiet();
        assertThat(rings(ANN)).isZero();
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        world.workUntilQuiet();
        assertThat(rings(ANN)).isOne();
    }

    @Test
    void aStartForWhichTheAccountHasNoRoomWaitsItsTurn() {
        world.hub().behave(world.hub().behaviour().withCaps(new Caps(0, 1_000, 1_000, 1_000)));
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        assertThat(world.stateOf(call)).isIn("due", "waiting");
        world.hub().behave(world.hub().behaviour().withCaps(Caps.NONE));
        world.advance(Duration.ofMinutes(1));
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
    }

    @Test
    void aRefusedFileIsTriedRowByRow() {
        List<UUID> calls = List.of(world.dueReminder(ANN), world.dueReminder(BEN));
        world.hub().faults().next(Route.CREATE_CAMPAIGN, Fault.status(400, "invalid CSV: bad row at line 2"));
        world.workUntilQuiet();
        assertThat(calls).allMatch(call -> world.stateOf(call).equals("placed"));
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isEqualTo(3);
    }

    @Test
    void aCallWhoseOwnFileIsRefusedIsRefused() {
        UUID call = world.dueReminder(ANN);
        world.hub().faults().next(Route.CREATE_CAMPAIGN, Fault.status(400, "invalid form"));
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("refused");
    }

    // --- The brake

    @Test
    void aCancelWhileItsCampaignRunsStopsItAndTheOthersAreBuiltAnew() {
        dialSlowly();
        String invoice = ServiceDriver.freshId("in_");
        UUID cancelled = world.callOf(world.stripe("invoice.upcoming", ServiceDriver.reminder(invoice, ANN)));
        UUID other = world.dueReminder(BEN);
        world.send();
        world.send();
        assertThat(world.stateOf(cancelled)).isEqualTo("started");
        world.stripe("invoice.marked_uncollectible", "{\"id\":\"" + invoice + "\"}")
                .then()
                .statusCode(200);
        world.decide();
        world.hub().behave(world.hub().behaviour().withDialling(Behaviour.Dialling.DEFAULT));
        world.workUntilQuiet();
        assertThat(world.stateOf(cancelled)).isEqualTo("cancelled");
        assertThat(rings(ANN)).isZero();
        assertThat(world.stateOf(other)).isEqualTo("placed");
        assertThat(rings(BEN)).isOne();
    }

    @Test
    void anUnsureStopIsRepeatedAndOneThatDidNothingToo() {
        dialSlowly();
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        world.hub().faults().next(Route.STOP_CAMPAIGN, Fault.closeBeforeEffect());
        world.hub().faults().next(Route.STOP_CAMPAIGN, Fault.status(200, "{}"));
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(rings(ANN)).isZero();
        assertThat(world.hub().requests(Route.STOP_CAMPAIGN).heads()).isEqualTo(3);
    }

    @Test
    void whatWasNotDialledBeforeTheWindowClosesIsBuiltAnewForTheNextDay() {
        world.dialAfter(Duration.ofHours(20));
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        world.advance(Duration.ofHours(9)); // nine in the evening in New York, or ten in summer
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("waiting");
        assertThat(rings(ANN)).isZero();
        world.hub().behave(world.hub().behaviour().withDialling(Behaviour.Dialling.DEFAULT));
        world.advance(Duration.ofHours(13));
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
    }

    @Test
    void aDraftStopsByItsOwnTimeThoughItsRowsHaveALaterOne() {
        world.dialAfter(Duration.ofHours(20));
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        world.run("UPDATE outbox_entry SET stop_at = stop_at + interval '1 day' WHERE kind = 'CONTACT'");
        world.advance(Duration.ofHours(9)); // nine in the evening in New York, or ten in summer
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("waiting");
        assertThat(rings(ANN)).isZero();
    }

    @Test
    void nothingStartsWithUnderAQuarterOfAnHourOfItsWindowLeft() {
        ZonedDateTime there = world.now().atZone(ZoneId.of("America/New_York"));
        world.advance(Duration.between(there, there.with(LocalTime.of(20, 50)))); // the window closes at nine
        UUID call = world.dueReminder(ANN);
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("waiting");
    }

    @Test
    void aPersonsPauseStopsWhatIsNotDialledYet() {
        dialSlowly();
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        world.operator("/api/v1/pause", "{\"reason\":\"look\"}").then().statusCode(200);
        world.workUntilQuiet();
        assertThat(rings(ANN)).isZero();
        assertThat(world.stateOf(call)).isEqualTo("due");
    }

    // --- Readings

    @Test
    void aStatusThatProvesNothingLeavesTheCallUnknownOnceItsCampaignHasEnded() {
        dialSlowly();
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        String contacts = "{\"contacts\":[{\"id\":\"c1\",\"phone_number\":\"" + ANN + "\",\"status\":\"archived\"}]}";
        world.hub()
                .faults()
                .next(
                        Route.LIST_CONTACTS,
                        1000,
                        new Fault.Respond(
                                Fault.Point.BEFORE_EFFECT, 200, contacts, Map.of("Content-Type", "application/json")));
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
    }

    @Test
    void anUnknownRowIsSettledByAPersonOnlyOnceItsCampaignIsOver() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeAfterEffect());
        world.hub().faults().next(Route.DELETE_CAMPAIGN, Fault.closeBeforeEffect());
        world.send();
        world.operator("/api/v1/calls/" + call + "/settle", "{\"outcome\":\"not_placed\",\"note\":\"n\"}")
                .then()
                .statusCode(409);
        world.workUntilQuiet();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    // --- Restore

    @Test
    void aCampaignOfOursThatTheDatabaseDoesNotKnowPausesAllSends() {
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        world.run("TRUNCATE attempt, outbox_entry, draft_row, draft CASCADE");
        assertThat(orphans.passed()).isTrue();
        assertThat(world.get("/api/v1/status").getBoolean("paused")).isTrue();
        assertThat(world.get("/api/v1/status").getString("pauses[0].reason")).contains("does not know");
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        assertThat(orphans.passed()).isTrue();
        assertThat(world.get("/api/v1/status").getBoolean("paused"))
                .as("what was seen once is known")
                .isFalse();
    }

    /** A draft that is at the Hub, of an attempt that the database has forgotten. */
    private void forgottenDraft() {
        world.dueReminder(ANN);
        world.send();
        world.run("TRUNCATE attempt, outbox_entry, draft_row, draft CASCADE");
    }

    private long deletions() {
        return world.hub().requests(Route.DELETE_CAMPAIGN).heads();
    }

    @Test
    void aForgottenDraftIsDeletedByTheFirstSweepAfterAPersonHasResumed() {
        forgottenDraft();
        orphans.sweep();
        orphans.sweep();
        world.send();
        assertThat(deletions())
                .as("it may be the original's, of which this is a copy")
                .isZero();
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        orphans.sweep();
        world.send();
        assertThat(deletions()).isOne();
        assertThat(world.get("/api/v1/status").getBoolean("paused")).isFalse();
    }

    @Test
    void aCopysSweepDeletesNothingAlsoWhereTheAttemptIsKnown() {
        world.dueReminder(ANN);
        world.hub().faults().next(Route.CREATE_CAMPAIGN, Fault.closeAfterEffect());
        world.send(); // its draft is lost, and will be swept
        world.run("UPDATE outbox_entry SET planned = planned + 1, due_at = due_at + interval '1 hour'");
        world.run("UPDATE installation SET table_oid = table_oid + 1");
        try {
            orphans.sweep();
            assertThat(world.send()).isZero();
            assertThat(deletions()).isZero();
        } finally {
            world.run("UPDATE installation SET table_oid = table_oid - 1");
        }
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        orphans.sweep();
        world.send();
        assertThat(deletions()).isOne();
    }

    @Test
    void aPersonsPauseStopsWhatRunsAlsoWhileTheInstallationIsInDoubt() {
        dialSlowly();
        UUID call = world.dueReminder(ANN);
        world.send();
        world.send();
        world.run("UPDATE installation SET timeline = timeline - 1"); // a failover in place
        try {
            world.send();
            assertThat(world.get("/api/v1/status").getString("pauses[0].doubt")).isEqualTo("DATABASE_REPLACED");
            world.operator("/api/v1/pause", "{\"reason\":\"look\"}").then().statusCode(200);
            world.workUntilQuiet();
        } finally {
            world.run("UPDATE installation SET timeline = timeline + 1");
        }
        assertThat(rings(ANN)).isZero();
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertThat(world.get("/api/v1/status").getString("pauses[0].who")).isEqualTo("olaf");
    }

    @Test
    void aCampaignOfAnotherInstallationIsNoneOfOurs() {
        world.dueReminder(ANN);
        world.send();
        world.run("TRUNCATE attempt, outbox_entry, draft_row, draft CASCADE");
        world.run("UPDATE installation SET id = gen_random_uuid()");
        orphans.sweep();
        assertThat(world.number("SELECT count(*) FROM draft")).isZero();
    }
}
