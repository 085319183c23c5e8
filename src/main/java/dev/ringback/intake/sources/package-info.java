/**
 * The configured sources of webhooks, and one verifier for each kind of signature.
 *
 * <p>It owns the secrets of senders, the limits of a JSON body, and what identifies a delivery. It has no table.
 *
 * <p>It must not know the database or what a delivery leads to: a verifier sees headers and bytes.
 */
package dev.ringback.intake.sources;
