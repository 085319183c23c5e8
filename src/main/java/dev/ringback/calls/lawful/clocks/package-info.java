/**
 * Reads time zone data of our own, with a version, since a JDK's are as old as the JDK.
 *
 * <p>The package has no table and knows neither places nor law.
 */
package dev.ringback.calls.lawful.clocks;
