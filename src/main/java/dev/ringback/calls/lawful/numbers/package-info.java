/**
 * Reads typed numbers: first who is meant, then whether that number may be rung.
 *
 * <p>The package owns the facts on numbers and on the North American numbering plan. It has no table in the database.
 */
package dev.ringback.calls.lawful.numbers;
