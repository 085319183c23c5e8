/**
 * Runs calls from the fact that requests one to its end: plan, send, cancel, hold, settle; and opt-outs.
 *
 * <p>The package owns the tables {@code call}, {@code call_timeline}, {@code call_outcome}, {@code thing}, {@code ending}, {@code
 * consent}, {@code matter_fact} and {@code opt_out}. Lawful hours and places are in {@code lawful}, proofs by a carrier's log in
 * {@code settlement}.
 *
 * <p>The package must not know the rule language or a campaign's schedule. Both reach it as requests for calls.
 */
package dev.ringback.calls;
