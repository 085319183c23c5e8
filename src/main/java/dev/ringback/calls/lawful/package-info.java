/**
 * Determines when and where a person may be rung: numbers, the places they may be in, and lawful hours.
 *
 * <p>The package owns the lists of countries, subdivisions and time zones, and the allowed countries. It has no table.
 *
 * <p>The package must not know calls. {@link dev.ringback.calls.lawful.Numbers} answers the outbox whether a number may be
 * dialled.
 */
package dev.ringback.calls.lawful;
