package dev.ringback.hub;

import dev.ringback.privacy.Redaction;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What one exchange with the Hub came to, with one honest bit: whether the request may have left. There is no
 * catch-all: whoever reads an answer decides each kind.
 *
 * @param <T> the body of a good answer
 */
public sealed interface HubAnswer<T> {
    /** Longest piece of an error text that is kept. The Hub's errors are bare text of any length (docs/HUB.md). */
    int LONGEST_TEXT = 500;

    /**
     * A 2xx, whose header has been read.
     *
     * @param body empty if it was cut or could not be understood: the deed is done all the same
     */
    record Done<T>(int status, Optional<T> body) implements HubAnswer<T> {}

    /** The request was never handed to a connection: nothing can have happened. */
    record NeverLeft<T>(String reason) implements HubAnswer<T> {
        public NeverLeft {
            reason = kept(reason);
        }
    }

    /** The request may have left and no whole header came back: nobody knows what happened. */
    record Lost<T>(String reason) implements HubAnswer<T> {
        public Lost {
            reason = kept(reason);
        }
    }

    /** 400, 403, 404, 405, 413, 415, 422: not executed, and would not be the next time. */
    record Refused<T>(int status, String text) implements HubAnswer<T> {
        public Refused {
            text = kept(text);
        }
    }

    /** 401: not executed; the key is bad. */
    record Unauthorized<T>(String text) implements HubAnswer<T> {
        public Unauthorized {
            text = kept(text);
        }
    }

    /** 409: not done, or done before; the state has to be read. */
    record Conflict<T>(String text) implements HubAnswer<T> {
        public Conflict {
            text = kept(text);
        }
    }

    /**
     * 429 {@code rate_limited:}: refused before the handler, so not executed.
     *
     * @param retryAfter a minute where the Hub named no time (docs/HUB.md)
     */
    record RateLimited<T>(Duration retryAfter, String text) implements HubAnswer<T> {
        public RateLimited {
            text = kept(text);
        }
    }

    /** 429 with one of the four cost-cap texts: not executed. {@code retryAfter} only where the Hub named one. */
    record CapReached<T>(Cap cap, Optional<Duration> retryAfter, String text) implements HubAnswer<T> {
        public CapReached {
            text = kept(text);
        }
    }

    /** 429 with a text nobody has described: not executed, cause unknown. */
    record Throttled<T>(Optional<Duration> retryAfter, String text) implements HubAnswer<T> {
        public Throttled {
            text = kept(text);
        }
    }

    /** Any other status: 5xx, 3xx, 408 and whatever comes: a 500 can follow a placed call (docs/HUB.md). */
    record Failed<T>(int status, String text) implements HubAnswer<T> {
        public Failed {
            text = kept(text);
        }
    }

    /**
     * What was asked for, where only that will do: a read, or a step of a set-up. Whoever owes a write decides each kind.
     *
     * @throws HubException if it is anything but a good answer with a body that was understood
     */
    default T orElseThrow() {
        if (this instanceof Done<T>(var status, var body) && body.isPresent()) {
            return body.get();
        }
        throw new HubException(this);
    }

    /** The tenant's cost caps, by the texts of docs/HUB.md; they may be embedded in longer ones. */
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

    /** A text as it may be stored and shown: redacted, cut to size, without the NUL that PostgreSQL's text cannot have. */
    private static String kept(String text) {
        String safe = Redaction.of(text.strip().replace('\0', '\uFFFD'));
        return safe.length() <= LONGEST_TEXT ? safe : safe.substring(0, LONGEST_TEXT) + "…";
    }

    /** Reads a status outside 2xx. {@code text} is opaque and may be empty; it tells only 429s apart. */
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
        if (text.toLowerCase(Locale.ROOT).contains("rate_limited:")) { // within quotes if the text is sent as JSON
            return new RateLimited<>(retryAfter.orElse(Duration.ofMinutes(1)), text);
        }
        return Cap.named(text)
                .<HubAnswer<T>>map(cap -> new CapReached<>(cap, retryAfter, text))
                .orElseGet(() -> new Throttled<>(retryAfter, text));
    }
}
