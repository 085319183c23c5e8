package dev.ringback.hub;

import io.quarkus.logging.Log;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What is known of one request on the wire, noted where it happens: whether it was handed to a connection, and the
 * status as soon as the answer's header has been read, whatever becomes of the body. It lets one request out at most,
 * and none once it has been asked whether it did.
 */
final class Exchange implements Consumer<HttpClientRequest> {
    private enum Fate {
        OPEN,
        LEFT,
        NEVER
    }

    private final SendGuard guard;
    private final InstantSource clock;
    // Decided once: an event loop that is about to write must not overtake a thread that says nothing was written.
    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);
    private volatile boolean guardRefused;
    private volatile boolean expired;
    private volatile Header header;
    private volatile HttpClientRequest request;

    /** @param clock for a {@code Retry-After} that is a date */
    Exchange(SendGuard guard, InstantSource clock) {
        this.guard = guard;
        this.clock = clock;
    }

    /** @param retryAfter as far as it is believed: see {@link RetryAfter} */
    record Header(int status, Optional<Duration> retryAfter) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /** Called by the REST client with the connection open and nothing written. */
    @Override
    public void accept(HttpClientRequest open) {
        // The caller learns of a loss anyway; where nobody listens, Vert.x logs it as an error.
        open.exceptionHandler(noted -> {});
        open.connection().exceptionHandler(noted -> {});
        if (!isAllowed()) {
            guardRefused = true;
            fate.compareAndSet(Fate.OPEN, Fate.NEVER);
            cut(open);
            return;
        }
        request = open; // before the decision: whoever finds it made finds this too
        if (!fate.compareAndSet(Fate.OPEN, Fate.LEFT)) {
            cut(open);
            return;
        }
        open.response().onSuccess(response -> header = read(response));
    }

    /** An exception would leave the caller waiting for ever: the REST client drops what is thrown here. */
    private boolean isAllowed() {
        try {
            return guard.mayLeave();
        } catch (RuntimeException e) {
            Log.error("a guard of a write failed, so the write does not leave", e);
            return false;
        }
    }

    private Header read(HttpClientResponse response) {
        return new Header(
                response.statusCode(),
                RetryAfter.of(response.getHeader("Retry-After"), response.getHeader("Date"), clock.instant()));
    }

    /** Ends an exchange that takes too long; what it came to is then read from what was noted. */
    void abandon() {
        expired = true;
        fate.compareAndSet(Fate.OPEN, Fate.NEVER);
        HttpClientRequest open = request;
        if (open != null) {
            cut(open);
        }
    }

    /** The reset comes first: it refuses whatever is written from now on, and it ends the caller's wait at once. */
    private static void cut(HttpClientRequest open) {
        open.reset();
        open.connection().close();
    }

    boolean guardRefused() {
        return guardRefused;
    }

    boolean expired() {
        return expired;
    }

    /** Whether the request was handed to a connection; if it was not, it never will be from now on. */
    boolean mayHaveLeft() {
        return !fate.compareAndSet(Fate.OPEN, Fate.NEVER) && fate.get() == Fate.LEFT;
    }

    Optional<Header> header() {
        return Optional.ofNullable(header);
    }
}
