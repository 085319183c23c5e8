package dev.ringback.emulator;

import java.util.Map;

/** Signals that the Hub refuses a request: thrown by an operation, answered as bare text (Hub contract, section 3). */
final class Refusal extends RuntimeException {
    final int status;
    final transient Map<String, String> headers;

    private Refusal(int status, String text, Map<String, String> headers) {
        super(text, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    static Refusal of(int status, String text) {
        return new Refusal(status, text, Map.of());
    }

    static Refusal invalid(String text) {
        return of(400, text);
    }

    static Refusal notFound(String what) {
        return of(404, what + " not found");
    }

    static Refusal rateLimited(String window, int limit, long retryAfterSeconds) {
        return new Refusal(
                429,
                "rate_limited: %s (%d) exceeded".formatted(window, limit),
                Map.of("Retry-After", Long.toString(retryAfterSeconds)));
    }
}
