/**
 * Takes signed deliveries in and stores each once. A 2xx follows the commit.
 *
 * <p>It owns the tables {@code event}, {@code event_body}, {@code event_end} and {@code delivery_key}.
 *
 * <p>It must not know rules, calls or the Hub. What an event may end is read by an {@link dev.ringback.intake.EndReader} that
 * it is given.
 */
package dev.ringback.intake;
