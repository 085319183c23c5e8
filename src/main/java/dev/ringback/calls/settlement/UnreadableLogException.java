package dev.ringback.calls.settlement;

/** Reports a log that was not read to its end. The message may be shown: it contains neither numbers nor secrets. */
final class UnreadableLogException extends Exception {
    UnreadableLogException(String message) {
        super(message);
    }

    UnreadableLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
