package dev.ringback.platform;

/** The database answers but is not one to work with, a standby for example. The message says why and what to do. */
public final class UnusableDatabaseException extends IllegalStateException {
    public UnusableDatabaseException(String message) {
        super(message);
    }

    public UnusableDatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
