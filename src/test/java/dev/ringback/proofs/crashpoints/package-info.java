/**
 * The proof of {@code ./ringback prove --crash-points}: a replica of the packaged service halts or freezes at each step of a
 * write, and the Hub's ledger must balance all the same.
 *
 * <p>It owns the cases, its replicas, and the listener that is put into the packaged service.
 *
 * <p>It must not need the other proofs: all classes of this package are packed into the replica.
 */
package dev.ringback.proofs.crashpoints;
