package dev.ringback.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** A way in which an exchange with the Hub can fail. {@link Faults} selects the exchange. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Fault.Refuse.class, name = "refuse"),
    @JsonSubTypes.Type(value = Fault.Close.class, name = "close"),
    @JsonSubTypes.Type(value = Fault.Delay.class, name = "delay"),
    @JsonSubTypes.Type(value = Fault.Freeze.class, name = "freeze"),
    @JsonSubTypes.Type(value = Fault.Respond.class, name = "respond"),
    @JsonSubTypes.Type(value = Fault.CutHead.class, name = "cut_head"),
    @JsonSubTypes.Type(value = Fault.CutBody.class, name = "cut_body"),
    @JsonSubTypes.Type(value = Fault.Garble.class, name = "garble"),
    @JsonSubTypes.Type(value = Fault.Trickle.class, name = "trickle"),
})
public sealed interface Fault {
    /** A point in an exchange. */
    enum Point {
        /** The head is read, so the route is known, but none of the body. */
        @JsonProperty("before_reading")
        BEFORE_READING,
        /** The whole request is read, and nothing is executed. */
        @JsonProperty("before_effect")
        BEFORE_EFFECT,
        /** The request is executed and synced, and no byte of the answer has left. */
        @JsonProperty("after_effect")
        AFTER_EFFECT
    }

    /** Ends a connection as soon as it is accepted; for {@link Route#CONNECTION} only. */
    record Refuse() implements Fault {}

    /** Ends the connection: orderly (FIN), or abruptly (RST) if {@code reset} is true. */
    record Close(Point at, boolean reset) implements Fault {
        public Close {
            Objects.requireNonNull(at, "a fault needs its point");
        }
    }

    /** Waits, in real time. */
    record Delay(Point at, Duration time) implements Fault {
        public Delay {
            Objects.requireNonNull(at, "a fault needs its point");
            Objects.requireNonNull(time, "a delay needs a time");
        }
    }

    /** Waits until {@link Faults#releaseFrozen()}. */
    record Freeze(Point at) implements Fault {
        public Freeze {
            Objects.requireNonNull(at, "a fault needs its point");
        }
    }

    /** Sends this answer instead. A line feed follows the text, as in the Hub's answers. */
    record Respond(Point at, int status, String text, Map<String, String> headers) implements Fault {
        public Respond {
            Objects.requireNonNull(at, "a fault needs its point");
            text = text == null ? "" : text;
            headers = headers == null ? Map.of() : headers;
        }
    }

    /** Executes the request, then ends the connection within the answer's header. */
    record CutHead() implements Fault {}

    /** Executes the request, then ends the connection in the middle of the answer's body. */
    record CutBody() implements Fault {}

    /** Executes the request, then answers with the correct status and an unreadable body. Event streams ignore it. */
    record Garble() implements Fault {}

    /** Executes the request, then sends the body byte by byte, with this gap in real time. Event streams ignore it. */
    record Trickle(Duration gap) implements Fault {
        public Trickle {
            Objects.requireNonNull(gap, "a trickle needs a gap");
        }
    }

    /** Returns a fault that ends a connection on accept, before reading a byte; only for {@link Route#CONNECTION}. */
    static Fault refuse() {
        return new Refuse();
    }

    /** Returns a fault that ends the connection after the head, before the body is read. */
    static Fault closeBeforeReading() {
        return new Close(Point.BEFORE_READING, false);
    }

    /** Returns a fault that ends the connection after the request is read, before it is executed. */
    static Fault closeBeforeEffect() {
        return new Close(Point.BEFORE_EFFECT, false);
    }

    /** Returns a fault that ends the connection after execution, before the answer. */
    static Fault closeAfterEffect() {
        return new Close(Point.AFTER_EFFECT, false);
    }

    /** Returns a fault that resets the connection after the request is read, before it is executed. */
    static Fault resetBeforeEffect() {
        return new Close(Point.BEFORE_EFFECT, true);
    }

    /** Returns a fault that resets the connection after execution, before the answer. */
    static Fault resetAfterEffect() {
        return new Close(Point.AFTER_EFFECT, true);
    }

    /** Returns a fault that waits in real time, then executes and answers. */
    static Fault delayBeforeEffect(Duration time) {
        return new Delay(Point.BEFORE_EFFECT, time);
    }

    /** Returns a fault that executes, waits in real time, then answers. */
    static Fault delayAfterEffect(Duration time) {
        return new Delay(Point.AFTER_EFFECT, time);
    }

    /** Returns a fault that holds a read request; it is executed and answered when released. */
    static Fault freezeBeforeEffect() {
        return new Freeze(Point.BEFORE_EFFECT);
    }

    /** Returns a fault that executes, then holds the answer until released. */
    static Fault freezeAfterEffect() {
        return new Freeze(Point.AFTER_EFFECT);
    }

    /** Returns a fault that answers this status and text without executing. */
    static Fault status(int status, String text) {
        return new Respond(Point.BEFORE_EFFECT, status, text, Map.of());
    }

    /** Returns a fault that executes, then answers this status and text all the same. */
    static Fault statusAfterEffect(int status, String text) {
        return new Respond(Point.AFTER_EFFECT, status, text, Map.of());
    }

    /** Returns a fault that answers a redirect without executing. */
    static Fault redirect(int status, String location) {
        return new Respond(Point.BEFORE_EFFECT, status, "", Map.of("Location", location));
    }

    /** Returns the 429 of the request limits with a {@code Retry-After} in whole seconds (Hub contract, section 4a). */
    static Fault rateLimited(Duration retryAfter) {
        var seconds = Long.toString(retryAfter.toSeconds());
        return new Respond(
                Point.BEFORE_EFFECT, 429, "rate_limited: per-minute (60) exceeded", Map.of("Retry-After", seconds));
    }

    /** Returns the 429 of a cost cap (Hub contract, section 4b); the text is one of the four, or any other. */
    static Fault capReached(String text) {
        return new Respond(Point.BEFORE_EFFECT, 429, text, Map.of());
    }

    /** Returns a fault that executes, then ends the connection within the answer's header. */
    static Fault cutHead() {
        return new CutHead();
    }

    /** Returns a fault that executes, then ends the connection in the middle of the answer's body. */
    static Fault cutBody() {
        return new CutBody();
    }

    /** Returns a fault that executes, then answers with an unreadable body. */
    static Fault unreadable() {
        return new Garble();
    }

    /** Returns a fault that executes, then answers byte by byte with this gap. */
    static Fault trickle(Duration gap) {
        return new Trickle(gap);
    }
}
