package dev.ringback.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Enforces an account's request limits (Hub contract, section 4a). A window starts with its first request and lasts its
 * fixed length. Refused requests are not counted.
 */
final class RateLimiter {
    private enum Span {
        MINUTE("per-minute", Duration.ofMinutes(1), RequestLimits::perMinute),
        HOUR("per-hour", Duration.ofHours(1), RequestLimits::perHour),
        DAY("per-day", Duration.ofDays(1), RequestLimits::perDay);

        private final String text;
        private final Duration length;
        private final ToIntFunction<RequestLimits> limit;

        Span(String text, Duration length, ToIntFunction<RequestLimits> limit) {
            this.text = text;
            this.length = length;
            this.limit = limit;
        }
    }

    private static final class Window {
        private Instant end = Instant.MIN;
        private int count;
    }

    private static final class Counters {
        private final Map<Span, Window> windows = new HashMap<>();
        private int inFlight;
    }

    private final Map<String, Counters> accounts = new HashMap<>();

    /** Admits a request or throws a refusal. Returns the action to run when the request is answered. */
    Runnable admit(String account, RequestLimits limits, Instant now) {
        var counters = accounts.computeIfAbsent(account, a -> new Counters());
        if (counters.inFlight >= limits.inFlight()) {
            throw Refusal.rateLimited("in-flight", limits.inFlight(), 1);
        }
        for (var span : Span.values()) {
            var window = counters.windows.computeIfAbsent(span, s -> new Window());
            if (!window.end.isAfter(now)) {
                window.end = now.plus(span.length);
                window.count = 0;
            }
            if (window.count >= span.limit.applyAsInt(limits)) {
                var left = Duration.between(now, window.end);
                throw Refusal.rateLimited(
                        span.text,
                        span.limit.applyAsInt(limits),
                        left.plusMillis(999).toSeconds());
            }
        }
        counters.windows.values().forEach(window -> window.count++);
        counters.inFlight++;
        return () -> counters.inFlight--;
    }

    void clear() {
        accounts.clear();
    }
}
