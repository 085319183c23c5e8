package dev.ringback.calls.campaigns;

import dev.ringback.outbox.PhoneNumberConverter;
import dev.ringback.privacy.PhoneNumber;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
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

/** A schedule over calls: when its people may be rung, how many at once, and its state. */
@Entity
@DynamicUpdate // a transaction must not write back columns that it did not change
@Table(name = "campaign")
public class Campaign {
    /** The states in order of progress; a resume returns from PAUSED to the state before. */
    public enum State {
        /** A rule's facts add people until the dispatch. */
        GATHERING,
        /** The upload is not confirmed yet. */
        DRAFT,
        /** The dispatch is still to come. */
        SCHEDULED,
        /** Calls are sent when they may be. */
        RUNNING,
        /** No call is sent until a person resumes the campaign. */
        PAUSED,
        /** No call of the campaign is open any more. */
        COMPLETED,
        /** A person ended the campaign. */
        STOPPED,
        /** The campaign could not be dispatched; the reason says why. */
        FAILED;

        /** Returns whether no call of the campaign is sent any more. */
        public boolean isFinal() {
            return this == COMPLETED || this == STOPPED || this == FAILED;
        }
    }

    /** The purpose of the calls; marketing needs consent. */
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

    @Convert(converter = PhoneNumberConverter.class)
    PhoneNumber fromNumber;

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

    /** Returns the rule that gathers its people; null for an upload. */
    public String rule() {
        return rule;
    }

    public State state() {
        return state;
    }

    /** Returns why the campaign was skipped, moved, stopped or failed, or what it waits for; null if there is no reason. */
    public String reason() {
        return reason;
    }

    /** Returns the Hub's id of the agent that speaks. */
    public String agent() {
        return agent;
    }

    /** Returns the caller number. */
    public PhoneNumber fromNumber() {
        return fromNumber;
    }

    public Purpose purpose() {
        return purpose;
    }

    /** Returns how many of its calls a draft at the Hub dials at once. */
    public int maxConcurrent() {
        return maxConcurrent;
    }

    /** Returns the cron expression in Quartz' form; null for a single dispatch at {@link #startAt}. */
    public String schedule() {
        return schedule;
    }

    /** Returns the IANA id of the schedule's zone; null if there is none. */
    public String zone() {
        return zone;
    }

    /** Returns the time of the dispatch; null for a draft without one. */
    public Instant startAt() {
        return startAt;
    }

    /** Returns how late the dispatch may begin; a later one is skipped. */
    public Duration grace() {
        return grace;
    }

    /** Returns the last moment for its calls; null for a rule's campaign, and for a draft without one. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** Returns the number of uploaded rows, rejected ones included. */
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
