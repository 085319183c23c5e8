/**
 * Finds conditions that need a person, exposes them as metrics, and posts them to a webhook.
 *
 * <p>It owns the tables {@code alert} and {@code alert_message}. It reads the tables of other features and changes none but
 * {@code alarm}.
 *
 * <p>It must not know the API or the Hub's clients, and no feature depends on its progress.
 */
package dev.ringback.alerts;
