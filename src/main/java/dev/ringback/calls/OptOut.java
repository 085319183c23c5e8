package dev.ringback.calls;

import dev.ringback.privacy.PhoneNumber;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A number that must never be rung, by whose word, and since when. Never changed; {@link OptOuts} adds and removes. */
@Entity
@Immutable
@Table(name = "opt_out")
public class OptOut {
    /** How it came. */
    public enum Origin {
        /** One number over the API. */
        API,
        /** A row of a file. */
        IMPORT,
        /** The Hub's agent was told so on the phone. */
        AGENT
    }

    @Id
    UUID id;

    String number;

    @Column(nullable = true)
    String note;

    String byWhom;

    @Enumerated(EnumType.STRING)
    Origin origin;

    Instant createdAt;

    protected OptOut() {}

    /** Time-ordered; what the audit calls it by. */
    public UUID id() {
        return id;
    }

    public PhoneNumber number() {
        return new PhoneNumber(number);
    }

    /** @return null if nobody said why */
    public String note() {
        return note;
    }

    /** An API token's name, or {@code agent}. */
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
