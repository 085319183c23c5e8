package dev.ringback.calls;

import dev.ringback.outbox.PhoneNumberConverter;
import dev.ringback.privacy.PhoneNumber;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;

/** An opt-out whose number could not be read. It stands open until a person has settled it. */
@Entity
@DynamicUpdate
@Table(name = "unread_opt_out")
public class UnreadOptOut {
    @Id
    UUID id;

    String typed;

    @Column(nullable = true)
    String region;

    @Column(nullable = true)
    String note;

    String why;
    String byWhom;

    @Enumerated(EnumType.STRING)
    OptOut.Origin origin;

    Instant createdAt;

    @Column(nullable = true)
    Instant settledAt;

    @Column(nullable = true)
    String settledBy;

    @Column(nullable = true)
    @Convert(converter = PhoneNumberConverter.class)
    PhoneNumber number;

    @Column(nullable = true)
    String settledAs;

    protected UnreadOptOut() {}

    /** Returns the time-ordered id, which the audit names. */
    public UUID id() {
        return id;
    }

    /** Returns the text that was typed for a number; it may be personal. */
    public String typed() {
        return typed;
    }

    /** Returns the region as typed; null for none. */
    public String region() {
        return region;
    }

    /** Returns the reason of the opt-out; null for none. */
    public String note() {
        return note;
    }

    /** Returns why the text is no number, in words. */
    public String why() {
        return why;
    }

    public String byWhom() {
        return byWhom;
    }

    public OptOut.Origin origin() {
        return origin;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** Returns when a person settled it; null while it is open. */
    public Instant settledAt() {
        return settledAt;
    }

    public String settledBy() {
        return settledBy;
    }

    /** Returns the number that a person found to be meant; null while it is open, and where nobody is meant. */
    public PhoneNumber number() {
        return number;
    }

    /** Returns the settling person's note; null for none. */
    public String settledAs() {
        return settledAs;
    }
}
