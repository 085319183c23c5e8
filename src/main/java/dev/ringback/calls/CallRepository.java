package dev.ringback.calls;

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

/** Calls, the persons they are for, and their timelines. Every method runs in the caller's transaction. */
@ApplicationScoped
public class CallRepository implements PanacheRepositoryBase<Call, UUID> {
    private final PersonLocks persons;
    private final Senders senders;

    CallRepository(PersonLocks persons, Senders senders) {
        this.persons = persons;
        this.senders = senders;
    }

    static final String PERSON_ENDED = "calls_to_person_ended_by_event";
    static final String OPTED_OUT = "opted_out";

    /** @param what a stable word */
    public record TimelineEntry(Instant at, String what, String detail) {}

    /** Locks persons in the one order everybody uses; makes those that are new. */
    public void lockPersons(Collection<PhoneNumber> numbers) {
        lockPersons(() -> numbers);
    }

    /** As above, for all whom a question names once the locks are there. */
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

    /** The persons of a thing's open calls and of their newest facts, without reading the calls themselves. */
    List<PhoneNumber> personsOf(CallKey thing) {
        return persons(
                "rule = :rule AND about = :about AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN')",
                Map.of("rule", thing.rule(), "about", thing.about()));
    }

    /** Whom a call is to, and whom its newest fact names. */
    List<PhoneNumber> personsOf(UUID call) {
        return persons("id = :id", Map.of("id", call));
    }

    /** A call goes to its newest fact's person in whatever transaction proves it was not placed: both are locked for it. */
    private List<PhoneNumber> persons(String condition, Map<String, Object> parameters) {
        var query = getSession().createNativeQuery("""
                SELECT person FROM call WHERE %s
                UNION SELECT next ->> 'person' FROM call WHERE next IS NOT NULL AND %s
                """.formatted(condition, condition), String.class);
        parameters.forEach(query::setParameter);
        return query.getResultStream().map(PhoneNumber::new).toList();
    }

    /** Locks rules: shared where calls are made, alone where an end failed, which must see each call or be seen by it. */
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

    /** Locks things, so that a call for one and the end of it are decided one after the other. */
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

    /** Whether no newer fact asked for a call about the thing yet; remembers this one then. Ties go by the delivery's id. */
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

    /** Whether a newer fact is known under another name of the sender or the rule; the thing's lock is held. */
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

    /** The call that holds a thing under the rule's present name, if one does. */
    Optional<Call> holder(CallRequest fact) {
        return holders(fact.sender().array(), new String[] {fact.rule()}, fact.about()).stream()
                .findFirst();
    }

    /** A call about the thing under another of the rule's names that rang, may have rung or may yet. */
    Optional<Call> holderUnderAnotherName(CallRequest fact) {
        return fact.alsoRules().isEmpty()
                ? Optional.empty()
                : holders(fact.sender().array(), fact.alsoRules().toArray(String[]::new), fact.about()).stream()
                        .findFirst();
    }

    /** Whether a call about the same thing as an ended one holds it: one rule, one sender. */
    boolean isHeldByAnother(Call call) {
        return holders(senders.of(call).array(), new String[] {call.rule}, call.about).stream()
                .anyMatch(holder -> holder != call);
    }

    /** Calls that hold a thing; each name of the sender counts, as the source's or as the sender's. */
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

    /** Open calls about the same thing as a call that rang after all: under any rule, since its own may be renamed. */
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

    /** The call that has a person's one place in a campaign. */
    Optional<Call> inCampaign(UUID campaign, PhoneNumber person) {
        return find("campaign = ?1 and person = ?2 and holdsThing and state <> CANCELLED", campaign, person.e164())
                .firstResultOptional();
    }

    /** The rule's open calls about a thing; {@code sender} is null for all of the rule's. */
    List<Call> openAbout(String rule, SenderNames sender, String about) {
        return getSession()
                .createNativeQuery("""
                        SELECT * FROM call WHERE rule = :rule AND about = :about
                        AND (cast(:senders AS text[]) IS NULL OR coalesce(sender, source) = ANY (:senders) OR source = ANY (:senders))
                        AND state IN ('WAITING', 'SENDING', 'STARTED', 'UNKNOWN') ORDER BY id
                        """, Call.class)
                .setParameter("rule", rule)
                .setParameter("about", about)
                .setParameter("senders", sender == null ? null : sender.array(), String[].class)
                .getResultList();
    }

    /** The rule's open calls to a person whose facts are not later; {@code sender} is null for all of the rule's. */
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

    /** What happened to a call, oldest first. */
    public List<TimelineEntry> timeline(UUID call) {
        return getSession()
                .createNativeQuery(
                        "SELECT at, what, detail FROM call_timeline WHERE call = :call ORDER BY id", Object[].class)
                .setParameter("call", call)
                .getResultStream()
                .map(row -> new TimelineEntry((Instant) row[0], (String) row[1], (String) row[2]))
                .toList();
    }

    /** Marks calls whose entries were claimed, as {@link #follow} would one by one. None of them may have been read before. */
    void sending(Collection<UUID> claimed) {
        getSession()
                .createNativeMutationQuery("""
                        WITH sent AS (UPDATE call SET state = 'SENDING', reason = NULL WHERE id = ANY (:calls) RETURNING id)
                        INSERT INTO call_timeline (call, what) SELECT id, 'sending' FROM sent
                        """)
                .setParameter("calls", claimed.toArray(UUID[]::new))
                .executeUpdate();
    }

    /** Lets the call follow its entry, and writes the timeline. */
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
            case WAITING, PLACED, REFUSED, CANCELLED, EXPIRED -> null; // taken over, or of no use any more
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
            // The end of calls to a person leaves the thing free: a newer fact about it may call again.
            case CANCELLED -> call.holdsThing && !isOfItsPerson(call.reason);
            case WAITING, SENDING, STARTED, UNKNOWN -> call.holdsThing;
        };
        note(call.id, call.state.name().toLowerCase(Locale.ROOT), detail(move));
    }

    /** Whether a call ended because of whom it was to, which a newer fact about the thing outlives. */
    static boolean isOfItsPerson(String reason) {
        return reason.startsWith(PERSON_ENDED) || reason.startsWith(OPTED_OUT);
    }

    private static String detail(Move move) {
        if (move.plan() != null) {
            String until = "not before " + move.plan().dueAt();
            return move.reason() == null ? until : move.reason() + "; " + until;
        }
        return move.reason();
    }
}
