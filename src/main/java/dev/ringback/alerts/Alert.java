package dev.ringback.alerts;

import dev.ringback.privacy.Redaction;
import java.time.Instant;

/**
 * A condition that holds or alarms about one object, as people are told of it: numbers are masked, whoever looks.
 *
 * @param since since when it holds, or when the first of the alarms was raised
 * @param count how many calls, writes or alarms it is about, as last seen
 */
public record Alert(String kind, String object, Instant since, String detail, long count) {
    public Alert {
        object = Redaction.of(object);
        detail = Redaction.of(detail);
    }
}
