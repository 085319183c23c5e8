package dev.ringback.calls.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A campaign or a rule that fails keeps nothing else from going; a dispatch waits for events from before its date. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(120)
class FailingCampaignTest {
    private static final String ANN = "+12025550151";
    private static final String BEN = "+12025550152";

    private final ServiceDriver world;
    private final CampaignRepository stored;

    FailingCampaignTest(ServiceDriver world, CampaignRepository stored) {
        this.world = world;
        this.stored = stored;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private Response quote(String number) {
        return world.stripe("quote.finalized", """
                {"id":"%s","phone":"%s","agrees":true,"name":"N"}""".formatted(ServiceDriver.freshId("qt_"), number));
    }

    private Campaign only() {
        return QuarkusTransaction.requiringNew().call(() -> stored.listAll().getFirst());
    }

    private void toItsDispatch(Duration late) {
        world.advance(Duration.between(world.now(), only().startAt).plus(late).plusSeconds(1));
    }

    private int rings(String number) {
        return world.hub().rings(number).size();
    }

    /** A campaign whose schedule nobody can read any more, and that is to be skipped to its next date. */
    private void aCampaignThatFails() {
        world.callOf(quote(ANN));
        world.run("UPDATE campaign SET schedule = 'every noon'");
        toItsDispatch(Duration.ofHours(2));
    }

    @Test
    void aCampaignThatFailsDoesNotKeepBrakesAndCallsFromGoing() {
        UUID row = world.dueReminder(BEN);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, Fault.closeBeforeEffect());
        world.send();
        assertThat(world.stateOf(row)).isEqualTo("unknown");
        aCampaignThatFails();
        UUID call = world.dueCall("+12025550153");
        world.send();
        assertThat(world.hub().requests(Route.DELETE_CAMPAIGN).heads()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        world.send();
        assertThat(rings(ANN)).as("of the date that could not be skipped").isZero();
    }

    @Test
    void aCampaignThatFailsDoesNotKeepAnotherFromItsDate() {
        aCampaignThatFails();
        world.run("UPDATE campaign SET rule = 'another-rule'");
        world.callOf(quote(BEN));
        world.run("UPDATE campaign SET start_at = ringback_now() WHERE rule = 'win-back'");
        world.run(
                "UPDATE outbox_entry SET due_at = ringback_now(), planned = planned + 1 WHERE person = '" + BEN + "'");
        world.send();
        assertThat(world.number("SELECT count(*) FROM campaign WHERE rule = 'win-back' AND started_at IS NOT NULL"))
                .isOne();
    }

    @Test
    void aRuleThatFailsIsThatRulesErrorAndTheOthersDecide() {
        world.run(
                "ALTER TABLE campaign ADD CONSTRAINT refuse CHECK (rule IS DISTINCT FROM 'win-back')"); // a bug of ours
        JsonPath event;
        try {
            Response receipt = quote(ANN);
            world.decide();
            event = world.event(receipt.path("event"));
        } finally {
            world.run("ALTER TABLE campaign DROP CONSTRAINT refuse");
        }
        assertThat(event.getString("state")).isEqualTo("decided");
        assertThat(event.getString("decisions.find { it.rule == 'win-back' }.reason"))
                .isEqualTo("rule_error");
        assertThat(world.number("SELECT count(*) FROM alarm WHERE kind = 'rule_failed' AND object = 'win-back'"))
                .isOne();
    }

    // --- Events from before the date

    @Test
    void aDispatchWaitsForTheDecisionOfAnEventFromBeforeItsDate() {
        world.callOf(quote(ANN));
        Response late = quote(BEN);
        toItsDispatch(Duration.ofSeconds(1));
        world.send();
        assertThat(only().state).isEqualTo(Campaign.State.GATHERING);
        assertThat(only().reason).contains("waits for the decision of events").contains("at the latest");
        assertThat(world.hub().requests(Route.CREATE_CAMPAIGN).heads()).isZero();
        world.decide();
        UUID call = world.event(late.path("event")).getUUID("decisions[0].call");
        for (int round = 0; round < 14; round++) {
            world.send();
            world.watch();
            world.advance(Duration.ofSeconds(5));
            world.hub().advance(Duration.ZERO);
        }
        assertThat(world.number("SELECT count(*) FROM campaign")).isOne();
        assertThat(only().reason).isNull();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings(ANN)).isOne();
        assertThat(rings(BEN)).isOne();
    }

    @Test
    void itWaitsNoLongerThanItsBound() {
        world.callOf(quote(ANN));
        quote(BEN);
        toItsDispatch(Duration.ofMinutes(9));
        world.send();
        assertThat(only().state).isEqualTo(Campaign.State.GATHERING);
        world.advance(Duration.ofMinutes(2));
        world.send();
        assertThat(only().state).isEqualTo(Campaign.State.RUNNING);
    }
}
