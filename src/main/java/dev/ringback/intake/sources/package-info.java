/**
 * Configures the sources of webhooks, with one verifier for each kind of signature.
 *
 * <p>It owns the secrets of senders, the limits of a JSON body, and the identity of a delivery. It has no table.
 *
 * <p>It must not know the database or the effects of a delivery: a verifier sees headers and bytes.
 */
package dev.ringback.intake.sources;
