package dev.ringback.platform;

/** The database answers but cannot be used, as a standby for example. The message says why and what to do. */
public final class UnusableDatabaseException extends IllegalStateException {
    public UnusableDatabaseException(String message) {
        super(message);
    }

    public UnusableDatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
