package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.ringback.hub.RawServer.Stage;
import dev.ringback.platform.PostgresResource;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of a write, counted below HTTP: one connection, one request on it, and none where the guard says no. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(20)
class WireTest {
    private static final CallsClient.NewCall CALL =
            new CallsClient.NewCall("agent_1", new PhoneNumber("+12025550123"), new PhoneNumber("+14155550100"));
    private static final Pattern REQUEST_LINE = Pattern.compile("POST /v1/calls/originate HTTP/1\\.1\\r\\n");

    @Inject
    TestHubs hubs;

    @ParameterizedTest
    @MethodSource("hangUps")
    void sendsOneRequestOnOneConnection(Stage stage, Class<?> expected) throws IOException {
        try (var server = RawServer.hangingUp(stage)) {
            assertThat(originate(server, () -> true)).isInstanceOf(expected);
            await().until(() -> server.connections().size() == 1
                    && server.connections().getFirst().ended());
            String received = server.connections().getFirst().received();
            assertThat(REQUEST_LINE.matcher(received).results()).hasSizeLessThanOrEqualTo(1);
            assertThat(received.split("to_number", -1)).hasSizeLessThanOrEqualTo(2);
        }
    }

    static Stream<Arguments> hangUps() {
        return Stream.of(
                argumentSet("at once", Stage.ACCEPTED, HubAnswer.class),
                argumentSet("after the head", Stage.HEAD_READ, HubAnswer.Lost.class),
                argumentSet("after the body", Stage.BODY_READ, HubAnswer.Lost.class),
                argumentSet("within its header", Stage.HALF_OF_THE_HEADER_SENT, HubAnswer.Lost.class),
                argumentSet("within its body", Stage.HALF_OF_THE_BODY_SENT, HubAnswer.Done.class),
                argumentSet("after its answer", Stage.ANSWERED, HubAnswer.Done.class),
                argumentSet("never", Stage.NEVER, HubAnswer.Done.class));
    }

    @Test
    void asksForTheConnectionToBeClosed() throws IOException {
        try (var server = RawServer.hangingUp(Stage.NEVER)) {
            originate(server, () -> true);
            await().until(() -> server.connections().getFirst().ended());
            assertThat(server.connections().getFirst().received().toLowerCase()).contains("connection: close");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAD_READ", "NEVER"})
    void sendsNotOneByteWhereTheGuardRefuses(Stage stage) throws IOException {
        try (var server = RawServer.hangingUp(stage)) {
            for (int i = 0; i < 20; i++) {
                assertThat(originate(server, () -> false)).isInstanceOf(HubAnswer.NeverLeft.class);
            }
            await().until(() -> server.connections().size() == 20
                    && server.connections().stream().allMatch(RawServer.Connection::ended));
            assertThat(server.connections())
                    .allSatisfy(connection -> assertThat(connection.received()).isEmpty());
        }
    }

    private HubAnswer<CallsClient.Originated> originate(RawServer server, SendGuard guard) {
        return hubs.at(server.url()).once(CallsClient.class, client -> client.originate(CALL), guard);
    }
}
