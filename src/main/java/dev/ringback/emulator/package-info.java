/**
 * An emulated Hub that dials nobody, for trying and testing Ringback: real state, real limits, planned faults.
 *
 * <p>The package owns its journal, its clock and the ledger of rings.
 *
 * <p>It must not depend on Ringback's calls, outbox or database. It implements the contract independently, so that
 * mistakes of the clients show. In the service only {@code dev.ringback.EmulatedHub} depends on it and runs it in the
 * same process.
 */
package dev.ringback.emulator;
