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
import org.hibernate.annotations.Immutable;

/**
 * Records a number that must never be rung, by whom and since when. Never changed; {@link OptOuts} adds and removes,
 * {@link OptOutRenewal} moves to another form of the number.
 */
@Entity
@Immutable
@Table(name = "opt_out")
public class OptOut {
    /** The origin of an opt-out. */
    public enum Origin {
        /** A number, added over the API. */
        API,
        /** A row of an imported file. */
        IMPORT,
        /** A request to the Hub's agent on the phone. */
        AGENT
    }

    @Id
    UUID id;

    @Convert(converter = PhoneNumberConverter.class)
    PhoneNumber number;

    @Column(nullable = true)
    String note;

    String byWhom;

    @Enumerated(EnumType.STRING)
    Origin origin;

    Instant createdAt;

    protected OptOut() {}

    /** Returns the time-ordered id, which the audit names. */
    public UUID id() {
        return id;
    }

    public PhoneNumber number() {
        return number;
    }

    /** @return null if no reason was given */
    public String note() {
        return note;
    }

    /** Returns an API token's name, or {@code agent}. */
    public String byWhom() {
        return byWhom;
    }

    public Origin origin() {
        return origin;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
