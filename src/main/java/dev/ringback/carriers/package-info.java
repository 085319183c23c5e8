/**
 * Reads the call logs of the carriers, Twilio and Plivo.
 *
 * <p>It owns the carrier accounts of the configuration, their clients, and which account carries a caller number.
 *
 * <p>It must not know calls or attempts: it says what a log shows, and {@code calls} judges what that proves. It never
 * writes to a carrier.
 */
package dev.ringback.carriers;
