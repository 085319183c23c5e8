package dev.ringback.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ringback.privacy.PhoneNumber;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.hibernate.type.SqlTypes;

/**
 * A write that is owed to the Hub. A write that dials is sent at most once, unless the Hub, the wire, a carrier's log or a
 * named person proved that nothing happened.
 */
@Entity
@DynamicUpdate // columns that a transaction did not change must not be written back
@Table(name = "outbox_entry")
public class OutboxEntry {
    /** The action of the write at the Hub; each kind has one {@link Sender}. */
    public enum Kind {
        /** Asks the Hub to dial one number. */
        ORIGINATE,
        /** Marks a call's row in a draft, which dials once the draft is started. The row is not sent by itself. */
        CONTACT,
        /** Uploads a draft, which dials nobody. */
        CREATE,
        /** Starts a draft, which then dials its rows. */
        START,
        /** Ends a running campaign: a brake. */
        STOP,
        /** Deletes a draft so that it can never start: a brake, which also settles an unsure start. */
        DELETE;

        /** Returns whether the write may make a phone ring. Such a write is never repeated without a proof. */
        boolean dials() {
            return this == ORIGINATE || this == START;
        }

        /** Returns whether the write is a brake: no gates, sent first. */
        boolean isStopOrDelete() {
            return this == STOP || this == DELETE;
        }
    }

    /**
     * SENDING is committed before the first byte. A SENDING entry past its answer_by becomes UNKNOWN, never DUE, if it
     * dials.
     */
    public enum State {
        DUE,
        SENDING,
        /** A row of a started campaign, until the Hub shows the row's result. */
        STARTED,
        DONE,
        REFUSED,
        CANCELLED,
        EXPIRED,
        UNKNOWN
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Id
    UUID id;

    @Enumerated(EnumType.STRING)
    Kind kind;

    @Column(nullable = true)
    UUID call;

    @Column(nullable = true)
    @Convert(converter = PhoneNumberConverter.class)
    PhoneNumber person;

    @Column(nullable = true)
    UUID draft;

    @Column(nullable = true)
    String lot;

    boolean alone;

    @Column(nullable = true)
    Instant stopAt;

    @JdbcTypeCode(SqlTypes.JSON)
    String payload;

    @Enumerated(EnumType.STRING)
    State state;

    int attempt;
    Instant dueAt;

    /**
     * The time since which only trouble keeps the entry from being sent. The time stays while each attempt is proved not to
     * have been made, so that a backoff does not reset the age. Null: since {@code dueAt}.
     */
    @Column(nullable = true)
    Instant firstDueAt;

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
    @Convert(converter = EndReasonConverter.class)
    EndReason withdrawn;

    /** Whether the call yields to calls about events: claimed after them, and while a third of every limit is free. */
    boolean bulk;

    /** ISO 3166-1 alpha-2 country of the person's number, {@code ZZ} if unknown; null for a step of a draft. */
    @Column(nullable = true)
    String country;

    /** The digest of the law that the entry was planned by; null for a step of a draft. */
    @Column(nullable = true)
    String law;

    /** Counts the plans. The database forgets the law of an entry whose times change without it: it is another release's. */
    int planned;

    /** The time that backoff or the Hub allowed, at the last retry; null before. Hours may make {@code dueAt} later. */
    @Column(nullable = true)
    Instant earliestAt;

    /** The most calls to the person in the past so many seconds, pair by pair. */
    int[] mostCalls = {};

    int[] mostSeconds = {};

    /** The seller whose withdrawn consent keeps the entry from being sent, or {@code *}; null: none is needed. */
    @Column(nullable = true)
    String consentOf;

    /** Withdrawals up to then are outdated; null: each counts. */
    @Column(nullable = true)
    Instant consentAt;

    protected OutboxEntry() {}

    /** Creates the entry of a call that waits for its time. */
    public OutboxEntry(UUID call, Plan plan) {
        this.id = call;
        this.call = call;
        this.state = State.DUE;
        follow(plan);
    }

    /**
     * Creates a step of a draft.
     *
     * @param scopes the scopes whose pause holds the step
     * @param notAfter when the step is of no use any more
     * @param bulk whether the step yields to calls about events
     */
    public static OutboxEntry step(
            Kind kind, UUID draft, List<Scope> scopes, Instant dueAt, Instant notAfter, boolean bulk) {
        OutboxEntry entry = new OutboxEntry();
        entry.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        entry.kind = kind;
        entry.draft = draft;
        entry.state = State.DUE;
        entry.payload = "{}";
        entry.cancelOn = new String[0];
        entry.scopes = Scope.texts(scopes);
        entry.dueAt = dueAt;
        entry.firstDueAt = dueAt;
        entry.notAfter = notAfter;
        entry.bulk = bulk;
        return entry;
    }

    /** Takes over a plan. A row whose content changes leaves its draft, which was uploaded with the former content. */
    final void follow(Plan plan) {
        if (draft != null && !hasContent(plan.payload())) {
            draft = null;
        }
        kind = plan.lot() == null ? Kind.ORIGINATE : Kind.CONTACT;
        person = plan.person();
        payload = plan.payload();
        cancelOn = plan.cancelOn().toArray(String[]::new);
        scopes = Scope.texts(plan.scopes());
        dueAt = plan.dueAt();
        firstDueAt = plan.dueAt();
        notAfter = plan.notAfter();
        lot = plan.lot() == null ? null : plan.lot().text();
        stopAt = plan.stopAt();
        bulk = plan.bulk();
        consentOf = plan.consent() == null ? null : plan.consent().seller();
        consentAt = plan.consent() == null ? null : plan.consent().from();
        goesBy(plan);
    }

    /** Takes over what a plan has from the law beside its times. */
    final void goesBy(Plan plan) {
        planned++;
        country = plan.country();
        law = plan.law();
        mostCalls = plan.limits().stream().mapToInt(Plan.Limit::calls).toArray();
        mostSeconds = plan.limits().stream()
                .mapToInt(limit -> Math.toIntExact(limit.per().toSeconds()))
                .toArray();
    }

    /** Takes the entry out of all hours until a time, at which it has none left. */
    final void shutUntil(Instant end, String digest) {
        planned++;
        draft = null;
        dueAt = end;
        notAfter = end;
        law = digest;
    }

    /** Returns whether a plan has the same times and the same lot. */
    boolean isPlannedAlike(Plan plan) {
        return notAfter.equals(plan.notAfter())
                && Objects.equals(stopAt, plan.stopAt())
                && Objects.equals(lot, plan.lot() == null ? null : plan.lot().text())
                && dueAt.equals(plan.dueAt());
    }

    /** The digest of the law that the entry was planned by; null for a step of a draft. */
    public String law() {
        return law;
    }

    /**
     * Takes over the plan of a retry. The age stays, unless the lawful window or the rule makes the entry wait.
     *
     * @param earliest the earliest time that backoff or the Hub allows
     */
    final void retry(Plan plan, Instant earliest) {
        Instant since = firstDueAt;
        earliestAt = earliest;
        follow(plan);
        if (since == null || !plan.dueAt().isAfter(earliest)) {
            firstDueAt = since;
        }
    }

    /**
     * Makes an ended entry due again, with a new plan. What held or withdrew it must have been rechecked.
     *
     * @throws IllegalStateException unless it was refused or has expired: nothing else is proved not to have rung
     */
    final void reopen(Plan plan) {
        if (!isIn(State.REFUSED, State.EXPIRED)) {
            throw new IllegalStateException("an entry that is " + state + " cannot be reopened");
        }
        held = null;
        withdrawn = null;
        draft = null;
        moveTo(State.DUE);
        follow(plan);
    }

    /** Resets the age to start when the entry is due next, because no trouble keeps it now. */
    void waitsAnew() {
        firstDueAt = null;
    }

    /** Compares as JSON, since PostgreSQL reformats stored JSON. */
    private boolean hasContent(String other) {
        try {
            return JSON.readTree(payload).equals(JSON.readTree(other));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a payload is JSON that we wrote", e);
        }
    }

    /**
     * Keeps the entry from being claimed until a person, or its rule's return, frees it.
     *
     * @param reason null frees the entry
     */
    public void hold(HoldReason reason) {
        this.held = reason == null ? null : reason.word();
    }

    public boolean isHeldBy(HoldReason reason) {
        return reason.word().equals(held);
    }

    void moveTo(State next) {
        if (next == State.STARTED || next == State.UNKNOWN) {
            waitsAnew(); // the wait for this send is over
        }
        state = next;
        dispatchBy = null;
        answerBy = null;
    }

    boolean isIn(State... states) {
        return Arrays.asList(states).contains(state);
    }

    public UUID id() {
        return id;
    }

    public Kind kind() {
        return kind;
    }

    /** Null for a step of a draft. */
    public UUID call() {
        return call;
    }

    /** The draft that the entry is a step of, or a row of at present; null for none. */
    public UUID draft() {
        return draft;
    }

    public State state() {
        return state;
    }

    /** JSON in the form of the kind's sender. */
    public String payload() {
        return payload;
    }

    /** The scopes whose pause holds the entry. */
    public List<Scope> scopes() {
        return Arrays.stream(scopes).map(Scope::parse).toList();
    }

    /** The start of the time in which the entry may be claimed. */
    public Instant dueAt() {
        return dueAt;
    }

    /** The time that backoff or the Hub allowed, at the last retry; null before the first. */
    public Instant earliestAt() {
        return earliestAt;
    }

    /** The end of the time in which the entry may be claimed, exclusive. */
    public Instant notAfter() {
        return notAfter;
    }

    /** The time at which a row's campaign must be stopped; null for an entry that is sent by itself. */
    public Instant stopAt() {
        return stopAt;
    }

    /** Whether the entry yields to calls about events. */
    public boolean isBulk() {
        return bulk;
    }

    /** The series of a bulk row's drafts, which run one after the other; null for any other entry. */
    public Scope series() {
        return bulk && lot != null ? BatchKey.parse(lot).series() : null;
    }

    public int attempt() {
        return attempt;
    }

    /**
     * The reason for which the entry ends cancelled if it was not placed. Null unless its reason ended while it could not be
     * cancelled.
     */
    public EndReason withdrawn() {
        return withdrawn;
    }

    /** Returns the word of the {@link HoldReason}; null if the entry is not held. */
    public String held() {
        return held;
    }
}
