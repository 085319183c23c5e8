/**
 * The simulation of {@code ./ringback simulate}: the service's own classes over several connections to a real database, in an
 * order of statements that a seed draws.
 *
 * <p>It owns the scheduler, the simulated processes and the guarantees that are checked at the end.
 *
 * <p>It must not need the other proofs. What it needs of package-private classes lies beside them, as {@code Simulated…}.
 */
package dev.ringback.proofs.simulation;
