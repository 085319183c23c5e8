package dev.ringback.hub;

import dev.ringback.privacy.Redaction;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of one exchange with the Hub, including whether the request may have left. There is no catch-all: each
 * reader must decide every kind.
 *
 * @param <T> the body of a successful answer
 */
public sealed interface HubAnswer<T> {
    /** The maximum length of a stored error text. The Hub's errors are bare text of any length (docs/HUB.md). */
    int LONGEST_TEXT = 500;

    /**
     * A 2xx answer whose header has been read.
     *
     * @param body empty if it was cut or unreadable; the request was executed all the same
     */
    record Done<T>(int status, Optional<T> body) implements HubAnswer<T> {}

    /** A request that was never handed to a connection, so nothing can have happened. */
    record NeverLeft<T>(String reason) implements HubAnswer<T> {
        public NeverLeft {
            reason = kept(reason);
        }
    }

    /** A request that may have left without a complete answer header, so its effect is unknown. */
    record Lost<T>(String reason) implements HubAnswer<T> {
        public Lost {
            reason = kept(reason);
        }
    }

    /** A 400, 403, 404, 405, 413, 415 or 422: not executed, and a retry would be refused again. */
    record Refused<T>(int status, String text) implements HubAnswer<T> {
        public Refused {
            text = kept(text);
        }
    }

    /** A 401: not executed, as the key is invalid. */
    record Unauthorized<T>(String text) implements HubAnswer<T> {
        public Unauthorized {
            text = kept(text);
        }
    }

    /** A 409: not executed, or executed earlier; the state must be read. */
    record Conflict<T>(String text) implements HubAnswer<T> {
        public Conflict {
            text = kept(text);
        }
    }

    /**
     * A 429 {@code rate_limited:}: refused before the handler, so not executed.
     *
     * @param retryAfter one minute if the Hub named no time (docs/HUB.md)
     */
    record RateLimited<T>(Duration retryAfter, String text) implements HubAnswer<T> {
        public RateLimited {
            text = kept(text);
        }
    }

    /** A 429 with one of the four cost-cap texts: not executed. {@code retryAfter} is empty if the Hub named none. */
    record CapReached<T>(Cap cap, Optional<Duration> retryAfter, String text) implements HubAnswer<T> {
        public CapReached {
            text = kept(text);
        }
    }

    /** A 429 with an undocumented text: not executed, cause unknown. */
    record Throttled<T>(Optional<Duration> retryAfter, String text) implements HubAnswer<T> {
        public Throttled {
            text = kept(text);
        }
    }

    /** Any other status, such as 5xx, 3xx or 408. A 500 can follow a placed call (docs/HUB.md). */
    record Failed<T>(int status, String text) implements HubAnswer<T> {
        public Failed {
            text = kept(text);
        }
    }

    /**
     * Returns the body, for a read or a set-up step where nothing else will do. The sender of a write must decide each
     * kind instead.
     *
     * @throws HubException unless the answer is successful and has a readable body
     */
    default T orElseThrow() {
        if (this instanceof Done<T>(var status, var body) && body.isPresent()) {
            return body.get();
        }
        throw new HubException(this);
    }

    /** The tenant's cost caps, recognised by the texts of docs/HUB.md. The Hub may embed them in longer texts. */
    enum Cap {
        CONCURRENT("concurrent call limit reached"),
        PER_MINUTE("call rate limit"),
        DAILY_CALLS("daily call limit reached"),
        DAILY_MINUTES("daily minute budget exhausted");

        private final String text;

        Cap(String text) {
            this.text = text;
        }

        static Optional<Cap> named(String answer) {
            String lower = answer.toLowerCase(Locale.ROOT);
            for (Cap cap : values()) {
                if (lower.contains(cap.text)) {
                    return Optional.of(cap);
                }
            }
            return Optional.empty();
        }
    }

    /** Returns a text safe to store and show: redacted, truncated, without NUL, which PostgreSQL's text cannot store. */
    private static String kept(String text) {
        String safe = Redaction.of(text.strip().replace('\0', '\uFFFD'));
        return safe.length() <= LONGEST_TEXT ? safe : safe.substring(0, LONGEST_TEXT) + "…";
    }

    /** Classifies a status outside 2xx. {@code text} is opaque and may be empty; it only distinguishes kinds of 429. */
    static <T> HubAnswer<T> of(int status, String text, Optional<Duration> retryAfter) {
        return switch (status) {
            case 400, 403, 404, 405, 413, 415, 422 -> new Refused<>(status, text);
            case 401 -> new Unauthorized<>(text);
            case 409 -> new Conflict<>(text);
            case 429 -> throttled(text, retryAfter);
            default -> new Failed<>(status, text);
        };
    }

    private static <T> HubAnswer<T> throttled(String text, Optional<Duration> retryAfter) {
        if (text.toLowerCase(Locale.ROOT).contains("rate_limited:")) { // in quotes if the text is sent as JSON
            return new RateLimited<>(retryAfter.orElse(Duration.ofMinutes(1)), text);
        }
        return Cap.named(text)
                .<HubAnswer<T>>map(cap -> new CapReached<>(cap, retryAfter, text))
                .orElseGet(() -> new Throttled<>(retryAfter, text));
    }
}
