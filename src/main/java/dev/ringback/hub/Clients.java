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
 * Builds the clients, all of them here and each for one exchange: HTTP/1.1 on a connection of its own, no redirect
 * followed, nothing repeated. At the Hub's 60 requests a minute a connection each costs nothing that matters, and none
 * is ever found closed by the other side, which is where HTTP stacks repeat requests.
 *
 * <p>What no layer does was read in the sources of Quarkus REST client 3.33.2 and Vert.x 4.5.27: neither has a retry;
 * Vert.x asks its redirect handler only where {@code followRedirects} is set; and the SSE source of the REST client, which
 * reconnects by itself if told to by the server, is not used.
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

    /** @param headWithin how long the answer's header may take; the body's time is the exchange's to limit */
    <C> C build(Class<C> client, Exchange exchange, Duration headWithin) {
        return builder(exchange, headWithin).build(client);
    }

    /** A client whose answer may take for ever, as long as something comes every now and then. */
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
                // Set here so that quarkus.rest-client.* cannot: a claim needs a connection of its own, and a log no
                // keys.
                .property(QuarkusRestClientProperties.HTTP2, false)
                .property(QuarkusRestClientProperties.LOGGING_SCOPE, LoggingScope.NONE)
                .register(new HubJson())
                .register(credentials.get().filter())
                .register((ClientRequestFilter) Clients::refuseOddPath)
                .httpClientRequestCustomizer(exchange);
    }

    /** The address below which the operations are, whether {@code url} names the version or not. */
    static URI base(URI url) {
        String bare = url.toString().replaceAll("/+$", "");
        return URI.create(bare.endsWith(VERSION) ? bare : bare + VERSION);
    }

    /**
     * Ids are opaque, so any text may come as one; but an empty one would turn a deletion into something else, and dots are
     * resolved by proxies.
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
