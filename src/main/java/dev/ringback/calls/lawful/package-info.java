/**
 * When and where a person may be rung: numbers, the places they may be in, and lawful hours.
 *
 * <p>It owns the lists of countries, subdivisions and time zones, and which countries are allowed. It has no table.
 *
 * <p>It must not know calls. {@link dev.ringback.calls.lawful.Numbers} answers the outbox whether a number may be dialled.
 */
package dev.ringback.calls.lawful;
