package dev.ringback.rules;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;

/**
 * Reports a value of a kind that an operation cannot take, such as a text compared with a number. The message names kinds
 * and never quotes a value, which may be a phone number.
 */
final class WrongTypeException extends CelRuntimeException {
    private final String message;

    WrongTypeException(String message) {
        super((Throwable) null, CelErrorCode.INVALID_ARGUMENT);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** Leaves the stack trace out, since the exception is a result and its origin is never read. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
