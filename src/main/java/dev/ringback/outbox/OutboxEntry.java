package dev.ringback.outbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One write we owe the Hub. It is sent at most once unless the Hub, the wire or a named person proved that nothing happened. */
@Entity
@DynamicUpdate // what a transaction did not touch it must not write back
@Table(name = "outbox_entry")
public class OutboxEntry {
    /** What the write does at the Hub; each kind has one {@link Sender}. */
    public enum Kind {
        /** Asks the Hub to dial one number. */
        ORIGINATE;

        /** Whether a claim of it may place a call, which the tenant's caps count. */
        boolean dials() {
            return switch (this) {
                case ORIGINATE -> true;
            };
        }
    }

    /** SENDING is committed before the first byte; a SENDING past its answer_by becomes UNKNOWN, never DUE. */
    public enum State {
        DUE,
        SENDING,
        DONE,
        REFUSED,
        CANCELLED,
        EXPIRED,
        UNKNOWN
    }

    @Id
    UUID id;

    @Enumerated(EnumType.STRING)
    Kind kind;

    UUID call;
    String person;

    @JdbcTypeCode(SqlTypes.JSON)
    String payload;

    @Enumerated(EnumType.STRING)
    State state;

    int attempt;
    Instant dueAt;
    Instant notAfter;

    @Column(nullable = true)
    Instant dispatchBy;

    @Column(nullable = true)
    Instant answerBy;

    @Column(nullable = true)
    Instant sentAt;

    String[] cancelOn;
    String[] scopes;

    @Column(nullable = true)
    String held;

    @Column(nullable = true)
    String withdrawn;

    /** Stands back for what events ask for: claimed after that, and while a third of every limit is free. */
    boolean bulk;

    protected OutboxEntry() {}

    /** A write that waits for its time. */
    public OutboxEntry(UUID id, Kind kind, UUID call, Plan plan) {
        this.id = id;
        this.kind = kind;
        this.call = call;
        this.state = State.DUE;
        follow(plan);
    }

    final void follow(Plan plan) {
        this.person = plan.person();
        this.payload = plan.payload();
        this.cancelOn = plan.cancelOn().toArray(String[]::new);
        this.scopes = plan.scopes().toArray(String[]::new);
        this.dueAt = plan.dueAt();
        this.notAfter = plan.notAfter();
    }

    /** Keeps it from being claimed until a person, or its rule's return, frees it. Null frees it. */
    public void hold(String reason) {
        this.held = reason;
    }

    void moveTo(State next) {
        state = next;
        dispatchBy = null;
        answerBy = null;
    }

    public String held() {
        return held;
    }
}
