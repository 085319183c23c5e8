package dev.ringback.intake.sources;

/** Reports a delivery that cannot be verified, or was signed too long ago. The message never quotes the delivery. */
public class UnverifiedException extends RuntimeException {
    UnverifiedException(String message) {
        super(message);
    }
}
