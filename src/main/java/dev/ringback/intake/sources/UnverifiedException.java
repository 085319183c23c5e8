package dev.ringback.intake.sources;

/** A delivery that its source cannot have signed, or signed too long ago. The message never quotes the delivery. */
public class UnverifiedException extends RuntimeException {
    UnverifiedException(String message) {
        super(message);
    }
}
