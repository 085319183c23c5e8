package dev.ringback.calls;

import dev.ringback.calls.lawful.Address;
import dev.ringback.calls.lawful.OwnHours;
import dev.ringback.outbox.CallOrigin;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A call is one intended ring of one person about one thing. */
@Entity
@DynamicUpdate // a transaction must not write back columns that it did not change
@Table(name = "call")
public class Call {
    /** The stored state. A WAITING call is shown as {@link Shown#DUE} from its not_before on. */
    public enum State {
        WAITING,
        SENDING,
        STARTED,
        PLACED,
        REFUSED,
        CANCELLED,
        EXPIRED,
        UNKNOWN
    }

    /** The state as the API shows it. */
    public enum Shown {
        WAITING,
        DUE,
        SENDING,
        STARTED,
        PLACED,
        REFUSED,
        CANCELLED,
        EXPIRED,
        UNKNOWN
    }

    /** The way by which a call reaches the Hub. */
    public enum Via {
        ORIGINATE,
        CAMPAIGN
    }

    @Id
    UUID id;

    String source;

    /** The sender behind the source; null for a call made before senders were distinguished from sources. */
    @Column(nullable = true)
    String sender;

    @Column(name = "rule")
    @Convert(converter = CallOrigin.Column.class)
    CallOrigin origin;

    int ruleVersion;

    /** The rule's name in that version; null where it is the present name. */
    @Column(nullable = true)
    String ruleInVersion;

    String about;

    @Convert(converter = PhoneNumberConverter.class)
    PhoneNumber person;

    String agent;

    @Convert(converter = PhoneNumberConverter.class)
    PhoneNumber fromNumber;

    @Enumerated(EnumType.STRING)
    Via via;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(nullable = true)
    String reason;

    Instant asOf;
    String asOfId;
    UUID event;
    Instant notBefore;
    Instant expiresAt;

    @Column(nullable = true)
    String sessionId;

    String[] cancelOn;

    @Column(nullable = true)
    @JdbcTypeCode(SqlTypes.JSON)
    NextFact next;

    boolean holdsThing;
    Instant createdAt;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> variables;

    String[] places;

    @Column(nullable = true)
    String zone;

    /** The country, a blank and the postal code of the payload; null for none. */
    @Column(nullable = true)
    String postal;

    /** The end of the call's own wait; null for a call of the previous version, whose {@code notBefore} serves. */
    @Column(nullable = true)
    Instant waitsUntil;

    /** The event that the postal code and the wait are of. The previous version changes the event alone. */
    @Column(nullable = true)
    UUID toldBy;

    /** The postal code of {@link #next}, in whose JSON the previous version knows no such field. */
    @Column(nullable = true)
    String nextPostal;

    @Column(nullable = true)
    UUID campaign;

    /** The rule's own hours in the form of {@link OwnHours#text}; null: the lawful hours alone. */
    @Column(nullable = true)
    String ownHours;

    /** The own hours of {@link #next}. */
    @Column(nullable = true)
    String nextOwnHours;

    /** The subject that the call shares with calls about other things; null: the thing alone. */
    @Column(nullable = true)
    String matter;

    /** The seller without whose consent the call may not be made; null: no consent is needed. */
    @Column(nullable = true)
    String consentOf;

    /** The call in which the person asked for this one; null for a call that an event or an upload asked for. */
    @Column(nullable = true)
    UUID callbackOf;

    /** The thing of the first call in a chain of call backs, whose ends end this call too; null with {@link #callbackOf}. */
    @Column(nullable = true)
    String callbackAbout;

    /**
     * Holds a newer fact's data for a call that may be ringing. The call takes them over if it proves not placed. A record
     * stored before calls had variables, places and a way reads as having none, and as an originate.
     *
     * @param ruleInVersion the rule's name in that version; null where it is the call's present rule
     * @param notBefore the end of its wait
     */
    public record NextFact(
            int ruleVersion,
            String ruleInVersion,
            PhoneNumber person,
            String agent,
            PhoneNumber fromNumber,
            UUID event,
            Instant notBefore,
            List<String> cancelOn,
            Via via,
            Map<String, String> variables,
            List<String> places,
            String zone) {
        public NextFact {
            via = via == null ? Via.ORIGINATE : via;
            variables = variables == null ? Map.of() : variables;
            places = places == null ? List.of() : places;
        }

        /** Returns this fact for a call under another rule's name: the call keeps its version, the cancels are merged. */
        NextFact under(Call call) {
            return new NextFact(
                    call.ruleVersion,
                    call.ruleInVersion == null ? call.origin.text() : call.ruleInVersion,
                    person,
                    agent,
                    fromNumber,
                    event,
                    notBefore,
                    Stream.concat(Arrays.stream(call.cancelOn), cancelOn.stream())
                            .distinct()
                            .toList(),
                    via,
                    variables,
                    places,
                    zone);
        }

        /** Returns where the payload says the person is; its postal code is stored elsewhere. */
        Address address(String postal) {
            return new Address(places, postal, zone);
        }
    }

    protected Call() {}

    /** @param now by the service's clock */
    public Shown shown(Instant now) {
        return switch (state) {
            case WAITING -> notBefore.isAfter(now) ? Shown.WAITING : Shown.DUE;
            case SENDING -> Shown.SENDING;
            case STARTED -> Shown.STARTED;
            case PLACED -> Shown.PLACED;
            case REFUSED -> Shown.REFUSED;
            case CANCELLED -> Shown.CANCELLED;
            case EXPIRED -> Shown.EXPIRED;
            case UNKNOWN -> Shown.UNKNOWN;
        };
    }

    /** Returns the sender's name; a thing is unique within its sender. */
    String senderName() {
        return sender == null ? source : sender;
    }

    /** Returns the thing whose ends end the call: for a call back that of its first call, otherwise its own. */
    String thing() {
        return callbackAbout == null ? about : callbackAbout;
    }

    /** Whether the call has not ended: it may yet ring, or may have rung. */
    boolean isOpen() {
        return state == State.WAITING || state == State.SENDING || state == State.STARTED || state == State.UNKNOWN;
    }

    boolean isAsOfLaterThan(Instant otherAsOf, String otherId) {
        int order = asOf.compareTo(otherAsOf);
        return order > 0 || order == 0 && asOfId.compareTo(otherId) > 0;
    }

    /** Applies the newer fact that arrived while the call might have been ringing. */
    void takeOverNext() {
        if (next != null) {
            String[] before = cancelOn; // the active rules may have added patterns meanwhile
            takeOver(next, nextPostal, OwnHours.parse(nextOwnHours));
            cancelOn = Stream.concat(Arrays.stream(before), Arrays.stream(cancelOn))
                    .distinct()
                    .toArray(String[]::new);
            next = null;
            nextPostal = null;
            nextOwnHours = null;
        }
    }

    /**
     * @param postalOfFact the country, a blank and the postal code; null for none
     * @param hoursOfRule null: the lawful hours alone
     */
    void takeOver(NextFact fact, String postalOfFact, OwnHours hoursOfRule) {
        ruleVersion = fact.ruleVersion();
        ruleInVersion = fact.ruleInVersion();
        person = fact.person();
        agent = fact.agent();
        fromNumber = fact.fromNumber();
        event = fact.event();
        notBefore = fact.notBefore();
        waitsUntil = fact.notBefore();
        cancelOn = fact.cancelOn().toArray(String[]::new);
        via = fact.via();
        variables = fact.variables();
        places = fact.places().toArray(String[]::new);
        zone = fact.zone();
        postal = postalOfFact;
        toldBy = fact.event();
        ownHours = hoursOfRule == null ? null : hoursOfRule.text();
    }

    /** Returns the rule's own hours; null: the lawful hours alone. */
    OwnHours ownHours() {
        return OwnHours.parse(ownHours);
    }

    /** Returns where the payload says the person is. */
    Address address() {
        return new Address(List.of(places), event.equals(toldBy) ? postal : null, zone);
    }

    /**
     * Keeps the end of the call's own wait before its hours move {@code notBefore}. A postal code of an older event goes: the
     * previous release has put a newer event in its place.
     */
    void keepOwnWait() {
        if (waitsUntil == null || !event.equals(toldBy)) {
            waitsUntil = notBefore;
            postal = null;
            toldBy = event;
        }
    }

    /** Returns the end of the call's own wait, before which no hour counts. */
    Instant ownWaitEnd() {
        return waitsUntil != null && event.equals(toldBy) ? waitsUntil : notBefore;
    }

    public UUID id() {
        return id;
    }

    public String source() {
        return source;
    }

    public CallOrigin origin() {
        return origin;
    }

    public int ruleVersion() {
        return ruleVersion;
    }

    public String about() {
        return about;
    }

    public PhoneNumber person() {
        return person;
    }

    public String agent() {
        return agent;
    }

    public Via via() {
        return via;
    }

    public State state() {
        return state;
    }

    public String reason() {
        return reason;
    }

    public UUID event() {
        return event;
    }

    public Instant notBefore() {
        return notBefore;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    public String sessionId() {
        return sessionId;
    }

    /** Returns the agent's variables, by name. They are texts of the payload, so they may be personal. */
    public Map<String, String> variables() {
        return variables;
    }

    /** Returns the id of the call's campaign in this database; null for a single call. */
    public UUID campaign() {
        return campaign;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** Returns the call in which the person asked for this one; null unless this is a call back. */
    public UUID callbackOf() {
        return callbackOf;
    }
}
