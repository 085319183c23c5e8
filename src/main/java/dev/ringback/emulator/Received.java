package dev.ringback.emulator;

/**
 * The number of requests received for a route, which proves that a client did not retry unnoticed.
 *
 * @param heads requests whose head was read, whatever happened afterwards
 * @param bodies requests that were read to their end
 */
public record Received(long heads, long bodies) {}
