package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Received;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every write of the contract on every fault: what reaches the Hub is one request, whatever became of its answer. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class HiddenRetryTest {
    private static final Received ONCE = new Received(1, 1);
    private static final Executor THREADS = Thread.ofVirtual()::start;

    private final Emulator emulator = Emulator.start(Settings.defaults());

    @Inject
    TestHubs hubs;

    @TempDir
    Path files;

    @BeforeEach
    void reset() {
        emulator.reset();
    }

    @AfterAll
    void stop() {
        emulator.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("closed before acting", Fault.closeBeforeEffect(), HubAnswer.Lost.class),
                fault("closed after acting", Fault.closeAfterEffect(), HubAnswer.Lost.class),
                fault("reset before acting", Fault.resetBeforeEffect(), HubAnswer.Lost.class),
                fault("reset after acting", Fault.resetAfterEffect(), HubAnswer.Lost.class),
                fault("cut in the header", Fault.cutHead(), HubAnswer.Lost.class),
                fault("cut in the body", Fault.cutBody(), HubAnswer.Done.class),
                fault("unreadable", Fault.unreadable(), HubAnswer.Done.class),
                fault("silent before acting", Fault.freezeBeforeEffect(), HubAnswer.Lost.class),
                fault("silent after acting", Fault.freezeAfterEffect(), HubAnswer.Lost.class),
                fault("byte by byte", Fault.trickle(Duration.ofSeconds(1)), HubAnswer.Done.class),
                fault("a 500", Fault.status(500, "database error"), HubAnswer.Failed.class),
                fault("a 500 after acting", Fault.statusAfterEffect(500, "error"), HubAnswer.Failed.class),
                fault("a 502", Fault.status(502, "bad gateway"), HubAnswer.Failed.class),
                fault("a 503", Fault.status(503, "unavailable"), HubAnswer.Failed.class),
                fault("a 504", Fault.statusAfterEffect(504, "timeout"), HubAnswer.Failed.class),
                fault("a 408", Fault.status(408, "request timeout"), HubAnswer.Failed.class),
                fault("a 401", Fault.status(401, "invalid API key"), HubAnswer.Unauthorized.class),
                fault("a 404", Fault.status(404, "not found"), HubAnswer.Refused.class),
                fault("a 409", Fault.status(409, "conflict"), HubAnswer.Conflict.class),
                fault("a 429 of the requests", Fault.rateLimited(Duration.ZERO), HubAnswer.RateLimited.class),
                fault("a 429 of the costs", Fault.capReached("Call rate limit"), HubAnswer.CapReached.class),
                fault("a 429 nobody described", Fault.capReached("too much"), HubAnswer.Throttled.class),
                fault("a 307", Fault.redirect(307, "/v1/calls/originate"), HubAnswer.Failed.class),
                fault("a 308", Fault.redirect(308, "/v1/calls/originate"), HubAnswer.Failed.class),
                fault("a 303", Fault.redirect(303, "/v1/campaigns"), HubAnswer.Failed.class));
    }

    private static Arguments fault(String name, Fault fault, Class<?> answer) {
        return argumentSet(name, fault, answer);
    }

    /** What one write came to. */
    record Outcome(Class<?> answer, Received received) {}

    @ParameterizedTest
    @MethodSource("faults")
    void sendsEveryWriteOnce(Fault fault, Class<?> answer) {
        Map<String, Outcome> outcomes = outcomes(fault);
        assertThat(outcomes).hasSizeGreaterThan(30);
        assertThat(outcomes).allSatisfy((id, outcome) -> assertThat(outcome).isEqualTo(new Outcome(answer, ONCE)));
    }

    @ParameterizedTest
    @MethodSource("beforeReading")
    void sendsEveryWriteOnceAtMostWhereNobodyReadsIt(Fault fault) {
        assertThat(outcomes(fault))
                .allSatisfy((id, outcome) ->
                        assertThat(outcome).isEqualTo(new Outcome(HubAnswer.Lost.class, new Received(1, 0))));
    }

    static Stream<Arguments> beforeReading() {
        return Stream.of(
                argumentSet("closed", Fault.closeBeforeReading()),
                argumentSet("reset", new Fault.Close(Fault.Point.BEFORE_READING, true)),
                argumentSet("frozen", new Fault.Freeze(Fault.Point.BEFORE_READING)));
    }

    /** Makes every write at the same time, each of things of its own, and counts at the Hub. */
    private Map<String, Outcome> outcomes(Fault fault) {
        Map<String, Scenarios.Call> calls = prepared();
        Map<String, Received> before = received(calls);
        calls.keySet().forEach(id -> emulator.faults().next(route(id), fault));
        Hub hub = hubs.at(emulator.url(), "answer-timeout", isSlow(fault) ? "1s" : "10s");
        Map<String, CompletableFuture<HubAnswer<?>>> answers = new TreeMap<>();
        calls.forEach((id, call) -> answers.put(id, CompletableFuture.supplyAsync(() -> call.on(hub), THREADS)));
        Map<String, Class<?>> kinds = new TreeMap<>();
        answers.forEach((id, answer) -> kinds.put(id, answer.join().getClass()));
        long heads = emulator.requests(Route.ANY).heads();
        await().during(Duration.ofMillis(200))
                .until(() -> emulator.requests(Route.ANY).heads() == heads);
        Map<String, Received> after = received(calls);
        emulator.faults().releaseFrozen();
        Map<String, Outcome> outcomes = new TreeMap<>();
        kinds.forEach((id, kind) -> outcomes.put(id, new Outcome(kind, minus(after.get(id), before.get(id)))));
        return outcomes;
    }

    private Map<String, Scenarios.Call> prepared() {
        Setting setting = new Setting(hubs.at(emulator.url()), files);
        return Contract.load().operations().values().stream()
                .filter(Contract.Operation::isWrite)
                .collect(Collectors.toMap(
                        Contract.Operation::id,
                        operation -> Scenarios.ALL.get(operation.id()).prepare().apply(setting)));
    }

    private Map<String, Received> received(Map<String, Scenarios.Call> calls) {
        return calls.keySet().stream().collect(Collectors.toMap(id -> id, id -> emulator.requests(route(id))));
    }

    private static Route route(String id) {
        return Scenarios.ALL.get(id).route();
    }

    private static Received minus(Received after, Received before) {
        return new Received(after.heads() - before.heads(), after.bodies() - before.bodies());
    }

    private static boolean isSlow(Fault fault) {
        return fault instanceof Fault.Freeze || fault instanceof Fault.Trickle;
    }
}
