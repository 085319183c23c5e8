package dev.ringback.rules;

/**
 * Reports an argument that a rule's function cannot read, such as a currency that does not exist. The message names the
 * function, the argument and the expected form.
 */
final class UnreadableArgumentException extends OperandException {
    UnreadableArgumentException(String message) {
        super(message);
    }
}
