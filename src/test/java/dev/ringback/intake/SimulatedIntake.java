package dev.ringback.intake;

import dev.ringback.intake.sources.Delivery;
import java.util.UUID;

/** Stores deliveries of simulated senders: what {@link WebhookResource} does once a signature is verified. */
public final class SimulatedIntake {
    private final EventRepository events;
    private final EndReader ends;

    /** @param ends reads what a delivery may end, as the process knows the rules */
    public SimulatedIntake(EventRepository events, EndReader ends) {
        this.events = events;
        this.ends = ends;
    }

    /**
     * Stores a delivery in a transaction of its own. A sender without an answer sends the same id again.
     *
     * @return the event, which an earlier delivery of the same id may have made
     */
    public UUID store(String source, String delivery, String type, byte[] body) {
        return events.insertIfNew(source, new Delivery.Authentic(delivery, type), body, ends.of(source, type, body))
                .event();
    }
}
