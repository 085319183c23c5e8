/**
 * What became of a call whose answer was lost: the carriers' call logs, Twilio's and Plivo's, and what they prove.
 *
 * <p>It owns the table {@code evidence}, the carrier accounts of the configuration, their clients, and which account carries
 * a caller number.
 *
 * <p>It must not know rules or campaigns, and it never writes to a carrier. The readers of the logs say what a log shows;
 * {@link dev.ringback.calls.settlement.LogJudgement} judges what that proves. They must not know calls or attempts.
 */
package dev.ringback.calls.settlement;
