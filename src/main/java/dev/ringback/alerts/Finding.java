package dev.ringback.alerts;

import java.time.Instant;

/**
 * A condition that holds now, about one object.
 *
 * @param since since when, as far as the database tells
 * @param count how many calls, writes or pauses it is about, at least one
 */
record Finding(Kind kind, String object, Instant since, String detail, long count) {}
