/**
 * Provides each feature with services of the process and the database: connections, clock, migrations, wake-ups, problems,
 * alarms, the audit and supervised loops.
 *
 * <p>It owns the tables {@code installation}, {@code audit} and {@code alarm}, the order of the start and the embedded
 * PostgreSQL. Every loop runs under {@link dev.ringback.platform.Supervisor}.
 *
 * <p>It must not know any feature: no event, call or Hub.
 */
package dev.ringback.platform;
