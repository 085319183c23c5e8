package dev.ringback.calls.campaigns;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A schedule over calls: when the people it was given or gathers may be rung, how many at once, and whether it goes on. */
@Entity
@DynamicUpdate // what a transaction did not touch it must not write back
@Table(name = "campaign")
public class Campaign {
    /** Its course, from left to right; PAUSED goes back to what it was before. */
    public enum State {
        /** A rule's facts add people until its tick. */
        GATHERING,
        /** An upload that nobody has confirmed. */
        DRAFT,
        /** Its dispatch is to come. */
        SCHEDULED,
        /** Its calls go when they may. */
        RUNNING,
        /** Nothing of it goes until a person resumes it. */
        PAUSED,
        /** None of its calls is open any more. */
        COMPLETED,
        /** A person ended it. */
        STOPPED,
        /** It could not go; the reason says why. */
        FAILED;

        /** Whether nothing of it goes any more. */
        public boolean isFinal() {
            return this == COMPLETED || this == STOPPED || this == FAILED;
        }
    }

    /** What its calls are for; marketing needs consent. */
    public enum Purpose {
        INFORMATIONAL,
        MARKETING
    }

    @Id
    UUID id;

    String name;

    @Column(nullable = true)
    String rule;

    @Column(nullable = true)
    Integer ruleVersion;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(nullable = true)
    String reason;

    String agent;
    String fromNumber;

    @Enumerated(EnumType.STRING)
    Purpose purpose;

    int maxConcurrent;

    @Column(nullable = true)
    String schedule;

    @Column(nullable = true)
    String zone;

    @Column(nullable = true)
    Instant startAt;

    @JdbcTypeCode(SqlTypes.INTERVAL_SECOND)
    Duration grace;

    @Column(nullable = true)
    Instant expiresAt;

    int uploaded;
    String createdBy;
    Instant createdAt;

    @Column(nullable = true)
    Instant changedAt;

    @Column(nullable = true)
    Instant startedAt;

    @Column(nullable = true)
    Instant endedAt;

    protected Campaign() {}

    public UUID id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** The rule that gathers its people; null for an upload. */
    public String rule() {
        return rule;
    }

    public State state() {
        return state;
    }

    /** Why it was skipped, stopped or has failed; null where there is nothing to say. */
    public String reason() {
        return reason;
    }

    /** The Hub's id of the agent that speaks. */
    public String agent() {
        return agent;
    }

    /** E.164. */
    public String fromNumber() {
        return fromNumber;
    }

    public Purpose purpose() {
        return purpose;
    }

    /** How many of its calls a draft at the Hub dials at once. */
    public int maxConcurrent() {
        return maxConcurrent;
    }

    /** Cron in Quartz' form; null: once, at {@link #startAt}. */
    public String schedule() {
        return schedule;
    }

    /** An IANA zone's id, in which the schedule is read; null where there is none. */
    public String zone() {
        return zone;
    }

    /** The dispatch it is for; null for a draft without one. */
    public Instant startAt() {
        return startAt;
    }

    /** How late its dispatch may begin; a later one is skipped. */
    public Duration grace() {
        return grace;
    }

    /** The last moment for its calls; null for a draft without one. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** Rows taken in. */
    public int uploaded() {
        return uploaded;
    }

    public String createdBy() {
        return createdBy;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Instant endedAt() {
        return endedAt;
    }
}
