package dev.ringback.hub;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is known of one write on the wire, noted where it happens: whether the request was handed to a connection, and
 * the status as soon as the answer's header has been read, whatever becomes of the body.
 */
final class Exchange implements Consumer<HttpClientRequest> {
    private final SendGuard guard;
    private volatile boolean guardRefused;
    private volatile boolean mayHaveLeft;
    private volatile Header header;
    private volatile HttpClientRequest request;

    Exchange(SendGuard guard) {
        this.guard = guard;
    }

    /** @param retryAfter in seconds as the Hub sends it (BEHAVIOUR.md, 4a); a date is not expected and is passed over */
    record Header(int status, Optional<Duration> retryAfter) {}

    /** Called by the REST client with the connection open and nothing written. */
    @Override
    public void accept(HttpClientRequest open) {
        request = open;
        if (!guard.mayLeave()) {
            guardRefused = true;
            open.connection().close(); // whatever is written now fails: nothing leaves
            return;
        }
        mayHaveLeft = true;
        open.response().onSuccess(response -> header = read(response));
    }

    private static Header read(HttpClientResponse response) {
        String seconds = response.getHeader("Retry-After");
        boolean isNumber = seconds != null && seconds.matches("\\d{1,6}");
        return new Header(
                response.statusCode(),
                isNumber ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds))) : Optional.empty());
    }

    /** Ends an exchange that takes too long; what it came to is then read from what was noted. */
    void abandon() {
        HttpClientRequest open = request;
        if (open != null) {
            open.connection().close();
        }
    }

    boolean guardRefused() {
        return guardRefused;
    }

    boolean mayHaveLeft() {
        return mayHaveLeft;
    }

    Optional<Header> header() {
        return Optional.ofNullable(header);
    }
}
