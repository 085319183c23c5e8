package dev.ringback.calls.settlement;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A carrier's call log over HTTP, as its documentation describes it, holding what a test says was dialled. */
public abstract class FakeCarrier implements AutoCloseable {
    static final String ACCOUNT = "AC00000000000000000000000000000001";
    static final String SECRET = "carrier-secret";

    private static final AtomicLong COUNTER = new AtomicLong();

    /**
     * @param started null while it is queued
     * @param ended null while it is going on
     */
    public record Entry(String id, String to, String direction, Instant created, Instant started, Instant ended) {}

    /** What the server answers. */
    record Answer(int status, Object body) {}

    final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private volatile int requests;
    private volatile int failFrom = Integer.MAX_VALUE;
    private volatile int failure;
    private volatile Runnable meanwhile;

    /** @param port 0 for any free one */
    FakeCarrier(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.start();
    }

    abstract Answer answer(String path, Map<String, String> query);

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** A call that rang for a minute and is over. */
    public void rang(String to, Instant at) {
        add(to, "outbound-api", at, at.plusSeconds(1), at.plusSeconds(60));
    }

    /** A call that is asked for and not dialled yet. */
    public void queued(String to, Instant at) {
        add(to, "outbound-api", at, null, null);
    }

    /** A call that is going on. */
    public void ringing(String to, Instant at) {
        add(to, "outbound-api", at, at.plusSeconds(1), null);
    }

    void add(String to, String direction, Instant created, Instant started, Instant ended) {
        entries.add(new Entry("CA%032d".formatted(COUNTER.incrementAndGet()), to, direction, created, started, ended));
    }

    /** From that many requests on, counted from now, every answer is this status. */
    public void failFrom(int request, int status) {
        requests = 0;
        failFrom = request;
        failure = status;
    }

    /** What happens elsewhere while the next request is under way. */
    public void meanwhile(Runnable elsewhere) {
        meanwhile = elsewhere;
    }

    public void reset() {
        entries.clear();
        failFrom = Integer.MAX_VALUE;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests++;
            Runnable elsewhere = meanwhile;
            meanwhile = null;
            if (elsewhere != null) {
                elsewhere.run();
            }
            Answer answer = answered(exchange);
            byte[] body = answer.body() instanceof String text
                    ? text.getBytes(StandardCharsets.UTF_8)
                    : json.writeValueAsBytes(answer.body());
            if (answer.status() / 100 == 3) {
                exchange.getResponseHeaders().add("Location", "http://localhost:1/elsewhere");
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answered(HttpExchange exchange) {
        String expected = "Basic "
                + Base64.getEncoder().encodeToString((ACCOUNT + ':' + SECRET).getBytes(StandardCharsets.UTF_8));
        if (requests >= failFrom) {
            return new Answer(failure, "{}");
        }
        if (!exchange.getRequestMethod().equals("GET")
                || !expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return new Answer(401, Map.of());
        }
        return answer(
                exchange.getRequestURI().getPath(),
                query(exchange.getRequestURI().getRawQuery()));
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(decoded(parts[0]), decoded(parts[1]));
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
