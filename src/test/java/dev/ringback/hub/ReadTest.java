package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Received;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.hub.CallLimitsClient.CallLimits;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
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

/** Reads: repeated within bounds where that may help, by the budget, and never otherwise. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class ReadTest {
    private static final Duration READ_TIMEOUT = Duration.ofMillis(500);

    private final Emulator emulator = Emulator.start(Settings.defaults());
    private TestBudget budget;

    @Inject
    TestHubs hubs;

    @BeforeEach
    void reset() {
        emulator.reset();
        budget = new TestBudget();
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                argumentSet("a 500", Fault.status(500, "database error")),
                argumentSet("a 503", Fault.status(503, "unavailable")),
                argumentSet("a 408", Fault.status(408, "request timeout")),
                argumentSet("an end without an answer", Fault.closeBeforeEffect()),
                argumentSet("a reset", Fault.resetAfterEffect()),
                argumentSet("half a header", Fault.cutHead()),
                argumentSet("half a body", Fault.cutBody()),
                argumentSet("silence", Fault.delayBeforeEffect(READ_TIMEOUT.multipliedBy(10))),
                argumentSet("a request limit", Fault.rateLimited(Duration.ZERO)));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void readsAgainAfterWhatMayPass(Fault fault) {
        emulator.faults().next(Route.GET_CALL_LIMITS, 2, fault);
        assertThat(isWhole(read())).isTrue();
        assertThat(emulator.requests(Route.GET_CALL_LIMITS)).isEqualTo(new Received(3, 3));
        assertThat(budget.taken()).isEqualTo(Collections.nCopies(3, Urgency.URGENT));
        assertThat(budget.inFlight()).isZero();
    }

    @ParameterizedTest
    @MethodSource("passing")
    void givesUpAfterThreeTries(Fault fault) {
        emulator.faults().next(Route.GET_CALL_LIMITS, 4, fault);
        assertThat(isWhole(read())).isFalse();
        assertThat(emulator.requests(Route.GET_CALL_LIMITS)).isEqualTo(new Received(3, 3));
        assertThat(budget.inFlight()).isZero();
    }

    static Stream<Arguments> lasting() {
        return Stream.of(
                argumentSet("a 400", Fault.status(400, "bad")),
                argumentSet("a 401", Fault.status(401, "invalid API key")),
                argumentSet("a 403", Fault.status(403, "no")),
                argumentSet("a 404", Fault.status(404, "not found")),
                argumentSet("a 409", Fault.status(409, "not yet")),
                argumentSet("a redirect", Fault.redirect(302, "http://127.0.0.1:1/")),
                argumentSet("a 429 nobody described", Fault.capReached("slow down")),
                argumentSet("a body that is no JSON", Fault.unreadable()));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void readsOnceWhereTheAnswerWillBeTheSame(Fault fault) {
        emulator.faults().next(Route.GET_CALL_LIMITS, fault);
        read();
        assertThat(emulator.requests(Route.GET_CALL_LIMITS)).isEqualTo(new Received(1, 1));
    }

    @Test
    void takesAnUnreadableBodyForNoBody() {
        emulator.faults().next(Route.GET_CALL_LIMITS, Fault.unreadable());
        assertThat(read()).isEqualTo(new HubAnswer.Done<>(200, Optional.empty()));
    }

    @Test
    void waitsAsLongAsTheHubAsksAndTellsTheOthers() {
        Instant before = Instant.now();
        emulator.faults().next(Route.GET_CALL_LIMITS, Fault.rateLimited(Duration.ofSeconds(1)));
        assertThat(read()).isInstanceOf(HubAnswer.Done.class);
        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(budget.holds())
                .singleElement()
                .satisfies(hold -> assertThat(hold).isAfterOrEqualTo(before.plusSeconds(1)));
    }

    @Test
    void doesNotWaitForWhatComesAfterItsDeadline() {
        Instant before = Instant.now();
        emulator.faults().next(Route.GET_CALL_LIMITS, Fault.rateLimited(Duration.ofMinutes(1)));
        assertThat(read()).isInstanceOf(HubAnswer.RateLimited.class);
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(emulator.requests(Route.GET_CALL_LIMITS)).isEqualTo(new Received(1, 1));
    }

    @Test
    void waitsForTheBudget() {
        Instant later = Instant.now().plusMillis(300);
        budget.refuseNext(later);
        assertThat(read()).isInstanceOf(HubAnswer.Done.class);
        assertThat(Instant.now()).isAfterOrEqualTo(later);
    }

    @Test
    void neverLeavesWhereTheBudgetComesTooLate() {
        Instant tomorrow = Instant.parse("2100-01-02T00:00:00Z");
        budget.refuseNext(tomorrow);
        assertThat(read())
                .isEqualTo(new HubAnswer.NeverLeft<>("our own budget of requests is spent until " + tomorrow));
        assertThat(emulator.requests(Route.ANY)).isEqualTo(new Received(0, 0));
    }

    @Test
    void writesWithinTheBudgetOnlyAndOnce() {
        var draft = AgentsClient.AgentFields.named("a");
        emulator.faults().next(Route.CREATE_AGENT, Fault.status(500, "database error"));
        assertThat(hub().write(AgentsClient.class, client -> client.create(draft), Urgency.ORDINARY))
                .isEqualTo(new HubAnswer.Failed<>(500, "database error"));
        assertThat(budget.taken()).containsExactly(Urgency.ORDINARY);
        assertThat(budget.inFlight()).isZero();
        budget.refuseNext(Instant.now());
        assertThat(hub().write(AgentsClient.class, client -> client.create(draft), Urgency.ORDINARY))
                .isInstanceOf(HubAnswer.NeverLeft.class);
        assertThat(emulator.requests(Route.CREATE_AGENT)).isEqualTo(new Received(1, 1));
    }

    @Test
    void keepsAnAnswerAlsoWhereThePermitCannotBeGivenBack() {
        RequestBudget broken = new RequestBudget() {
            @Override
            public Grant take(Urgency urgency, Duration longest) {
                return (Permit) () -> {
                    throw new IllegalStateException("the database is away");
                };
            }

            @Override
            public void holdUntil(Instant until) {}
        };
        var draft = AgentsClient.AgentFields.named("a");
        Hub hub = hubs.at(emulator.url(), broken);
        assertThat(hub.write(AgentsClient.class, client -> client.create(draft), Urgency.ORDINARY))
                .isInstanceOf(HubAnswer.Done.class);
        assertThat(hub.read(CallLimitsClient.class, CallLimitsClient::get, Urgency.ORDINARY))
                .isInstanceOf(HubAnswer.Done.class);
    }

    @Test
    void spendsNothingOnAClaimedWrite() {
        var draft = AgentsClient.AgentFields.named("a");
        hub().once(AgentsClient.class, client -> client.create(draft), () -> true);
        assertThat(budget.taken()).isEmpty();
    }

    private static boolean isWhole(HubAnswer<CallLimits> answer) {
        return answer instanceof HubAnswer.Done<CallLimits>(var status, var body) && body.isPresent();
    }

    private HubAnswer<CallLimits> read() {
        return hub().read(CallLimitsClient.class, CallLimitsClient::get, Urgency.URGENT);
    }

    private Hub hub() {
        return hubs.at(emulator.url(), budget, "read-timeout", READ_TIMEOUT.toString(), "read-deadline", "5s");
    }
}
