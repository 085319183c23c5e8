package dev.ringback.intake;

import java.time.Instant;
import java.util.UUID;

/** Events as the database would hand them out. */
public final class Events {
    private Events() {}

    public static Event received(String source, String type, Instant at) {
        Event event = new Event();
        event.id = UUID.randomUUID();
        event.source = source;
        event.deliveryId = "delivery-1";
        event.type = type;
        event.state = Event.State.RECEIVED;
        event.receivedAt = at;
        return event;
    }
}
