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

/** A campaign that Ringback creates, starts, reads, stops and deletes at the Hub. */
@Entity
@DynamicUpdate
@Table(name = "draft")
class Draft {
    enum State {
        /** As far as known, the campaign is not created yet. */
        FORMING,
        /** The campaign is created and its id is recorded; it may be started, or is to be deleted. */
        READY,
        /** The campaign may dial. */
        STARTED,
        /** The Hub says that the campaign will dial no more. */
        ENDED,
        /** The result of each row is known, or left to a person. */
        SETTLED,
        /** As far as known, the campaign is not at the Hub and never dialled. */
        GONE
    }

    @Id
    UUID id;

    String agent;

    /** The caller number in E.164. A campaign that was found at the Hub has the Hub's id of the number instead. */
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

    /** The series of the draft; drafts of one series start one after the other. Null for a draft without one. */
    @Column(nullable = true)
    String series;

    /** The number of rows that the last reading showed as not dialled yet; null if not counted. */
    @Column(nullable = true)
    Integer pending;

    /** The last reading that showed progress, or a status other than running; null before the first reading. */
    @Column(nullable = true)
    Instant progressAt;

    /** The time at which a stop was enqueued because the draft had stalled; null if it never did. */
    @Column(nullable = true)
    Instant stalledAt;

    protected Draft() {}
}
