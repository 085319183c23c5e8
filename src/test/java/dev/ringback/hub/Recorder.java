package dev.ringback.hub;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a Hub, passes on what comes, and keeps a copy. */
final class Recorder implements AutoCloseable {
    /** One request and its answer, as they went over the wire. */
    record Exchange(
            String method,
            String path,
            String query,
            MultiMap requestHeaders,
            Buffer requestBody,
            int status,
            MultiMap responseHeaders,
            Buffer responseBody) {}

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient out = vertx.createHttpClient();
    private final HttpServer in = vertx.createHttpServer();
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final URI hub;

    private Recorder(URI hub) {
        this.hub = hub;
    }

    static Recorder before(URI hub) {
        var recorder = new Recorder(hub);
        recorder.in
                .requestHandler(recorder::pass)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return recorder;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + in.actualPort() + "/v1");
    }

    List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    void forget() {
        exchanges.clear();
    }

    private void pass(HttpServerRequest request) {
        request.body()
                .compose(body -> out.request(request.method(), hub.getPort(), hub.getHost(), request.uri())
                        .compose(onward -> {
                            onward.headers().addAll(request.headers());
                            return onward.send(body);
                        })
                        .compose(answer -> answer.body().onSuccess(text -> {
                            exchanges.add(new Exchange(
                                    request.method().name(),
                                    request.path(),
                                    request.query(),
                                    request.headers(),
                                    body,
                                    answer.statusCode(),
                                    answer.headers(),
                                    text));
                            answer.headers().remove("Transfer-Encoding");
                            request.response().headers().addAll(answer.headers());
                            request.response()
                                    .setStatusCode(answer.statusCode())
                                    .end(text);
                        })))
                .onFailure(failure -> request.connection().close());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
