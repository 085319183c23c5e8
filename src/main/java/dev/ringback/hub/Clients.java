package dev.ringback.hub;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.client.api.LoggingScope;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/**
 * Builds every REST client, each for one exchange: HTTP/1.1, its own connection, no redirects, no retries. At 60
 * requests a minute, separate connections cost little. No connection is found closed by the peer, which is where HTTP
 * stacks retry.
 *
 * <p>The absence of retries was read in the sources of Quarkus REST client 3.33.2 and Vert.x 4.5.27: neither retries
 * requests. Vert.x calls its redirect handler only if {@code followRedirects} is set. The REST client's SSE source,
 * which reconnects when the server tells it to, is not used.
 */
final class Clients {
    private static final String VERSION = "/v1";
    private static final int LONGEST_SEGMENT = 200;

    private final HubConfig config;
    private final Supplier<Credentials> credentials;

    Clients(HubConfig config, Supplier<Credentials> credentials) {
        this.config = config;
        this.credentials = credentials;
    }

    Clients as(Credentials others) {
        return new Clients(config, () -> others);
    }

    /** @param headWithin limit for the answer's header; the exchange limits the time of the body */
    <C> C build(Class<C> client, Exchange exchange, Duration headWithin) {
        return builder(exchange, headWithin).build(client);
    }

    /** Builds a client for an answer of unlimited length that is never silent for longer than {@code stream-idle}. */
    <C> C buildForStream(Class<C> client, Exchange exchange) {
        return builder(exchange, config.streamIdle())
                .httpClientOptionsCustomizer(options -> options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setReadIdleTimeout(Math.toIntExact(config.streamIdle().toMillis())))
                .build(client);
    }

    private QuarkusRestClientBuilder builder(Exchange exchange, Duration headWithin) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(base(config.url()))
                .connectTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(headWithin.toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .property(QuarkusRestClientProperties.KEEP_ALIVE_ENABLED, false)
                // Set here so that quarkus.rest-client.* cannot: a claim needs its own connection, and logs must not
                // show keys.
                .property(QuarkusRestClientProperties.HTTP2, false)
                .property(QuarkusRestClientProperties.LOGGING_SCOPE, LoggingScope.NONE)
                .register(new HubJson())
                .register(credentials.get().filter())
                .register((ClientRequestFilter) Clients::refuseOddPath)
                .httpClientRequestCustomizer(exchange);
    }

    /** Returns the base address of the operations, whether or not {@code url} names the version. */
    static URI base(URI url) {
        String bare = url.toString().replaceAll("/+$", "");
        return URI.create(bare.endsWith(VERSION) ? bare : bare + VERSION);
    }

    /**
     * Rejects unsafe path segments, since ids are opaque. An empty id would turn a deletion into another operation, and
     * proxies resolve dots.
     */
    private static void refuseOddPath(ClientRequestContext request) {
        for (String segment : request.getUri().getRawPath().substring(1).split("/", -1)) {
            boolean isOdd = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (isOdd || segment.length() > LONGEST_SEGMENT) {
                throw new IllegalArgumentException("no id can look like this: it is empty, dots, or too long");
            }
        }
    }

    static void close(Object client) {
        try {
            ((Closeable) client).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
