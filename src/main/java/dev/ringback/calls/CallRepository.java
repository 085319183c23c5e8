package dev.ringback.calls;

import dev.ringback.outbox.EndReason;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.PersonLocks;
import dev.ringback.outbox.Sender.Move;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;

/** Stores calls, their persons and their timelines. Every method runs in the caller's transaction. */
@ApplicationScoped
public class CallRepository implements PanacheRepositoryBase<Call, UUID> {
    private final PersonLocks persons;
    private final Senders senders;
    private final Matters matters;

    CallRepository(PersonLocks persons, Senders senders, Matters matters) {
        this.persons = persons;
        this.senders = senders;
        this.matters = matters;
    }

    /** @param what a stable word */
    public record TimelineEntry(Instant at, String what, String detail) {}

    /** Locks persons in the one order that all callers use; inserts new persons. */
    public void lockPersons(Collection<PhoneNumber> numbers) {
        lockPersons(() -> numbers);
    }

    /** Locks all persons that a query names, including persons it names only under the locks. */
    void lockPersons(Supplier<? extends Collection<PhoneNumber>> wanted) {
        persons.lock(() -> {
            List<String> numbers = wanted.get().stream()
                    .map(PhoneNumber::e164)
                    .distinct()
                    .sorted()
                    .toList();
            getSession()
                    .createNativeMutationQuery(
                            "INSERT INTO person (number) SELECT unnest(:numbers) ON CONFLICT DO NOTHING")
                    .setParameter("numbers", numbers.toArray(String[]::new))
                    .executeUpdate();
            return numbers;
        });
    }

    /** Returns the persons of a thing's open calls and of their newest facts, without loading the calls. */
    List<PhoneNumber> personsOf(CallKey thing) {
        return persons(
                "rule = :rule AND (about = :about OR callback_about = :about)"
                        + " AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')",
                Map.of("rule", thing.rule(), "about", thing.about()));
    }

    /** Returns a call's person and the person of its newest fact. */
    List<PhoneNumber> personsOf(UUID call) {
        return persons("id = :id", Map.of("id", call));
    }

    /** Returns the persons of calls and of their newest facts. */
    List<PhoneNumber> personsOf(Collection<UUID> ids) {
        return persons("id = ANY (:ids)", Map.of("ids", ids.toArray(UUID[]::new)));
    }

    /** Selects both persons: any transaction that proves a call not placed may move it to its newest fact's person. */
    private List<PhoneNumber> persons(String condition, Map<String, Object> parameters) {
        var query = getSession().createNativeQuery("""
                SELECT person FROM call WHERE %s
                UNION SELECT next ->> 'person' FROM call WHERE next IS NOT NULL AND %s
                """.formatted(condition, condition), String.class);
        parameters.forEach(query::setParameter);
        return query.getResultStream().map(PhoneNumber::new).toList();
    }

    /** Locks rules: shared for new calls, exclusive for a failed end, so that one of the two always sees the other. */
    void lockRules(Set<String> shared, Set<String> alone) {
        Set<String> all = new TreeSet<>(shared);
        all.addAll(alone);
        for (String rule : all) {
            String lock = alone.contains(rule) ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared";
            getSession()
                    .createNativeQuery("SELECT 1 FROM " + lock + "(hashtextextended(:rule, 1))", Integer.class)
                    .setParameter("rule", rule)
                    .getSingleResult();
        }
    }

    /** Locks things, so that a thing's call and its end are decided one after the other. */
    void lockThings(Collection<CallKey> things) {
        things.stream()
                .sorted()
                .distinct()
                .forEach(thing -> getSession()
                        .createNativeQuery(
                                "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:thing, 0))", Object.class)
                        .setParameter("thing", thing.rule() + '\n' + thing.about())
                        .getSingleResult());
    }

    /** Returns whether no newer fact about the thing is known, and then stores this fact. The delivery's id breaks ties. */
    boolean isNewest(CallRequest fact) {
        return !isNewerKnown(fact)
                && getSession()
                                .createNativeMutationQuery("""
                                INSERT INTO thing (source, rule, about, as_of, as_of_id)
                                VALUES (:source, :rule, :about, :asOf, :asOfId)
                                ON CONFLICT (rule, about, source) DO UPDATE
                                SET as_of = excluded.as_of, as_of_id = excluded.as_of_id
                                WHERE (thing.as_of, thing.as_of_id) <= (excluded.as_of, excluded.as_of_id)
                                """)
                                .setParameter("source", fact.source())
                                .setParameter("rule", fact.rule())
                                .setParameter("about", fact.about())
                                .setParameter("asOf", fact.asOf())
                                .setParameter("asOfId", fact.asOfId())
                                .executeUpdate()
                        == 1;
    }

    /** Whether a newer fact is known under any name of the sender or the rule. The thing's lock must be held. */
    private boolean isNewerKnown(CallRequest fact) {
        return getSession()
                .createNativeQuery("""
                        SELECT EXISTS (SELECT FROM thing WHERE rule = ANY (:rules) AND about = :about
                                       AND source = ANY (:senders) AND (as_of, as_of_id) > (:asOf, :asOfId))
                        """, Boolean.class)
                .setParameter("rules", fact.rules())
                .setParameter("about", fact.about())
                .setParameter("senders", fact.sender().array())
                .setParameter("asOf", fact.asOf())
                .setParameter("asOfId", fact.asOfId())
                .getSingleResult();
    }

    /** Whether any fact about the thing is known, under any name of the sender or the rule. */
    boolean isThingKnown(CallRequest fact) {
        return getSession()
                .createNativeQuery("""
                        SELECT EXISTS (SELECT FROM thing WHERE rule = ANY (:rules) AND about = :about AND source = ANY (:senders))
                        """, Boolean.class)
                .setParameter("rules", fact.rules())
                .setParameter("about", fact.about())
                .setParameter("senders", fact.sender().array())
                .getSingleResult();
    }

    /** Returns whether a fact about the thing is known that is newer than an end. The thing's lock must be held. */
    boolean isNewerKnown(CallIntake.End end, String about) {
        return getSession()
                .createNativeQuery("""
                        SELECT EXISTS (SELECT FROM thing WHERE rule = :rule AND about = :about AND as_of > :asOf
                                       AND (cast(:senders AS text[]) IS NULL OR source = ANY (:senders)))
                        """, Boolean.class)
                .setParameter("rule", end.rule())
                .setParameter("about", about)
                .setParameter("asOf", end.asOf())
                .setParameter(
                        "senders", end.sender() == null ? null : end.sender().array(), String[].class)
                .getSingleResult();
    }

    /**
     * Returns whether an event ended a call about the thing because of its person, and no fact newer than the call's asks
     * again. An older version's cancel is not stored as an end, so only the call tells of it.
     */
    boolean endedForItsPerson(CallRequest fact) {
        return getSession()
                .createNativeQuery("""
                        SELECT EXISTS (SELECT FROM call WHERE about = :about AND rule = ANY (:rules) AND state = 'CANCELLED'
                                       AND (coalesce(sender, source) = ANY (:senders) OR source = ANY (:senders))
                                       AND person = :person AND reason LIKE :reason AND (as_of, as_of_id) >= (:asOf, :asOfId))
                        """, Boolean.class)
                .setParameter("about", fact.about())
                .setParameter("rules", fact.rules())
                .setParameter("senders", fact.sender().array())
                .setParameter("person", fact.to().e164())
                .setParameter("reason", EndReason.Word.CALLS_TO_PERSON_ENDED_BY_EVENT.text() + "%")
                .setParameter("asOf", fact.asOf())
                .setParameter("asOfId", fact.asOfId())
                .getSingleResult();
    }

    /** Returns the call that holds a thing under the rule's present name, if any. */
    Optional<Call> holder(CallRequest fact) {
        return holders(fact.sender().array(), new String[] {fact.rule()}, fact.about()).stream()
                .findFirst();
    }

    /** Returns a call about the thing under another of the rule's names that rang, may have rung or may yet ring. */
    Optional<Call> holderUnderAnotherName(CallRequest fact) {
        return fact.alsoRules().isEmpty()
                ? Optional.empty()
                : holders(fact.sender().array(), fact.alsoRules().toArray(String[]::new), fact.about()).stream()
                        .findFirst();
    }

    /** Whether another call of the same rule and sender holds the thing of an ended call. */
    boolean isHeldByAnother(Call call) {
        return holders(senders.of(call).array(), new String[] {call.origin.text()}, call.about).stream()
                .anyMatch(holder -> holder != call);
    }

    /** Returns another call that holds the thing of an ended call, under any of these names of its rule. */
    Optional<Call> otherHolder(Call call, String[] rules) {
        return holders(senders.of(call).array(), rules, call.about).stream()
                .filter(holder -> holder != call)
                .findFirst();
    }

    /** Returns the calls that hold a thing. Each name of the sender counts, as the source or as the sender. */
    private List<Call> holders(String[] senders, String[] rules, String about) {
        return getSession()
                .createNativeQuery("""
                        SELECT * FROM call WHERE about = :about AND rule = ANY (:rules) AND holds_thing
                        AND (coalesce(sender, source) = ANY (:senders) OR source = ANY (:senders)) ORDER BY state = 'PLACED' DESC, id
                        """, Call.class)
                .setParameter("about", about)
                .setParameter("rules", rules)
                .setParameter("senders", senders)
                .getResultList();
    }

    /** Returns other open calls about the thing of a call that rang after all, under any rule: its own may be renamed. */
    List<Call> othersOpenAbout(Call rang) {
        return getSession()
                .createNativeQuery("""
                        SELECT * FROM call WHERE about = :about AND holds_thing AND id <> :id
                        AND (coalesce(sender, source) = ANY (:senders) OR source = ANY (:senders)) AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')
                        ORDER BY id
                        """, Call.class)
                .setParameter("about", rang.about)
                .setParameter("id", rang.id)
                .setParameter("senders", senders.of(rang).array())
                .getResultList();
    }

    /** Returns the call that occupies a person's one place in a campaign. */
    Optional<Call> inCampaign(UUID campaign, PhoneNumber person) {
        return find("campaign = ?1 and person = ?2 and holdsThing and state <> CANCELLED", campaign, person)
                .firstResultOptional();
    }

    /** Returns the rule's open calls about a thing, call backs included; a null {@code sender} selects all senders. */
    List<Call> openAbout(String rule, SenderNames sender, String about) {
        return getSession()
                .createNativeQuery("""
                        SELECT * FROM call WHERE rule = :rule AND (about = :about OR callback_about = :about)
                        AND (cast(:senders AS text[]) IS NULL OR coalesce(sender, source) = ANY (:senders) OR source = ANY (:senders))
                        AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN') ORDER BY id
                        """, Call.class)
                .setParameter("rule", rule)
                .setParameter("about", about)
                .setParameter("senders", sender == null ? null : sender.array(), String[].class)
                .getResultList();
    }

    /** Returns the rule's open calls to a person whose facts are not later; a null {@code sender} selects all senders. */
    List<Call> openTo(String rule, SenderNames sender, PhoneNumber person, Instant asOf) {
        return getSession()
                .createNativeQuery("""
                        SELECT * FROM call WHERE rule = :rule AND person = :person AND as_of <= :asOf
                        AND (cast(:senders AS text[]) IS NULL OR coalesce(sender, source) = ANY (:senders) OR source = ANY (:senders))
                        AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN') ORDER BY id
                        """, Call.class)
                .setParameter("rule", rule)
                .setParameter("person", person.e164())
                .setParameter("asOf", asOf)
                .setParameter("senders", sender == null ? null : sender.array(), String[].class)
                .getResultList();
    }

    public void note(UUID call, String what, String detail) {
        getSession()
                .createNativeMutationQuery(
                        "INSERT INTO call_timeline (call, what, detail) VALUES (:call, :what, :detail)")
                .setParameter("call", call)
                .setParameter("what", what)
                .setParameter("detail", detail)
                .executeUpdate();
    }

    /** Returns a call's timeline, oldest first. */
    public List<TimelineEntry> timeline(UUID call) {
        return getSession()
                .createNativeQuery(
                        "SELECT at, what, detail FROM call_timeline WHERE call = :call ORDER BY id",
                        TimelineEntry.class)
                .setParameter("call", call)
                .getResultList();
    }

    /** Marks claimed entries' calls, as {@link #follow} would one by one. The session must not have loaded any of them. */
    void sending(Collection<UUID> claimed) {
        getSession()
                .createNativeMutationQuery("""
                        WITH sent AS (UPDATE call SET state = 'SENDING', reason = NULL WHERE id = ANY (:calls) RETURNING id)
                        INSERT INTO call_timeline (call, what) SELECT id, 'sending' FROM sent
                        """)
                .setParameter("calls", claimed.toArray(UUID[]::new))
                .executeUpdate();
    }

    /** Updates the call to its entry's state, and writes the timeline. */
    void follow(OutboxEntry entry, Move move) {
        Call call = findById(entry.call());
        call.state = switch (entry.state()) {
            case DUE -> Call.State.WAITING;
            case SENDING -> Call.State.SENDING;
            case STARTED -> Call.State.STARTED;
            case DONE -> Call.State.PLACED;
            case REFUSED -> Call.State.REFUSED;
            case CANCELLED -> Call.State.CANCELLED;
            case EXPIRED -> Call.State.EXPIRED;
            case UNKNOWN -> Call.State.UNKNOWN;
        };
        call.reason = move.reason();
        call.next = switch (call.state) {
            case SENDING, UNKNOWN, STARTED -> call.next;
            case WAITING, PLACED, REFUSED, CANCELLED, EXPIRED -> null; // taken over, or obsolete
        };
        if (move.plan() != null) {
            call.notBefore = move.plan().dueAt();
        }
        if (move.receipt() != null) {
            call.sessionId = move.receipt();
        }
        call.holdsThing = switch (call.state) {
            case REFUSED, EXPIRED -> false;
            case PLACED -> call.holdsThing || !isHeldByAnother(call);
            // An end of calls to a person leaves the thing free: a newer fact about it may create a call again.
            case CANCELLED -> call.holdsThing && !isOfItsPerson(EndReason.parse(call.reason));
            case WAITING, SENDING, STARTED, UNKNOWN -> call.holdsThing;
        };
        note(call.id, call.state.name().toLowerCase(Locale.ROOT), detail(move));
        if (freesItsMatter(call)) {
            matters.isFree(call);
        }
    }

    /** Whether a call ended without a ring, and another about its matter may be made. An operator's cancel ends the matter. */
    private static boolean freesItsMatter(Call call) {
        return switch (call.state) {
            case REFUSED, EXPIRED -> true;
            case CANCELLED ->
                switch (EndReason.parse(call.reason).word()) {
                    case MATTER_HAS_ITS_CALL, CANCELLED_BY_OPERATOR, ALREADY_CALLED -> false;
                    case OPTED_OUT,
                            CALLS_TO_PERSON_ENDED_BY_EVENT,
                            CANCELLED_BY_EVENT,
                            GATHERED_ANEW_BY_EVENT,
                            CAMPAIGN_STOPPED,
                            MISFIRE_SKIPPED,
                            NO_LAWFUL_WINDOW,
                            EXPIRED,
                            BAD_NUMBER,
                            HUB_REFUSED,
                            SETTLED_BY_OPERATOR,
                            SETTLED_BY_CARRIER_LOG,
                            ANSWERED_LATE,
                            NONE -> true;
                };
            case WAITING, SENDING, STARTED, PLACED, UNKNOWN -> false;
        };
    }

    /** Whether a call ended for a reason that leaves its thing free: a fact about the thing may create a call again. */
    static boolean isOfItsPerson(EndReason reason) {
        return switch (reason.word()) {
            case OPTED_OUT, CALLS_TO_PERSON_ENDED_BY_EVENT, MATTER_HAS_ITS_CALL -> true;
            case CANCELLED_BY_EVENT,
                    CANCELLED_BY_OPERATOR,
                    GATHERED_ANEW_BY_EVENT,
                    ALREADY_CALLED,
                    CAMPAIGN_STOPPED,
                    MISFIRE_SKIPPED,
                    NO_LAWFUL_WINDOW,
                    EXPIRED,
                    BAD_NUMBER,
                    HUB_REFUSED,
                    SETTLED_BY_OPERATOR,
                    SETTLED_BY_CARRIER_LOG,
                    ANSWERED_LATE,
                    NONE -> false;
        };
    }

    private static String detail(Move move) {
        if (move.plan() != null) {
            String until = "not before " + move.plan().dueAt();
            return move.reason() == null ? until : move.reason() + "; " + until;
        }
        return move.reason();
    }
}
