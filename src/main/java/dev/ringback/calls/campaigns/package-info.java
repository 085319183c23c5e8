/**
 * Schedules over calls: contacts files, preflight, confirmation, dates, progress, and what an operator does to a campaign.
 *
 * <p>It owns the tables {@code campaign} and {@code campaign_row}, and the reading of schedules.
 *
 * <p>It must not know rules, the API or the Hub's clients. Its calls go through {@code calls}, as all do.
 */
package dev.ringback.calls.campaigns;
