package dev.ringback.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringback.hub.RawServer.Stage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was said of a request stays true: one that was called unsent is not sent afterwards. */
@Timeout(20)
class ExchangeTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private RawServer server;

    @BeforeEach
    void listen() throws IOException {
        server = RawServer.hangingUp(Stage.ANSWERED);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void letsNothingOutOnceItWasAskedWhetherItDid() {
        Exchange exchange = new Exchange(() -> true, InstantSource.system());
        assertThat(exchange.mayHaveLeft()).isFalse();
        assertIsNotSent(exchange);
        assertThat(exchange.mayHaveLeft()).isFalse();
    }

    @Test
    void letsNothingOutOnceItWasAbandoned() {
        Exchange exchange = new Exchange(() -> true, InstantSource.system());
        exchange.abandon();
        assertIsNotSent(exchange);
        assertThat(exchange.mayHaveLeft()).isFalse();
    }

    @Test
    void mayHaveLeftOnceHandedOver() {
        Exchange exchange = new Exchange(() -> true, InstantSource.system());
        exchange.accept(open());
        assertThat(exchange.mayHaveLeft()).isTrue();
        exchange.abandon();
        assertThat(exchange.mayHaveLeft()).isTrue();
    }

    private void assertIsNotSent(Exchange exchange) {
        HttpClientRequest request = open();
        exchange.accept(request);
        assertThatThrownBy(() -> request.send("{}")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class);
        await().until(() -> server.connections().getFirst().ended());
        assertThat(server.connections().getFirst().received()).isEmpty();
    }

    private HttpClientRequest open() {
        return http.request(HttpMethod.POST, server.url().getPort(), "127.0.0.1", "/v1/calls/originate")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
