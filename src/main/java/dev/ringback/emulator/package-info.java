/**
 * A Hub that dials nobody, to try and to test Ringback against: real state, real limits, faults on demand.
 *
 * <p>It owns its journal, its clock and the ledger of every ring there would have been.
 *
 * <p>It must not know Ringback's calls, outbox or database. It reads the contract by itself, so that a mistake of the clients
 * shows. Of the service only {@code dev.ringback.EmulatedHub} depends on it, which runs it in the same process.
 */
package dev.ringback.emulator;
