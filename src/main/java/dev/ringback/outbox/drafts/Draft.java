package dev.ringback.outbox.drafts;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;

/** A campaign at the Hub as we make, start, stop, delete and read it. */
@Entity
@DynamicUpdate
@Table(name = "draft")
class Draft {
    enum State {
        /** Not created yet, as far as we know. */
        FORMING,
        /** Created and recorded: it may be started, or is to be deleted. */
        READY,
        /** It may dial. */
        STARTED,
        /** The Hub says that it will dial no more. */
        ENDED,
        /** Each of its rows is known, or with a person. */
        SETTLED,
        /** It is not at the Hub, and never dialled. */
        GONE
    }

    @Id
    UUID id;

    String agent;
    String fromNumber;
    int maxConcurrent;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(nullable = true)
    String hubId;

    @Column(nullable = true)
    String madeWith;

    Instant stopAt;

    @Column(nullable = true)
    Instant readAt;

    int readings;

    /** What it is a part of: drafts of one series start one after the other. Null: it stands for itself. */
    @Column(nullable = true)
    String series;

    /** How many rows the last reading showed as not dialled yet; null where nobody looked. */
    @Column(nullable = true)
    Integer pending;

    /** When a reading last showed it getting on, or that it need not; null before the first reading. */
    @Column(nullable = true)
    Instant progressAt;

    /** When its stop was owed because it got on no more; null if that never happened. */
    @Column(nullable = true)
    Instant stalledAt;

    protected Draft() {}
}
