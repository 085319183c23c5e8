/**
 * Says at which hours of which days a place allows calls, and how many: packs of law and black-outs.
 *
 * <p>The package owns the packs, dated data files with their sources. It has no table in the database and knows no clock:
 * it is asked for local dates.
 */
package dev.ringback.calls.lawful.law;
