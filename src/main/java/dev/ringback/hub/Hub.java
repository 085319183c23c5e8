package dev.ringback.hub;

import dev.ringback.platform.Loopback;
import dev.ringback.platform.Startup;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** The way to the Hub. No layer of it repeats a request; whether to send again is the outbox's to decide. */
@ApplicationScoped
public class Hub {
    private final HubConfig config;
    private final Vertx vertx;

    Hub(HubConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    /** Refuses to start with a mixture of a real and an emulated Hub, or without a key. */
    void check(@Observes @Priority(Startup.HUB) StartupEvent event) {
        if (config.emulator().enabled() && !Loopback.is(config.url())) {
            throw new IllegalStateException("ringback.hub.emulator.enabled is on while ringback.hub.url is "
                    + config.url() + ": choose one of them");
        }
        if (config.apiKey().isEmpty()) {
            throw new IllegalStateException("no key for the Hub: set ringback.hub.api-key (RINGBACK_HUB_API_KEY) or"
                    + " KATAVEN_API_KEY to an sk_live_… key");
        }
    }

    /**
     * Makes one write, at most once: HTTP/1.1, a connection of its own, no redirect followed, nothing repeated. Blocks
     * until the answer or the deadline ({@code ringback.hub.answer-timeout} after the hand-over); call it on a virtual
     * thread with no transaction open.
     *
     * @param guard asked when the connection stands, just before the first byte
     */
    public <C, T> HubAnswer<T> once(Class<C> client, Function<C, T> write, SendGuard guard) {
        Exchange exchange = new Exchange(guard);
        C fresh = builder().httpClientRequestCustomizer(exchange).build(client);
        long deadline = vertx.setTimer(
                config.connectTimeout().plus(config.answerTimeout()).toMillis(), id -> exchange.abandon());
        try {
            T body = write.apply(fresh);
            return new HubAnswer.Done<>(exchange.header().orElseThrow().status(), Optional.ofNullable(body));
        } catch (RuntimeException e) {
            return conclude(exchange, e);
        } finally {
            vertx.cancelTimer(deadline);
            close(fresh);
        }
    }

    private QuarkusRestClientBuilder builder() {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(config.url().toString().replaceAll("/+$", "")))
                .connectTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(config.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .property(QuarkusRestClientProperties.KEEP_ALIVE_ENABLED, false);
    }

    private static <T> HubAnswer<T> conclude(Exchange exchange, RuntimeException failure) {
        if (exchange.guardRefused()) {
            return new HubAnswer.NeverLeft<>("the claim was void before the request could leave");
        }
        if (!exchange.mayHaveLeft()) {
            return new HubAnswer.NeverLeft<>("no connection: " + rootOf(failure));
        }
        if (exchange.header().isEmpty()) {
            return new HubAnswer.Lost<>("no answer: " + rootOf(failure));
        }
        Exchange.Header header = exchange.header().get();
        if (header.status() >= 200 && header.status() < 300) {
            return new HubAnswer.Done<>(header.status(), Optional.empty());
        }
        return HubAnswer.of(header.status(), textOf(failure), header.retryAfter());
    }

    private static String textOf(RuntimeException failure) {
        if (failure instanceof WebApplicationException answered) {
            try {
                return answered.getResponse().readEntity(String.class);
            } catch (RuntimeException cut) {
                return ""; // the status alone decides; only the kind of a 429 is lost with the text
            }
        }
        return "";
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }

    private static void close(Object client) {
        try {
            ((Closeable) client).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
