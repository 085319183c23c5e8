package dev.ringback.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** One way an exchange with the Hub can go wrong. {@link Faults} says which exchange meets it. */
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
    /** A moment of an exchange. */
    enum Point {
        /** The head is read, so the route is known, but none of the body. */
        @JsonProperty("before_reading")
        BEFORE_READING,
        /** The whole request is read, and nothing has been done about it. */
        @JsonProperty("before_effect")
        BEFORE_EFFECT,
        /** All is done and synced, and no byte of the answer is out. */
        @JsonProperty("after_effect")
        AFTER_EFFECT
    }

    /** Ends a connection as soon as it is accepted; for {@link Route#CONNECTION} only. */
    record Refuse() implements Fault {}

    /** Ends the connection: in order (FIN), or hard (RST). */
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

    /** Answers this instead; a text ends with a line end, as the Hub's do. */
    record Respond(Point at, int status, String text, Map<String, String> headers) implements Fault {
        public Respond {
            Objects.requireNonNull(at, "a fault needs its point");
            text = text == null ? "" : text;
            headers = headers == null ? Map.of() : headers;
        }
    }

    /** Acts, then ends the connection within the answer's header. */
    record CutHead() implements Fault {}

    /** Acts, then ends the connection in the middle of the answer's body. */
    record CutBody() implements Fault {}

    /** Acts, then answers with the right status and a body that nobody can read. */
    record Garble() implements Fault {}

    /** Acts, then answers one byte of the body after another, each that much real time after the last. */
    record Trickle(Duration gap) implements Fault {
        public Trickle {
            Objects.requireNonNull(gap, "a trickle needs a gap");
        }
    }

    /** Ends a connection at its accept, before reading a byte; give it for {@link Route#CONNECTION}. */
    static Fault refuse() {
        return new Refuse();
    }

    /** Ends the connection when the head is read and the body is not. */
    static Fault closeBeforeReading() {
        return new Close(Point.BEFORE_READING, false);
    }

    /** Ends the connection when all is read and nothing done. */
    static Fault closeBeforeEffect() {
        return new Close(Point.BEFORE_EFFECT, false);
    }

    /** Ends the connection when all is done and nothing answered. */
    static Fault closeAfterEffect() {
        return new Close(Point.AFTER_EFFECT, false);
    }

    /** Resets the connection when all is read and nothing done. */
    static Fault resetBeforeEffect() {
        return new Close(Point.BEFORE_EFFECT, true);
    }

    /** Resets the connection when all is done and nothing answered. */
    static Fault resetAfterEffect() {
        return new Close(Point.AFTER_EFFECT, true);
    }

    /** Waits so long, then acts and answers. */
    static Fault delayBeforeEffect(Duration time) {
        return new Delay(Point.BEFORE_EFFECT, time);
    }

    /** Acts, waits so long, then answers. */
    static Fault delayAfterEffect(Duration time) {
        return new Delay(Point.AFTER_EFFECT, time);
    }

    /** Holds a request that is read; it is acted on and answered when released. */
    static Fault freezeBeforeEffect() {
        return new Freeze(Point.BEFORE_EFFECT);
    }

    /** Acts, then holds the answer until released. */
    static Fault freezeAfterEffect() {
        return new Freeze(Point.AFTER_EFFECT);
    }

    /** Answers that status and text, and does nothing. */
    static Fault status(int status, String text) {
        return new Respond(Point.BEFORE_EFFECT, status, text, Map.of());
    }

    /** Does all, then answers that status and text all the same. */
    static Fault statusAfterEffect(int status, String text) {
        return new Respond(Point.AFTER_EFFECT, status, text, Map.of());
    }

    /** Answers a redirect and does nothing. */
    static Fault redirect(int status, String location) {
        return new Respond(Point.BEFORE_EFFECT, status, "", Map.of("Location", location));
    }

    /** The 429 of the request limits (Hub contract, section 4a), to be tried again after so long. */
    static Fault rateLimited(Duration retryAfter) {
        var seconds = Long.toString(retryAfter.toSeconds());
        return new Respond(
                Point.BEFORE_EFFECT, 429, "rate_limited: per-minute (60) exceeded", Map.of("Retry-After", seconds));
    }

    /** The 429 of a cost cap (Hub contract, section 4b); the text is one of the four, or any other. */
    static Fault capReached(String text) {
        return new Respond(Point.BEFORE_EFFECT, 429, text, Map.of());
    }

    /** Acts, then ends the connection within the answer's header. */
    static Fault cutHead() {
        return new CutHead();
    }

    /** Acts, then ends the connection in the middle of the answer's body. */
    static Fault cutBody() {
        return new CutBody();
    }

    /** Acts, then answers with a body that nobody can read. */
    static Fault unreadable() {
        return new Garble();
    }

    /** Acts, then answers byte by byte with such gaps. */
    static Fault trickle(Duration gap) {
        return new Trickle(gap);
    }
}
