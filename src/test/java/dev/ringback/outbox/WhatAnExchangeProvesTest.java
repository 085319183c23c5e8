package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.ServiceDriver;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Faults;
import dev.ringback.emulator.Route;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of docs/PROTOCOL.md, "What an exchange proves", row by row: what the Hub answered, what is concluded, how often
 * the phone rang.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class WhatAnExchangeProvesTest {
    private static final String NUMBER = "+12025550142";
    private final ServiceDriver world;

    WhatAnExchangeProvesTest(ServiceDriver world) {
        this.world = world;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private UUID attempted(Fault fault) {
        UUID call = world.dueCall(NUMBER);
        world.hub().faults().next(fault instanceof Fault.Refuse ? Route.CONNECTION : Route.ORIGINATE, fault);
        assertThat(world.send()).isOne();
        return call;
    }

    private int rings() {
        return world.hub().rings(NUMBER).size();
    }

    private void isUnknownForGood(UUID call, int ringsSoFar) {
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        assertThat(rings()).isEqualTo(ringsSoFar);
        world.advance(Duration.ofHours(3));
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("unknown");
        assertThat(rings()).isEqualTo(ringsSoFar);
    }

    private void isDueAgainAndRingsOnce(UUID call) {
        assertThat(world.stateOf(call)).isIn("waiting", "due");
        assertThat(rings()).isZero();
        world.advance(Duration.ofMinutes(16));
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings()).isOne();
    }

    // --- 2xx, once its header has been read: done

    @Test
    void anAnswerEndsTheCallAsPlacedWithItsSession() {
        UUID call = world.dueCall(NUMBER);
        world.send();
        assertThat(world.call(call).getString("session_id")).startsWith("sess_");
        assertThat(world.call(call).getString("attempts[0].outcome")).isEqualTo("done");
    }

    static Stream<Fault> goodAnswersThatCannotBeRead() {
        return Stream.of(Fault.cutBody(), Fault.unreadable());
    }

    @ParameterizedTest
    @MethodSource("goodAnswersThatCannotBeRead")
    void aGoodAnswerThatCannotBeReadIsPlacedAllTheSame(Fault fault) {
        UUID call = attempted(fault);
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.call(call).getString("session_id")).isNull();
        assertThat(rings()).isOne();
    }

    // --- Refusals: terminal

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 413, 415, 422})
    void aRefusalEndsTheCallWithTheHubsWords(int status) {
        UUID call = attempted(Fault.status(status, "the Hub's reason"));
        assertThat(world.stateOf(call)).isEqualTo("refused");
        assertThat(world.call(call).getString("reason")).contains("" + status, "the Hub's reason");
        world.advance(Duration.ofHours(3));
        assertThat(world.send()).isZero();
        assertThat(rings()).isZero();
    }

    @Test
    void threeEqualRefusalsInARowPauseTheAgentTheyName() {
        for (int i = 0; i < 3; i++) {
            world.dueCall(ServiceDriver.freshNumber());
        }
        world.hub().faults().next(Route.ORIGINATE, 3, Fault.status(404, "agent not found"));
        world.send();
        assertThat(world.get("/api/v1/status").getList("pauses.scope", String.class))
                .containsExactly("agent:agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z");
        UUID next = world.dueCall(NUMBER);
        assertThat(world.send()).isZero();
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(next)).isEqualTo("placed");
    }

    @Test
    void aPlacedCallBetweenThemBreaksTheRowOfRefusals() {
        for (Fault fault : new Fault[] {refused(), refused(), null, refused()}) {
            world.dueCall(ServiceDriver.freshNumber());
            if (fault != null) {
                world.hub().faults().next(Route.ORIGINATE, fault);
            }
            world.send();
        }
        assertThat(world.get("/api/v1/status").getList("pauses")).isEmpty();
    }

    private static Fault refused() {
        return Fault.status(404, "phone number not found");
    }

    // --- 401: the account pauses, the call waits

    @Test
    void aRefusedKeyPausesTheAccountUntilSomebodyResumesIt() {
        UUID call = attempted(Fault.status(401, "invalid key"));
        assertThat(world.stateOf(call)).isEqualTo("due");
        assertThat(world.get("/api/v1/status").getBoolean("paused")).isTrue();
        world.advance(Duration.ofMinutes(20));
        assertThat(world.send()).isZero();
        world.operator("/api/v1/resume", "{}").then().statusCode(200);
        assertThat(world.send()).isOne();
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(rings()).isOne();
    }

    // --- 429: nothing was dialled, later

    @Test
    void aRateLimitStopsAllDiallingForItsRetryAfter() {
        UUID call = attempted(Fault.rateLimited(Duration.ofSeconds(90)));
        UUID other = world.dueCall(ServiceDriver.freshNumber());
        world.advance(Duration.ofSeconds(85));
        assertThat(world.send()).isZero();
        world.advance(Duration.ofSeconds(20));
        assertThat(world.send()).isEqualTo(2);
        assertThat(world.stateOf(call)).isEqualTo("placed");
        assertThat(world.stateOf(other)).isEqualTo("placed");
        assertThat(rings()).isOne();
    }

    static Stream<String> shortCaps() {
        return Stream.of("Concurrent call limit reached", "error: Call rate limit, please slow down");
    }

    @ParameterizedTest
    @MethodSource("shortCaps")
    void aCapOfTheMomentPostponesByMinutesAtMost(String text) {
        isDueAgainAndRingsOnce(attempted(Fault.capReached(text)));
    }

    static Stream<String> dailyCaps() {
        return Stream.of("Daily call limit reached", "Daily minute budget exhausted");
    }

    @ParameterizedTest
    @MethodSource("dailyCaps")
    void aDailyCapPostponesToTheNextUtcDayWithinTheWindow(String text) {
        Instant asked = world.now();
        UUID call = attempted(Fault.capReached(text));
        Instant notBefore = Instant.parse(world.call(call).getString("not_before"));
        assertThat(notBefore.atOffset(ZoneOffset.UTC).toLocalDate())
                .isEqualTo(asked.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1));
        assertThat(notBefore.atZone(java.time.ZoneId.of("America/New_York")).getHour())
                .isBetween(8, 20);
        world.advance(Duration.between(world.now(), notBefore).plusSeconds(1));
        assertThat(world.send()).isOne();
        assertThat(rings()).isOne();
    }

    @Test
    void a429NobodyHasDescribedPostponesAQuarterOfAnHour() {
        UUID call = attempted(Fault.capReached("the moon is full"));
        world.advance(Duration.ofMinutes(14));
        assertThat(world.send()).isZero();
        isDueAgainAndRingsOnce(call);
    }

    // --- Never left: again after a backoff

    @Test
    void aRefusedConnectionIsTriedAgain() {
        // closed at its accept: the client may have written into it, so only the emulator's own port being shut proves
        // it
        UUID call = world.dueCall(NUMBER);
        world.hub().close();
        assertThat(world.send()).isOne();
        assertThat(world.call(call).getBoolean("attempts[0].may_have_left")).isFalse();
        assertThat(world.stateOf(call)).isIn("waiting", "due");
        world.restartHub();
        isDueAgainAndRingsOnce(call);
    }

    // --- Everything else: unknown

    static Stream<Fault> lostBeforeTheEffect() {
        return Stream.of(
                Fault.refuse(),
                Fault.closeBeforeReading(),
                Fault.closeBeforeEffect(),
                Fault.resetBeforeEffect(),
                Fault.status(500, "database error"),
                Fault.status(502, "bad gateway"),
                Fault.status(503, "unavailable"),
                Fault.status(408, "timeout"),
                Fault.status(409, "conflict"),
                Fault.status(418, "teapot"),
                Fault.redirect(307, "/v1/calls/originate"),
                Fault.redirect(301, "/v1/calls/originate"));
    }

    @ParameterizedTest
    @MethodSource("lostBeforeTheEffect")
    void whatCannotBeToldFromARingIsUnknownForGood(Fault fault) {
        isUnknownForGood(attempted(fault), 0);
    }

    static Stream<Fault> lostAfterTheEffect() {
        return Stream.of(
                Fault.closeAfterEffect(),
                Fault.resetAfterEffect(),
                Fault.cutHead(),
                Fault.statusAfterEffect(500, "carrier error"),
                Fault.freezeAfterEffect());
    }

    @ParameterizedTest
    @MethodSource("lostAfterTheEffect")
    void aRingWhoseAnswerIsLostIsUnknownAndNeverRepeated(Fault fault) {
        isUnknownForGood(attempted(fault), 1);
        assertThat(world.hub().requests(Route.ORIGINATE).bodies()).isOne();
    }

    @Test
    void everyFaultHasItsRow() {
        assertThat(Fault.class.getPermittedSubclasses())
                .as("a new kind of fault needs a test here")
                .hasSize(9);
        assertThat(Faults.Choice.class.getPermittedSubclasses()).hasSize(3);
    }
}
