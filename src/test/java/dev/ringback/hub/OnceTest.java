package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Received;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.hub.CallsClient.NewCall;
import dev.ringback.hub.CallsClient.Originated;
import dev.ringback.platform.PostgresResource;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one write comes to, and that it is one: every fault of the emulated Hub, counted at its side. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class OnceTest {
    private static final Duration DEADLINE = Duration.ofMillis(700);
    private static final PhoneNumber TO = new PhoneNumber("+14155550100");
    private static final NewCall CALL =
            new NewCall("agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z", new PhoneNumber("+12025550123"), TO);

    /** The texts of docs/HUB.md, one of them within a longer one. */
    private static final Map<String, HubAnswer.Cap> CAPS = Map.of(
            "Concurrent call limit reached", HubAnswer.Cap.CONCURRENT,
            "refused: call rate limit (10) of this account", HubAnswer.Cap.PER_MINUTE,
            "Daily call limit reached", HubAnswer.Cap.DAILY_CALLS,
            "Daily minute budget exhausted", HubAnswer.Cap.DAILY_MINUTES);

    private final Emulator emulator = Emulator.start(Settings.defaults());

    @Inject
    TestHubs hubs;

    @BeforeEach
    void reset() {
        emulator.reset();
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    /** What a fault makes of a call: the answer, the times the phone rang, what the Hub has received. */
    record Expected(Class<?> answer, int rings, Received received) {}

    private static final Received NOTHING = new Received(0, 0);
    private static final Received HEAD_ONLY = new Received(1, 0);
    private static final Received ONCE = new Received(1, 1);

    static Stream<Arguments> faults() {
        Duration late = DEADLINE.multipliedBy(3);
        return Stream.of(
                whole("closed before reading", Fault.closeBeforeReading(), HubAnswer.Lost.class, 0, HEAD_ONLY),
                whole("closed before acting", Fault.closeBeforeEffect(), HubAnswer.Lost.class, 0, ONCE),
                whole("closed after acting", Fault.closeAfterEffect(), HubAnswer.Lost.class, 1, ONCE),
                whole("reset before acting", Fault.resetBeforeEffect(), HubAnswer.Lost.class, 0, ONCE),
                whole("reset after acting", Fault.resetAfterEffect(), HubAnswer.Lost.class, 1, ONCE),
                whole("cut in the header", Fault.cutHead(), HubAnswer.Lost.class, 1, ONCE),
                whole("cut in the body", Fault.cutBody(), HubAnswer.Done.class, 1, ONCE),
                whole("an unreadable 200", Fault.unreadable(), HubAnswer.Done.class, 1, ONCE),
                whole("a body that takes for ever", Fault.trickle(DEADLINE), HubAnswer.Done.class, 1, ONCE),
                whole("silent after acting", Fault.delayAfterEffect(late), HubAnswer.Lost.class, 1, ONCE),
                whole("silent before acting", Fault.freezeBeforeEffect(), HubAnswer.Lost.class, 0, ONCE),
                text(400, "invalid from_number", HubAnswer.Refused.class),
                text(401, "invalid API key", HubAnswer.Unauthorized.class),
                text(403, "account is reserved", HubAnswer.Refused.class),
                text(404, "agent not found", HubAnswer.Refused.class),
                text(405, "method not allowed", HubAnswer.Refused.class),
                text(408, "request timeout", HubAnswer.Failed.class),
                text(409, "state conflict", HubAnswer.Conflict.class),
                text(413, "request body too large", HubAnswer.Refused.class),
                text(415, "unsupported media type", HubAnswer.Refused.class),
                text(418, "nobody has described this", HubAnswer.Failed.class),
                text(422, "unprocessable", HubAnswer.Refused.class),
                text(500, "carrier error", HubAnswer.Failed.class),
                text(502, "bad gateway", HubAnswer.Failed.class),
                text(503, "unavailable", HubAnswer.Failed.class),
                text(504, "gateway timeout", HubAnswer.Failed.class),
                whole(
                        "a 500 after the phone rang",
                        Fault.statusAfterEffect(500, "database error"),
                        HubAnswer.Failed.class,
                        1,
                        ONCE));
    }

    private static Arguments whole(String name, Fault fault, Class<?> answer, int rings, Received received) {
        return argumentSet(name, fault, new Expected(answer, rings, received));
    }

    private static Arguments text(int status, String text, Class<?> answer) {
        return whole("status " + status, Fault.status(status, text), answer, 0, ONCE);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void makesOneRequestWhateverComesBack(Fault fault, Expected expected) {
        emulator.faults().next(Route.ORIGINATE, fault);
        HubAnswer<Originated> answer = originate(() -> true);
        emulator.faults().clear();
        assertThat(answer).isInstanceOf(expected.answer());
        assertThat(emulator.requests(Route.ORIGINATE)).isEqualTo(expected.received());
        assertThat(emulator.rings(TO.e164())).hasSize(expected.rings());
        emulator.faults().releaseFrozen();
    }

    @ParameterizedTest
    @MethodSource("redirects")
    void followsNoRedirect(int status) {
        emulator.faults().next(Route.ORIGINATE, Fault.redirect(status, emulator.url() + "/calls/originate"));
        assertThat(originate(() -> true)).isEqualTo(new HubAnswer.Failed<>(status, ""));
        assertThat(emulator.requests(Route.ANY)).isEqualTo(ONCE);
        assertThat(emulator.rings()).isEmpty();
    }

    static Stream<Arguments> redirects() {
        return Stream.of(301, 302, 303, 307, 308).map(status -> argumentSet("status " + status, status));
    }

    @Test
    void isDoneWithTheIdOfTheSession() {
        HubAnswer<Originated> answer = originate(() -> true);
        String session = emulator.rings(TO.e164()).getFirst().session();
        assertThat(answer).isEqualTo(new HubAnswer.Done<>(200, Optional.of(new Originated(session))));
    }

    @Test
    void isDoneWithoutAnIdWhereTheBodyWasCut() {
        emulator.faults().next(Route.ORIGINATE, Fault.cutBody());
        assertThat(originate(() -> true)).isEqualTo(new HubAnswer.Done<>(200, Optional.empty()));
    }

    @Test
    void tellsTheRequestLimitFromTheCostCaps() {
        emulator.faults().next(Route.ORIGINATE, Fault.rateLimited(Duration.ofSeconds(17)));
        assertThat(originate(() -> true))
                .isEqualTo(
                        new HubAnswer.RateLimited<>(Duration.ofSeconds(17), "rate_limited: per-minute (60) exceeded"));
        CAPS.forEach((text, cap) -> {
            emulator.faults().next(Route.ORIGINATE, Fault.capReached(text));
            assertThat(originate(() -> true)).isEqualTo(new HubAnswer.CapReached<>(cap, Optional.empty(), text));
        });
        emulator.faults().next(Route.ORIGINATE, Fault.capReached("too busy"));
        assertThat(originate(() -> true)).isEqualTo(new HubAnswer.Throttled<>(Optional.empty(), "too busy"));
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void neverLeavesWhereNobodyListens() {
        Emulator gone = Emulator.start(Settings.defaults());
        gone.close();
        assertThat(originateAt(gone.url())).isInstanceOf(HubAnswer.NeverLeft.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://ringback-nowhere.invalid/v1", "https://ringback-nowhere.invalid/v1"})
    void neverLeavesForAHostThatIsNot(String address) {
        assertThat(originateAt(URI.create(address))).isInstanceOf(HubAnswer.NeverLeft.class);
    }

    @Test
    void neverLeavesWhereTheHubSpeaksNoTls() {
        URI tls = URI.create(emulator.url().toString().replace("http:", "https:"));
        assertThat(originateAt(tls)).isInstanceOf(HubAnswer.NeverLeft.class);
    }

    @Test
    void neverLeavesWhereTlsIsNeverEstablished() throws IOException {
        try (var mute = RawServer.hangingUp(RawServer.Stage.NEVER)) { // waits for the end of a head that does not come
            URI tls = URI.create(mute.url().toString().replace("http:", "https:"));
            assertThat(originateAt(tls)).isInstanceOf(HubAnswer.NeverLeft.class);
            assertThat(mute.connections().getFirst().received()).doesNotContain("originate");
        }
    }

    @Test
    void mayHaveLeftWhereTheConnectionEndsAsSoonAsItStands() {
        emulator.faults().next(Route.CONNECTION, Fault.refuse());
        // Whether the first bytes were under way when the end came cannot be known.
        assertThat(originate(() -> true)).isInstanceOfAny(HubAnswer.Lost.class, HubAnswer.NeverLeft.class);
        assertThat(emulator.requests(Route.ANY)).isEqualTo(NOTHING);
        assertThat(emulator.rings()).isEmpty();
    }

    @Test
    void asksTheGuardBeforeAnythingLeaves() {
        assertThat(originate(() -> false))
                .isEqualTo(new HubAnswer.NeverLeft<>("the claim was void before the request could leave"));
        assertThat(emulator.requests(Route.ANY)).isEqualTo(NOTHING);
    }

    @Test
    void takesAFailingGuardForARefusal() {
        assertThat(originate(() -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(HubAnswer.NeverLeft.class);
        assertThat(emulator.requests(Route.ANY)).isEqualTo(NOTHING);
    }

    @Test
    void tellsAThreadThatIsAskedToStopWhatItKnowsAndLetsItStop() {
        emulator.faults().next(Route.ORIGINATE, Fault.freezeAfterEffect());
        Thread.currentThread().interrupt();
        assertThat(originate(() -> true)).isInstanceOfAny(HubAnswer.Lost.class, HubAnswer.NeverLeft.class);
        assertThat(Thread.interrupted()).isTrue();
        emulator.faults().releaseFrozen();
    }

    @Test
    void letsASecondRequestOfOneWriteNotLeave() {
        HubAnswer<Originated> answer = hub().once(
                        CallsClient.class,
                        client -> {
                            client.originate(CALL);
                            return client.originate(CALL);
                        },
                        () -> true);
        assertThat(answer).isInstanceOf(HubAnswer.Done.class);
        assertThat(emulator.requests(Route.ORIGINATE)).isEqualTo(ONCE);
        assertThat(emulator.rings()).hasSize(1);
    }

    private HubAnswer<Originated> originate(SendGuard guard) {
        return hub().once(CallsClient.class, client -> client.originate(CALL), guard);
    }

    private HubAnswer<Originated> originateAt(URI address) {
        return hubs.at(address, "answer-timeout", DEADLINE.toString())
                .once(CallsClient.class, client -> client.originate(CALL), () -> true);
    }

    private Hub hub() {
        return hubs.at(emulator.url(), "answer-timeout", DEADLINE.toString());
    }
}
