package dev.ringback.rules;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;

/**
 * Reports a value that an operation cannot take: a mistake in the rule, or a form that the sender has changed. The message
 * never quotes the value, which may be a phone number.
 */
abstract sealed class OperandException extends CelRuntimeException
        permits WrongTypeException, UnreadableArgumentException {
    private final String message;

    OperandException(String message) {
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
