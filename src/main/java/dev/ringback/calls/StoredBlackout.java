package dev.ringback.calls;

import dev.ringback.calls.lawful.law.Blackout;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** Stores days without calls at a place, by whom and why. Never changed; {@link BlackoutEntries} adds and removes. */
@Entity
@Immutable
@Table(name = "blackout")
public class StoredBlackout {
    @Id
    UUID id;

    String place;
    LocalDate fromDay;
    LocalDate untilDay;
    String reason;
    String byWhom;
    Instant createdAt;

    protected StoredBlackout() {}

    StoredBlackout(UUID id, Blackout days, String byWhom, Instant createdAt) {
        this.id = id;
        this.place = days.place();
        this.fromDay = days.from();
        this.untilDay = days.until();
        this.reason = days.reason();
        this.byWhom = byWhom;
        this.createdAt = createdAt;
    }

    /** Returns the time-ordered id, which the audit names. */
    public UUID id() {
        return id;
    }

    /** Returns the place, its local dates and the reason. */
    public Blackout days() {
        return new Blackout(place, fromDay, untilDay, reason);
    }

    /** Returns the name of the API token that added it. */
    public String byWhom() {
        return byWhom;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
