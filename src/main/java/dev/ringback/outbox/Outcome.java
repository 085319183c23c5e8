package dev.ringback.outbox;

import java.time.Duration;
import java.time.Instant;

/**
 * The proof that an attempt gave. The type is sealed, so a new kind of answer does not compile until someone has assigned it
 * to an outcome.
 */
public sealed interface Outcome {
    /** Executed at the Hub. {@code receipt} is the Hub's id of the result, null if it could not be read. */
    record Done(String receipt) implements Outcome {}

    /** Not executed, and a repetition would be refused too. */
    record Refused(int status, String text) implements Outcome {}

    /** Not executed: the Hub does not know our key. */
    record KeyRefused(String text) implements Outcome {}

    /** Not sent: the request never left, and may be sent again after a backoff. */
    record NotSent(String reason) implements Outcome {}

    /**
     * Not executed: the Hub has no room now, nor for the requests in {@code stops}, until a given time.
     *
     * @param jitter an additional wait, so that postponed requests do not all arrive at once
     */
    record Postponed(String reason, Instant until, Stops stops, Duration jitter) implements Outcome {
        public Postponed(String reason, Instant until, Stops stops) {
            this(reason, until, stops, Duration.ZERO);
        }
    }

    /** The other requests that a 429 concerns. */
    enum Stops {
        /** All calls, by the tenant's caps. */
        DIALLING,
        /** All requests, by the Hub's request limits. */
        EVERY_REQUEST,
        /** No other request. */
        NOTHING_ELSE
    }

    /** Not executed, as a reading shows: the campaign is no longer a draft, but runs or has run. */
    record HadStarted(String reason) implements Outcome {}

    /** Possibly executed. Never sent again without a proof if it dials. */
    record Unknown(String reason) implements Outcome {}

    /** Returns whether the request may have left the machine; false is a proof. */
    default boolean mayHaveLeft() {
        return !(this instanceof NotSent);
    }

    /** Returns whether the Hub may have placed a call, which its caps then count. An unknown outcome counts. */
    default boolean mayHaveDialled() {
        return switch (this) {
            case Done done -> true;
            case HadStarted hadStarted -> true;
            case Unknown unknown -> true;
            case Refused refused -> false;
            case KeyRefused keyRefused -> false;
            case NotSent notSent -> false;
            case Postponed postponed -> false;
        };
    }

    default String name() {
        return switch (this) {
            case Done done -> "done";
            case Refused refused -> "refused";
            case KeyRefused keyRefused -> "key_refused";
            case NotSent notSent -> "not_sent";
            case Postponed postponed -> "postponed";
            case HadStarted hadStarted -> "had_started";
            case Unknown unknown -> "unknown";
        };
    }

    /** Returns the record's text; at most the length to which the Hub's text was cut. */
    default String detail() {
        return switch (this) {
            case Done(var receipt) -> receipt == null ? "id unknown" : receipt;
            case Refused(var status, var text) -> status + " " + text;
            case KeyRefused(var text) -> "401 " + text;
            case NotSent(var reason) -> reason;
            case HadStarted(var reason) -> reason;
            case Postponed(var reason, var until, var stops, var jitter) -> reason + ", not before " + until;
            case Unknown(var reason) -> reason;
        };
    }
}
