package dev.ringback.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.hibernate.type.SqlTypes;

/** One write we owe the Hub. It is sent at most once unless the Hub, the wire or a named person proved that nothing happened. */
@Entity
@DynamicUpdate // what a transaction did not touch it must not write back
@Table(name = "outbox_entry")
public class OutboxEntry {
    /** What the write does at the Hub; each kind has one {@link Sender}. */
    public enum Kind {
        /** Asks the Hub to dial one number. */
        ORIGINATE,
        /** Is not sent itself: a call's row in a draft, which dials once the draft is started. */
        CONTACT,
        /** Uploads a draft, which dials nobody. */
        CREATE,
        /** Has a draft dial its rows. */
        START,
        /** Ends a running campaign: a brake. */
        STOP,
        /** Takes a draft away so that it can never start: a brake, and the fence of an unsure start. */
        DELETE;

        /** Whether it may be the moment a phone rings: such a write is never repeated by itself. */
        boolean dials() {
            return this == ORIGINATE || this == START;
        }

        /** Brakes pass no gate and go first. */
        boolean isStopOrDelete() {
            return this == STOP || this == DELETE;
        }
    }

    /** SENDING is committed before the first byte; a SENDING past its answer_by becomes UNKNOWN, never DUE, if it dials. */
    public enum State {
        DUE,
        SENDING,
        /** A row of a campaign that was started, until the Hub shows what became of it. */
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
    String person;

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
     * Since when it could have gone if nothing but trouble had kept it. Kept while each attempt is proved not to have been
     * made, so that a backoff does not make it young again. Null: since {@code dueAt}.
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
    String withdrawn;

    /** Stands back for what events ask for: claimed after that, and while a third of every limit is free. */
    boolean bulk;

    /** ISO 3166-1 alpha-2 country of the person's number, {@code ZZ} if unknown; null for a step of a draft. */
    @Column(nullable = true)
    String country;

    protected OutboxEntry() {}

    /** A call that waits for its time. */
    public OutboxEntry(UUID call, Plan plan) {
        this.id = call;
        this.call = call;
        this.state = State.DUE;
        follow(plan);
    }

    /**
     * A step of a draft, due at once.
     *
     * @param scopes what can pause it
     * @param notAfter when it is of no use any more
     * @param bulk whether it stands back for what events ask for
     */
    public static OutboxEntry step(
            Kind kind, UUID draft, List<String> scopes, Instant dueAt, Instant notAfter, boolean bulk) {
        OutboxEntry entry = new OutboxEntry();
        entry.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        entry.kind = kind;
        entry.draft = draft;
        entry.state = State.DUE;
        entry.payload = "{}";
        entry.cancelOn = new String[0];
        entry.scopes = scopes.toArray(String[]::new);
        entry.dueAt = dueAt;
        entry.firstDueAt = dueAt;
        entry.notAfter = notAfter;
        entry.bulk = bulk;
        return entry;
    }

    /** Takes over a plan. A row whose content it changes leaves its draft, which was uploaded without that. */
    final void follow(Plan plan) {
        if (draft != null && !hasContent(plan.payload())) {
            draft = null;
        }
        kind = plan.lot() == null ? Kind.ORIGINATE : Kind.CONTACT;
        person = plan.person();
        payload = plan.payload();
        cancelOn = plan.cancelOn().toArray(String[]::new);
        scopes = plan.scopes().toArray(String[]::new);
        dueAt = plan.dueAt();
        firstDueAt = plan.dueAt();
        notAfter = plan.notAfter();
        lot = plan.lot();
        stopAt = plan.stopAt();
        bulk = plan.bulk();
        country = plan.country();
    }

    /**
     * Takes over the plan of a retry. It is as old as before, unless its window or its rule makes it wait.
     *
     * @param earliest when trouble would let it go
     */
    final void retry(Plan plan, Instant earliest) {
        Instant since = firstDueAt;
        follow(plan);
        if (since == null || !plan.dueAt().isAfter(earliest)) {
            firstDueAt = since;
        }
    }

    /** Starts its age anew when it is due next: what keeps it now is as it was wanted. */
    void waitsAnew() {
        firstDueAt = null;
    }

    /** PostgreSQL gives JSON back in a form of its own. */
    private boolean hasContent(String other) {
        try {
            return JSON.readTree(payload).equals(JSON.readTree(other));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a payload is JSON that we wrote", e);
        }
    }

    /** Keeps it from being claimed until a person, or its rule's return, frees it. Null frees it. */
    public void hold(String reason) {
        this.held = reason;
    }

    void moveTo(State next) {
        if (next == State.STARTED || next == State.UNKNOWN) {
            waitsAnew(); // its turn came
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

    /** The draft it is a step of, or a row of at present; null for none. */
    public UUID draft() {
        return draft;
    }

    public State state() {
        return state;
    }

    /** JSON, as the kind's sender understands it. */
    public String payload() {
        return payload;
    }

    /** What can pause it. */
    public List<String> scopes() {
        return List.of(scopes);
    }

    /** The last moment at which it may be claimed, exclusive. */
    public Instant notAfter() {
        return notAfter;
    }

    /** Of a row: when a campaign of it has to be stopped; null for what is sent by itself. */
    public Instant stopAt() {
        return stopAt;
    }

    /** Whether it stands back for what events ask for. */
    public boolean isBulk() {
        return bulk;
    }

    /** Of a bulk row: the series its drafts are part of, which run one after the other; null for any other. */
    public String series() {
        return bulk && lot != null ? lot.substring(0, lot.indexOf('|')) : null;
    }

    public int attempt() {
        return attempt;
    }

    /** Why it ends cancelled if it was not placed; null unless its reason ended while it could not be taken back. */
    public String withdrawn() {
        return withdrawn;
    }

    public String held() {
        return held;
    }
}
