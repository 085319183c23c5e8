package dev.ringback.alerts;

import dev.ringback.privacy.Redaction;
import java.time.Instant;

/**
 * An alert reports a condition that holds, or alarms, about one object. Numbers are masked for every reader.
 *
 * @param since the time since which the condition holds, or the time of the first alarm
 * @param count the number of calls, writes, pauses, replicas or alarms concerned, as last measured
 */
public record Alert(String kind, String object, Instant since, String detail, long count) {
    public Alert {
        object = Redaction.of(object);
        detail = Redaction.of(detail);
    }
}
