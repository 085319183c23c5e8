package dev.ringback.emulator;

/**
 * What came in for a route: proof that a client did not send again behind its caller's back.
 *
 * @param heads requests whose head was read, whatever became of them
 * @param bodies requests that were read to their end
 */
public record Received(long heads, long bodies) {}
