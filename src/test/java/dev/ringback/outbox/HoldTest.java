package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Fault.Point;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a 429 stops and for how long, what goes on all the same, and how a person ends it. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class HoldTest {
    private static final String NUMBER = "+12025550142";
    private static final String LIMITED = "rate_limited: per-minute (60) exceeded";
    private static final String ABSURD = "999999";

    private final ServiceDriver world;

    HoldTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private static Fault refusal(String text, String retryAfter) {
        return new Fault.Respond(Point.BEFORE_EFFECT, 429, text, Map.of("Retry-After", retryAfter));
    }

    private UUID attempted(Fault fault) {
        UUID call = world.dueCall(NUMBER);
        world.hub().faults().next(Route.ORIGINATE, fault);
        assertThat(world.send()).isOne();
        return call;
    }

    private JsonPath status() {
        return world.get("/api/v1/status");
    }

    private Duration until(String what) {
        return Duration.between(world.now(), Instant.parse(status().getString(what)));
    }

    private void resume() {
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
    }

    private long audited(String object) {
        return world.number("SELECT count(*) FROM audit WHERE what = 'resume' AND object = '" + object
                + "' AND at > ringback_now() - interval '1 minute'");
    }

    // --- An hour at most

    @Test
    void theLongestHoldThatIsBelievedIsAnHour() {
        UUID call = attempted(refusal(LIMITED, ABSURD));
        assertThat(until("quota.held_until")).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
        assertThat(status().getString("quota.held_by")).contains(LIMITED);
        world.advance(Duration.ofMinutes(61));
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Concurrent call limit reached", "Call rate limit", "the moon is full"})
    void theLongestBlockOfDiallingThatIsBelievedIsAnHour(String text) {
        UUID call = attempted(refusal(text, ABSURD));
        assertThat(until("quota.dial_blocked_until")).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
        world.advance(Duration.ofMinutes(61));
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aReadingThatIsToldAnAbsurdTimeHoldsForAnHour() {
        world.dialAfter(Duration.ofMinutes(5));
        world.dueReminder(NUMBER);
        world.send();
        world.send();
        world.hub().faults().next(Route.LIST_CONTACTS, 5, refusal(LIMITED, ABSURD));
        world.advance(Duration.ofSeconds(5));
        world.watch();
        assertThat(until("quota.held_until")).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    }

    @Test
    void aNegativeTimeIsNoneAndTheUsualWaitHolds() {
        attempted(refusal(LIMITED, "-5"));
        assertThat(until("quota.held_until")).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(67));
    }

    // --- Brakes try all the same

    @Test
    void aBrakeTriesDuringAHoldAtASmallRate() {
        world.dialAfter(Duration.ofMinutes(50));
        UUID first = world.dueReminder("+12025550151");
        world.send();
        world.send();
        world.advance(Duration.ofSeconds(3));
        UUID second = world.dueReminder("+12025550152");
        world.send();
        world.send();
        attempted(refusal(LIMITED, ABSURD));
        for (UUID call : new UUID[] {first, second}) {
            world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        }
        world.watch();
        world.hub().faults().next(Route.STOP_CAMPAIGN, refusal(LIMITED, ABSURD));
        assertThat(world.send()).as("the Hub was asked a moment ago").isZero();
        world.advance(Duration.ofSeconds(11));
        assertThat(world.send()).as("one of the two").isOne();
        assertThat(world.send()).isZero();
        world.advance(Duration.ofSeconds(11));
        assertThat(world.send()).isOne();
        world.advance(Duration.ofSeconds(11));
        assertThat(world.send())
                .as("the one that was refused is not put off for the hour")
                .isOne();
        assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE kind = 'STOP' AND state = 'DONE'"))
                .isEqualTo(2);
        assertThat(until("quota.held_until")).isPositive();
    }

    // --- A person ends it

    @Test
    void resumeLiftsAHold() {
        UUID call = attempted(refusal(LIMITED, ABSURD));
        UUID other = world.dueCall(ServiceDriver.freshNumber());
        assertThat(world.send()).isZero();
        resume();
        assertThat(status().getString("quota.held_until")).isNull();
        assertThat(status().getString("quota.held_by")).isNull();
        assertThat(world.send()).as("the call that was told to wait, too").isEqualTo(2);
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.stateOf(other)).isEqualTo("placed");
        assertThat(audited("requests")).isOne();
        resume();
        assertThat(audited("requests")).as("nothing was left to lift").isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"the moon is full", "Call rate limit"})
    void resumeLiftsABlockOfDialling(String text) {
        UUID call = attempted(Fault.capReached(text));
        assertThat(world.send()).isZero();
        resume();
        assertThat(status().getString("quota.dial_blocked_until")).isNull();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.hub().rings(NUMBER)).hasSize(1);
        assertThat(audited("dialling")).isOne();
    }

    @Test
    void resumeLetsAStartGoOnThatWasPutOff() {
        UUID call = world.dueReminder(NUMBER);
        world.send();
        world.hub().faults().next(Route.START_CAMPAIGN, refusal(LIMITED, ABSURD));
        world.send();
        assertThat(world.send()).isZero();
        resume();
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("started");
    }

    @Test
    void resumeDoesNotShortenTheWaitThatANewerFactBegan() {
        long order = System.nanoTime();
        UUID call = world.callOf(world.shopify("orders/create", world.order(order, NUMBER)));
        world.advance(Duration.ofMinutes(11));
        world.hub().faults().next(Route.ORIGINATE, refusal(LIMITED, ABSURD));
        assertThat(world.send()).isOne();
        world.callOf(world.shopify("orders/create", world.order(order, NUMBER))); // it waits ten minutes again
        resume();
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("waiting");
        world.advance(Duration.ofMinutes(11));
        assertThat(world.send()).isOne();
    }

    @Test
    void resumeRingsNobodyOutsideTheWindow() {
        UUID call = world.dueCall("+442079460123");
        world.hub().faults().next(Route.ORIGINATE, Fault.capReached("Daily call limit reached"));
        world.send();
        world.advance(Duration.ofHours(5)); // ten in the evening in London
        resume();
        assertThat(world.send()).isZero();
        assertThat(Instant.parse(world.call(call).getString("not_before"))).isAfter(world.now());
    }
}
