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
 * Records the progress of one request on the wire: whether it was handed to a connection, and the answer's status. The
 * status is recorded when the header has been read, whatever happens to the body. At most one request leaves, and none
 * after {@link #mayHaveLeft} or {@link #abandon} found it open.
 */
final class Exchange implements Consumer<HttpClientRequest> {
    private enum Fate {
        OPEN,
        LEFT,
        NEVER
    }

    private final SendGuard guard;
    private final InstantSource clock;
    // Decided once: an event loop about to write must not contradict a thread that reports nothing was written.
    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);
    private volatile boolean guardRefused;
    private volatile boolean expired;
    private volatile Header header;
    private volatile HttpClientRequest request;

    /** @param clock needed for a {@code Retry-After} that is a date */
    Exchange(SendGuard guard, InstantSource clock) {
        this.guard = guard;
        this.clock = clock;
    }

    /** @param retryAfter limited to the accepted range: see {@link RetryAfter} */
    record Header(int status, Optional<Duration> retryAfter) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /** Decides whether the request leaves. The REST client calls it when the connection is open and nothing is written. */
    @Override
    public void accept(HttpClientRequest open) {
        // The caller learns of a loss in any case; without a handler Vert.x logs it as an error.
        open.exceptionHandler(noted -> {});
        open.connection().exceptionHandler(noted -> {});
        if (!isAllowed()) {
            guardRefused = true;
            fate.compareAndSet(Fate.OPEN, Fate.NEVER);
            cut(open);
            return;
        }
        request = open; // set before the decision: a thread that sees LEFT must also see the request
        if (!fate.compareAndSet(Fate.OPEN, Fate.LEFT)) {
            cut(open);
            return;
        }
        open.response().onSuccess(response -> header = read(response));
    }

    /**
     * Asks the guard and treats an exception as a refusal. The REST client drops exceptions from here, so the caller
     * would wait forever.
     */
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

    /** Ends an exchange that exceeded its deadline. The recorded progress then decides the answer. */
    void abandon() {
        expired = true;
        fate.compareAndSet(Fate.OPEN, Fate.NEVER);
        HttpClientRequest open = request;
        if (open != null) {
            cut(open);
        }
    }

    /**
     * Resets the request, then closes the connection. The reset comes first: it blocks further writes and ends the
     * caller's wait at once.
     */
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

    /** Returns whether the request was handed to a connection. If it was not, it cannot leave after this call. */
    boolean mayHaveLeft() {
        return !fate.compareAndSet(Fate.OPEN, Fate.NEVER) && fate.get() == Fate.LEFT;
    }

    Optional<Header> header() {
        return Optional.ofNullable(header);
    }
}
