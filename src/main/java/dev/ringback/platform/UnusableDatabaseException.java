package dev.ringback.platform;

/** Reports a database that answers but cannot be used, such as a standby. The message gives the cause. */
public final class UnusableDatabaseException extends IllegalStateException {
    public UnusableDatabaseException(String message) {
        super(message);
    }

    public UnusableDatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
