package dev.ringback.calls.settlement;

/** A log was not read to its end. The message may be shown: it has neither numbers nor secrets. */
final class UnreadableLogException extends Exception {
    UnreadableLogException(String message) {
        super(message);
    }

    UnreadableLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
