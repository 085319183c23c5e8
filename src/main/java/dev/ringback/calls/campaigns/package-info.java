/**
 * Schedules calls: contacts files, preflight, confirmation, dates, progress, and an operator's actions on campaigns.
 *
 * <p>The package owns the tables {@code campaign} and {@code campaign_row}, and the parsing of schedules.
 *
 * <p>The package must not know rules, the API or the Hub's clients. All calls go through {@code calls}.
 */
package dev.ringback.calls.campaigns;
