package dev.ringback.outbox;

import java.time.Duration;
import java.time.Instant;

/**
 * What an attempt proved. There is no other: a new kind of answer does not compile until someone has decided which of
 * these it is.
 */
public sealed interface Outcome {
    /** Done at the Hub. {@code receipt} is the Hub's id of what it did, null where it could not be read. */
    record Done(String receipt) implements Outcome {}

    /** Not executed, and would not be the next time. */
    record Refused(int status, String text) implements Outcome {}

    /** Not executed: the Hub does not know our key. */
    record KeyRefused(String text) implements Outcome {}

    /** The request never left; it may be sent again after a backoff. */
    record NotSent(String reason) implements Outcome {}

    /**
     * Not executed: the Hub has no room now, nor for others like it, until then.
     *
     * @param jitter how much longer this one waits, so that all that were told the same do not come at once
     */
    record Postponed(String reason, Instant until, Stops stops, Duration jitter) implements Outcome {
        public Postponed(String reason, Instant until, Stops stops) {
            this(reason, until, stops, Duration.ZERO);
        }
    }

    /** What a 429 says about other requests. */
    enum Stops {
        /** The tenant's caps: no call goes out. */
        DIALLING,
        /** The Hub's request limits: no request at all. */
        EVERY_REQUEST,
        /** It is about this write alone. */
        NOTHING_ELSE
    }

    /** Not done, and read back: the campaign is no draft any more, it runs or has run. */
    record HadStarted(String reason) implements Outcome {}

    /** It may have happened. Never sent again by itself. */
    record Unknown(String reason) implements Outcome {}

    /** Whether the request may have left the machine; false is a proof. */
    default boolean mayHaveLeft() {
        return !(this instanceof NotSent);
    }

    /** Whether the Hub may have placed a call by it, which its caps then count; what nobody knows counts. */
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

    /** In words, for the attempt's record; at most what the Hub's text was cut to. */
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
