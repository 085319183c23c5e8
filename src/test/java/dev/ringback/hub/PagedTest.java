package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.hub.ToolsClient.Tool;
import dev.ringback.platform.PostgresResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages as Hubs may cut them, which the emulated one does in one way only. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
@Timeout(20)
class PagedTest {
    private final List<String> asked = new ArrayList<>();
    private Function<String, String> answer;
    private HttpServer server;

    @Inject
    TestHubs hubs;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/v1/", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            asked.add(query);
            byte[] body = answer.apply(query).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void goesOnWhereTheHubCutsPagesShorterThanAsked() {
        answer = query -> switch (query) {
            case "limit=100&offset=0" -> page(0, 2, ",\"has_next\":true");
            case "limit=100&offset=2" -> page(2, 1, ",\"has_next\":false");
            default -> "{}";
        };
        assertThat(names()).containsExactly("t0", "t1", "t2");
    }

    @Test
    void endsWithAPageThatIsNotFull() {
        answer = query -> query.endsWith("offset=0") ? page(0, 100, "") : page(100, 1, "");
        assertThat(names()).hasSize(101);
        assertThat(asked).hasSize(2);
    }

    @Test
    void endsWithAnEmptyPageWhateverTheHubSays() {
        answer = query -> page(0, 0, ",\"has_next\":true");
        assertThat(names()).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void doesNotReadTheSamePageForEver() {
        answer = query -> page(0, 100, "");
        assertThatThrownBy(this::names).isInstanceOf(IllegalStateException.class);
        assertThat(asked).hasSize(2);
    }

    @Test
    void asksForNothingBeforeItIsWanted() {
        answer = query -> page(0, 100, "");
        Paged<Tool> tools = ToolsClient.all(hub(), Urgency.ORDINARY);
        var some = tools.iterator();
        assertThat(asked).isEmpty();
        some.next();
        assertThat(asked).hasSize(1);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        ToolsClient.all(hub(), Urgency.ORDINARY).forEach(tool -> names.add(tool.name()));
        return names;
    }

    private static String page(int first, int count, String more) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> "{\"name\":\"t" + i + "\"}")
                .collect(Collectors.joining(",", "{\"tools\":[", "]" + more + "}"));
    }

    private Hub hub() {
        return hubs.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }
}
