package dev.ringback.rules;

/**
 * Reports a value of a kind that an operation cannot take, such as a text compared with a number. The message names kinds.
 */
final class WrongTypeException extends OperandException {
    WrongTypeException(String message) {
        super(message);
    }
}
