package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ringback.emulator.Emulator;
import dev.ringback.emulator.Fault;
import dev.ringback.emulator.Route;
import dev.ringback.emulator.Settings;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of the Hub contract, called through its client and answered by the emulated Hub, with both messages held
 * against the OpenAPI document. An operation that nobody calls here fails the build.
 */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
class ContractTest {
    private static final Contract CONTRACT = Contract.load();
    private static final List<Class<?>> CLIENTS = List.of(
            AgentsClient.class,
            ToolsClient.class,
            PlaybooksClient.class,
            FaqsClient.class,
            IntegrationsClient.class,
            TelephonyClient.class,
            CallsClient.class,
            RecordingsClient.class,
            CallLimitsClient.class,
            CampaignsClient.class,
            ApiKeysClient.class,
            WidgetKeysClient.class,
            WidgetSettingsClient.class,
            WidgetAuthClient.class);

    private final Emulator emulator = Emulator.start(Settings.defaults());
    private final Recorder recorder = Recorder.before(emulator.url());

    @Inject
    TestHubs hubs;

    @TempDir
    java.nio.file.Path files;

    @BeforeEach
    void reset() {
        emulator.reset();
        recorder.forget();
    }

    @AfterAll
    void stop() {
        recorder.close();
        emulator.close();
    }

    static Set<String> operations() {
        return CONTRACT.operations().keySet();
    }

    static Stream<String> operationsWithABearer() {
        return operations().stream()
                .filter(id ->
                        CONTRACT.operations().get(id).node().path("responses").has("401"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void holdsForEveryOperation(String id) {
        Scenarios.Call call = prepared(id);
        if (id.equals("getRecording")) {
            emulator.advance(Duration.ofMinutes(1)); // the call ends and is uploaded
        }
        HubAnswer<?> answer = call.on(recorded());
        assertThat(answer).isInstanceOf(HubAnswer.Done.class);
        if (!id.startsWith("delete") && !id.startsWith("detach")) {
            assertThat(((HubAnswer.Done<?>) answer).body())
                    .as("a body that was understood")
                    .isPresent();
        }
        assertThat(recorder.exchanges()).singleElement().satisfies(exchange -> {
            assertThat(CONTRACT.operationOf(exchange.method(), ContractCheck.pathOf(exchange))
                            .id())
                    .isEqualTo(id);
            assertThat(ContractCheck.problems(CONTRACT, exchange)).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("operationsWithABearer")
    void holdsForRefusalsToo(String id) {
        Scenarios.Call call = prepared(id);
        Route route = Scenarios.ALL.get(id).route();
        emulator.faults().next(route, Fault.status(401, "invalid API key"));
        assertThat(call(call)).isEqualTo(new HubAnswer.Unauthorized<>("invalid API key"));
        emulator.faults().next(route, Fault.rateLimited(Duration.ofMinutes(10)));
        if (!id.startsWith("stream")) { // it would wait, as it should
            assertThat(call(call)).isInstanceOf(HubAnswer.RateLimited.class);
        }
        assertThat(recorder.exchanges())
                .isNotEmpty()
                .allSatisfy(exchange ->
                        assertThat(ContractCheck.problems(CONTRACT, exchange)).isEmpty());
    }

    /** A stream tells by an exception what a call tells by its answer. */
    private HubAnswer<?> call(Scenarios.Call call) {
        try {
            return call.on(recorded());
        } catch (HubException e) {
            return e.answer();
        }
    }

    @Test
    void hasAClientMethodForEveryOperationAndForNothingElse() {
        Set<String> documented = CONTRACT.operations().values().stream()
                .map(Contract.Operation::shape)
                .collect(Collectors.toSet());
        List<String> written = CLIENTS.stream()
                .flatMap(client -> Arrays.stream(client.getMethods()).flatMap(method -> shape(client, method).stream()))
                .toList();
        assertThat(written).containsExactlyInAnyOrderElementsOf(documented);
    }

    @Test
    void callsEveryOperationHereAndNothingElse() {
        assertThat(Scenarios.ALL.keySet()).isEqualTo(operations());
    }

    private Scenarios.Call prepared(String id) {
        Scenarios.Scenario scenario = Scenarios.ALL.get(id);
        if (scenario == null) {
            fail("no test of the operation " + id + ": add it to Scenarios");
        }
        return scenario.prepare().apply(new Setting(hubs.at(emulator.url()), files));
    }

    private Hub recorded() {
        return hubs.at(recorder.url());
    }

    private static Optional<String> shape(Class<?> client, Method method) {
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value() + " " + path(client) + path(method))
                .map(shape -> shape.replaceAll("\\{[^}]+}", "{}").replace("//", "/"))
                .findFirst();
    }

    private static String path(java.lang.reflect.AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(Path.class))
                .map(Path::value)
                .filter(path -> !path.equals("/"))
                .orElse("");
    }
}
