package dev.ringback.calls.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.Outcome;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of an unknown call by the carrier's log, and by all that is no proof. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = CarrierPorts.class, scope = TestResourceScope.GLOBAL)
@Timeout(60)
class SettlementTest {
    private static final String NUMBER = "+12025550143";
    private static final String OTHER = "+12025550144";
    private static final Duration A_WHILE = Duration.ofMinutes(5);
    private static final Duration OVER = Duration.ofMinutes(16);

    private final ServiceDriver world;
    private final Outbox outbox;
    private final Settlement settlement;
    private final int twilioPort;
    private final int plivoPort;
    private FakeTwilio twilio;
    private FakePlivo plivo;

    SettlementTest(
            ServiceDriver world,
            Outbox outbox,
            Settlement settlement,
            @ConfigProperty(name = "test.twilio.port") int twilioPort,
            @ConfigProperty(name = "test.plivo.port") int plivoPort) {
        this.world = world;
        this.outbox = outbox;
        this.settlement = settlement;
        this.twilioPort = twilioPort;
        this.plivoPort = plivoPort;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
        twilio = new FakeTwilio(twilioPort);
        plivo = new FakePlivo(plivoPort);
    }

    @AfterEach
    void stop() {
        twilio.close();
        plivo.close();
    }

    /** A call whose answer was lost: before the Hub dialled, or after. The log shows nothing of it yet. */
    private UUID unknown(Fault fault) {
        world.hub().faults().next(Route.ORIGINATE, fault);
        UUID call = world.dueCall(NUMBER);
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        return call;
    }

    private UUID unknown() {
        return unknown(Fault.closeBeforeEffect());
    }

    /** A call to somebody else that is known to have been placed. */
    private UUID placed(String number) {
        UUID call = world.dueCall(number);
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        return call;
    }

    /** One that the log shows too. */
    private void control() {
        placed(OTHER);
        twilio.rang(OTHER, world.now());
    }

    private int rings() {
        return world.hub().rings(NUMBER).size();
    }

    private List<String> missing(UUID call) {
        return world.call(call).getList("evidence[0].missing", String.class);
    }

    private String settledNote(UUID call) {
        return world.call(call).getString("timeline.find { it.what == 'settled' }.detail");
    }

    private double settlements(String outcome) {
        return RestAssured.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("ringback_settlements_total{")
                        && line.contains("by=\"carrier_log\"")
                        && line.contains("outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    // --- Placed

    @Test
    void aCallThatTheLogShowsIsPlacedAtOnce() {
        double before = settlements("placed");
        UUID call = unknown(Fault.closeAfterEffect());
        twilio.rang(NUMBER, world.now());
        assertThat(settlement.settleDue()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(settledNote(call))
                .startsWith("placed by carrier log main: the log shows 1 call(s)")
                .doesNotContain("2025550143");
        assertThat(world.call(call).getString("evidence[0].carrier")).isEqualTo("main");
        assertThat(missing(call)).isEmpty();
        assertThat(settlements("placed")).isEqualTo(before + 1);
        world.advance(Duration.ofHours(1));
        assertThat(world.send()).isZero();
        assertThat(rings()).isOne();
    }

    @Test
    void aCallThatIsStillQueuedAtTheCarrierIsPlaced() {
        UUID call = unknown(Fault.closeAfterEffect());
        twilio.queued(NUMBER, world.now());
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    @Test
    void aCallLongBeforeTheClaimProvesNothing() {
        twilio.rang(NUMBER, world.now().minus(Duration.ofMinutes(10)));
        UUID call = unknown();
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
    }

    @Test
    void aCallOfAnAttemptThatMayBeAliveIsPlacedToo() {
        UUID call = world.dueCall(NUMBER);
        outbox.claim(1);
        twilio.rang(NUMBER, world.now());
        world.advance(Duration.ofMinutes(1));
        world.sweep();
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }

    // --- Not placed

    @Test
    void aCallThatTheLogLacksRingsOnceWhenALaterOneShows() {
        UUID call = unknown();
        world.advance(A_WHILE);
        assertThat(settlement.settleDue()).isZero();
        assertThat(missing(call)).containsExactly("time_since_end", "positive_control");
        world.advance(OVER);
        control();
        assertThat(settlement.settleDue()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertThat(settledNote(call)).startsWith("not_placed by carrier log main");
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings()).isOne();
    }

    @Test
    void withoutALaterCallInTheLogItStaysUnknown() {
        UUID call = unknown();
        world.advance(OVER);
        placed(OTHER); // known to us, unknown to the log
        assertThat(settlement.settleDue()).isZero();
        assertThat(missing(call)).containsExactly("positive_control");
        world.advance(Duration.ofHours(3));
        assertThat(settlement.settleDue()).isZero();
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
    }

    @Test
    void aCallWithinTheIntervalIsNoControl() {
        UUID call = unknown();
        world.advance(A_WHILE);
        control();
        world.advance(OVER);
        settlement.settleDue();
        assertThat(missing(call)).containsExactly("positive_control");
    }

    @Test
    void aCallFromAnotherCallerNumberIsNoControl() {
        UUID call = unknown();
        world.advance(OVER);
        control();
        world.run("UPDATE call SET from_number = '+12025550199' WHERE person = '" + OTHER + "'");
        settlement.settleDue();
        assertThat(missing(call)).containsExactly("positive_control");
    }

    @Test
    void aCallThatIsStillGoingOnIsNoControl() {
        UUID call = unknown();
        world.advance(OVER);
        placed(OTHER);
        twilio.ringing(OTHER, world.now());
        settlement.settleDue();
        assertThat(missing(call)).containsExactly("positive_control");
    }

    @Test
    void aLogThatCannotBeReadProvesNothing() {
        UUID call = unknown();
        world.advance(OVER);
        control();
        twilio.failFrom(1, 503);
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        assertThat(missing(call)).contains("readable_log");
    }

    @Test
    void aLogWhoseSecondPageIsBrokenProvesNothing() {
        UUID call = unknown();
        twilio.rang(NUMBER, world.now().minus(Duration.ofDays(20)));
        twilio.rang(NUMBER, world.now().minus(Duration.ofDays(10)));
        twilio.mostOnAPage(1);
        world.advance(OVER);
        control();
        twilio.failFrom(3, 500); // the control's page, the number's first page, then nothing more
        settlement.settleDue();
        assertThat(missing(call)).containsExactly("readable_log");
        assertThat(world.stateOf(call)).isEqualTo("unknown");
    }

    // --- The attempt's end

    @Test
    void anAttemptThatMayBeAliveIsNeverNotPlaced() {
        UUID call = silent();
        world.advance(Duration.ofHours(1));
        control();
        settlement.settleDue();
        assertThat(missing(call)).contains("attempt_end");
        assertThat(world.stateOf(call)).isEqualTo("unknown");
    }

    @Test
    void theTimeRunsFromTheFirstProofThatItsProcessIsDead() {
        UUID call = silent();
        world.advance(Duration.ofHours(1));
        processDied();
        settlement.settleDue();
        assertThat(missing(call)).containsExactly("time_since_end", "positive_control");
        world.advance(A_WHILE);
        control();
        settlement.settleDue();
        assertThat(missing(call)).containsExactly("time_since_end", "positive_control");
        world.advance(OVER);
        control();
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("due");
    }

    private UUID silent() {
        UUID call = world.dueCall(NUMBER);
        outbox.claim(1);
        world.advance(Duration.ofMinutes(1));
        world.sweep();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        return call;
    }

    /** As if another process of this host had made the attempts, one that is gone. */
    private void processDied() {
        world.run("""
                WITH dead AS (INSERT INTO worker (id, host, boot, pid, started_at)
                              SELECT gen_random_uuid(), host, boot, 2147483647, started_at FROM worker LIMIT 1 RETURNING id)
                UPDATE attempt SET worker = (SELECT id FROM dead)
                """);
    }

    // --- Other calls to the same person

    @Test
    void aCallThatMayBeAnEarlierOnesIsLeftToTheOperator() {
        UUID first = placed(NUMBER);
        world.advance(OVER);
        UUID second = unknown();
        twilio.rang(NUMBER, world.now().minusSeconds(90)); // late for the first, early for the second
        settlement.settleDue();
        assertThat(world.stateOf(second)).isEqualTo("unknown");
        assertThat(missing(second)).containsExactly("unexplained_call");
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void aCallBesideTheEarlierOnesIsThisOnes() {
        placed(NUMBER);
        twilio.rang(NUMBER, world.now());
        world.advance(OVER);
        UUID second = unknown(Fault.closeAfterEffect());
        twilio.rang(NUMBER, world.now());
        settlement.settleDue();
        assertThat(world.stateOf(second)).isEqualTo("placed");
    }

    @Test
    void whatTheLogSaysOfAnOlderAttemptSettlesNothing() {
        UUID call = unknown();
        twilio.rang(NUMBER, world.now());
        twilio.meanwhile(() -> {
            world.operator("/api/v1/calls/" + call + "/settle", "{\"outcome\":\"not_placed\",\"note\":\"asked her\"}")
                    .then()
                    .statusCode(200);
            outbox.record(outbox.claim(1).getFirst(), new Outcome.Unknown("lost again"));
        });
        assertThat(settlement.settleDue()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        assertThat(world.call(call).getList("attempts")).hasSize(2);
    }

    // --- What its reason became meanwhile

    @Test
    void aWithdrawnCallThatWasNotPlacedEndsCancelled() {
        UUID call = unknown();
        world.operator("/api/v1/calls/" + call + "/cancel", "{}").then().statusCode(200);
        world.advance(OVER);
        control();
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("cancelled");
        assertThat(world.send()).isZero();
    }

    @Test
    void aCallWhoseReasonIsGoneEndsExpired() {
        UUID call = unknown();
        world.advance(Duration.ofHours(49));
        control();
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("expired");
        assertThat(world.send()).isZero();
    }

    // --- Carriers

    @Test
    void aCallThatNoLogCoversIsTheOperatorsWhoIsToldWhy() {
        UUID call = unknown();
        world.run("UPDATE call SET from_number = '+12025550199'");
        twilio.rang(NUMBER, world.now());
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        assertThat(missing(call)).containsExactly("carrier_log", "time_since_end", "positive_control");
    }

    @Test
    void aPlivoAccountsCallsAreSettledByPlivosLog() {
        UUID call = unknown();
        world.run("UPDATE call SET from_number = '+12025550124'");
        twilio.rang(NUMBER, world.now());
        world.advance(OVER);
        placed(OTHER);
        world.run("UPDATE call SET from_number = '+12025550124'");
        plivo.rang(OTHER, world.now());
        plivo.ringing(NUMBER, world.now());
        settlement.settleDue();
        assertThat(missing(call)).containsExactly("readable_log");
        plivo.reset();
        plivo.rang(OTHER, world.now());
        world.advance(A_WHILE);
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("due");
    }

    @Test
    void aCallThatPlivosLogShowsIsPlaced() {
        UUID call = unknown(Fault.closeAfterEffect());
        world.run("UPDATE call SET from_number = '+12025550124'");
        plivo.rang(NUMBER, world.now());
        world.advance(A_WHILE);
        settlement.settleDue();
        assertThat(world.stateOf(call)).isEqualTo("placed");
    }
}
