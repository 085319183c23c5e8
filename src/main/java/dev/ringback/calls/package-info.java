/**
 * Calls from the fact that asks for one to its end: plan, send, cancel, hold, settle; and opt-outs.
 *
 * <p>It owns the tables {@code call}, {@code call_timeline}, {@code thing}, {@code ending}, {@code job} and {@code opt_out}.
 * Lawful hours and places are in the room {@code lawful}, what a carrier's log proves in {@code settlement}.
 *
 * <p>It must not know the language of rules or the schedule of a campaign. Both are given to it as what they ask for.
 */
package dev.ringback.calls;
