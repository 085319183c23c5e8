package dev.ringback.alerts;

import java.time.Instant;

/**
 * A finding is a condition that holds now, about one object.
 *
 * @param since the time since which it holds, as far as the database shows
 * @param count the number of calls, writes, pauses or replicas concerned, at least one
 */
record Finding(Kind kind, String object, Instant since, String detail, long count) {}
