package dev.ringback.intake;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** An event is an authentic delivery, stored once for ever per (source, delivery id). Its raw body has its own table. */
@Entity
@Table(name = "event")
public class Event {
    /** RECEIVED waits for its decisions. FAILED is a bug of the service; calls that the event might cancel are held. */
    public enum State {
        RECEIVED,
        DECIDED,
        UNREADABLE,
        FAILED
    }

    @Id
    UUID id;

    String source;
    String deliveryId;
    String type;

    @Enumerated(EnumType.STRING)
    State state;

    Instant receivedAt;

    @Column(nullable = true)
    Instant decidedAt;

    /** The version of the rules that decided it; null before, and for events that an early release decided. */
    @Column(nullable = true)
    Integer rulesVersion;

    /** The reason why the event is unreadable or failed; null otherwise. */
    @Column(nullable = true)
    String failure;

    protected Event() {}

    /** Creates an event that is not stored yet, for code that reads its body before. */
    public static Event unstored(String source, String type, Instant receivedAt) {
        Event event = new Event();
        event.source = source;
        event.type = type;
        event.receivedAt = receivedAt;
        return event;
    }

    /** Creates an event in memory, for code that decides it without effect. */
    public static Event inMemory(UUID id, String source, String deliveryId, String type, Instant receivedAt) {
        Event event = unstored(source, type, receivedAt);
        event.id = id;
        event.deliveryId = deliveryId;
        event.state = State.RECEIVED;
        return event;
    }

    public UUID id() {
        return id;
    }

    public String source() {
        return source;
    }

    public String deliveryId() {
        return deliveryId;
    }

    public String type() {
        return type;
    }

    public State state() {
        return state;
    }

    public Instant receivedAt() {
        return receivedAt;
    }

    public Instant decidedAt() {
        return decidedAt;
    }

    public Integer rulesVersion() {
        return rulesVersion;
    }

    public String failure() {
        return failure;
    }
}
