package dev.ringback.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Emulator emulator = Emulator.start(Settings.defaults());
    private final HubClient client = HubClient.of(emulator);

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static List<Route> operations() {
        return Arrays.stream(Route.values()).filter(Route::isOperation).toList();
    }

    @Test
    void servesEveryOperationOfTheContractAndAsksForABearerWhereItDoes() throws IOException {
        for (var route : operations()) {
            var path = route.template.replaceAll("\\{[a-z]+}", "none");
            var answer = client.as(null).send(route.method.name(), path, "{}");
            if (route.isPublic()) {
                assertThat(answer.status()).as(route.label()).isIn(400, 404);
            } else {
                assertThat(answer.status()).as(route.label()).isEqualTo(401);
            }
        }
        assertThat(emulator.requests(Route.ANY).heads()).isEqualTo(operations().size());
    }

    @Test
    void answersEveryOperationWithoutFailing() throws IOException {
        for (var route : operations()) {
            var path = route.template.replaceAll("\\{[a-z]+}", "none");
            assertThat(client.send(route.method.name(), path, "{}").status())
                    .as(route.label())
                    .isIn(200, 400, 403, 404, 409);
        }
    }

    @Test
    void answersAForeignIdLikeOneThatIsNot() throws IOException {
        try (var open = Emulator.start(Settings.defaults().withAnyKey())) {
            var ours = HubClient.of(open);
            var other = ours.as("sk_live_other_1");
            var agent = ours.post("/agents", "{\"name\":\"Ours\"}").id();
            assertThat(ours.get("/agents/" + agent).status()).isEqualTo(200);
            assertThat(other.get("/agents/" + agent).status()).isEqualTo(404);
            assertThat(other.send("PATCH", "/agents/" + agent, "{\"name\":\"Theirs\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(other.send("DELETE", "/agents/" + agent, null).status()).isEqualTo(404);
            assertThat(other.get("/agents").json()).hasSize(2);
        }
    }

    @Test
    void readsIdsThatAreWrittenWithPercents() {
        var match = new Routes().match(Route.GET_AGENT.method, "/v1/agents/a%2Fb+c");
        assertThat(((Routes.Match.Found) match).path()).containsEntry("id", "a/b+c");
    }
}
