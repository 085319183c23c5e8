package dev.ringback.alerts;

import dev.ringback.platform.Loopback;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts signed messages to the receiver, without redirects, for at most ten seconds a try. Ignores response bodies. */
@ApplicationScoped
@Startup // reports a wrong setting at start, not at the first alert
class Webhook {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final long TIMEOUT_SECONDS = 10;

    private final Optional<Receiver> receiver;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    private record Receiver(URI url, Signature signature) {}

    Webhook(AlertsConfig config, InstantSource clock) {
        this.receiver = receiver(config.webhook());
        this.clock = clock;
    }

    private static Optional<Receiver> receiver(AlertsConfig.Webhook config) {
        if (config.url().isPresent() != config.secret().isPresent()) {
            throw new IllegalStateException(
                    "ringback.alerts.webhook.url and .secret go together: set both or neither. An unsigned alert could be"
                            + " anyone's.");
        }
        return config.url()
                .map(url ->
                        new Receiver(safe(url), new Signature(config.secret().orElseThrow())));
    }

    private static URI safe(URI url) {
        boolean isSafe = "https".equals(url.getScheme()) || "http".equals(url.getScheme()) && Loopback.is(url);
        if (!isSafe || url.getHost() == null) {
            throw new IllegalStateException("ringback.alerts.webhook.url must be an https:// address; http:// is for"
                    + " this machine only."); // not repeated here: such addresses often carry a secret
        }
        return url;
    }

    boolean isConfigured() {
        return receiver.isPresent();
    }

    /** Sends a message once. Returns the reason of a failure; empty if it was accepted. No transaction may be open. */
    Optional<String> send(UUID id, String body) throws InterruptedException {
        Receiver to = receiver.orElseThrow();
        var at = clock.instant();
        HttpRequest request = HttpRequest.newBuilder(to.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Ringback")
                .header("webhook-id", id.toString())
                .header("webhook-timestamp", Long.toString(at.getEpochSecond()))
                .header("webhook-signature", to.signature().of(id.toString(), at, body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        // The request's own timeout would end at the headers, and a slow body could take for ever.
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).statusCode();
            return status >= 200 && status < 300 ? Optional.empty() : Optional.of("answered " + status);
        } catch (TimeoutException e) {
            return Optional.of("no answer within " + TIMEOUT_SECONDS + " s");
        } catch (ExecutionException e) {
            return Optional.of(e.getCause().getClass().getSimpleName()); // the message may quote the address
        } finally {
            answer.cancel(true);
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
