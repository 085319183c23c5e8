/**
 * The mutations of {@code ./ringback mutations}: lines of the protocol are broken one by one in a running service, and named
 * tests must see each.
 *
 * <p>It owns the agent that exchanges code. The list is {@code src/test/mutations/outbox.txt}.
 *
 * <p>It must not know what a mutation breaks: it knows places, texts and tests by name.
 */
package dev.ringback.proofs.mutations;
