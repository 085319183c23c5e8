/**
 * Receives signed deliveries and stores each once. A 2xx follows the commit.
 *
 * <p>It owns the tables {@code event}, {@code event_body}, {@code event_end} and {@code delivery_key}.
 *
 * <p>It must not know rules, calls or the Hub. An injected {@link dev.ringback.intake.EndReader} reads which things an event
 * may end.
 */
package dev.ringback.intake;
