/**
 * Settles calls whose answer was lost, by the carriers' call logs, Twilio's and Plivo's.
 *
 * <p>The package owns the table {@code evidence}, the carrier accounts of the configuration, their clients, and the choice
 * of an account for a caller number.
 *
 * <p>The package must not know rules or campaigns, and it never writes to a carrier. The log readers report what a log
 * shows, and must not know calls or attempts. {@link dev.ringback.calls.settlement.LogJudgement} judges what a log proves.
 */
package dev.ringback.calls.settlement;
