/**
 * Determines where a person may be: by the number, by a named place and by a postal code.
 *
 * <p>The package owns the tables of countries, subdivisions, number prefixes and postal codes. Zones are IANA ids; what
 * their clocks show is for {@code clocks} to say. It has no table in the database and knows no container.
 */
package dev.ringback.calls.lawful.places;
