package dev.ringback.calls;

import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Persons;
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
    private final Persons persons;

    CallRepository(Persons persons) {
        this.persons = persons;
    }

    static final String PERSON_ENDED = "calls_to_person_ended_by_event";
    static final String OPTED_OUT = "opted_out";

    /** @param what a stable word */
    public record TimelineEntry(Instant at, String what, String detail) {}

    /** Locks persons in the one order everybody uses; makes those that are new. */
    void lockPersons(Collection<PhoneNumber> numbers) {
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
    List<PhoneNumber> personsOf(Thing thing) {
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
    void lockThings(Collection<Thing> things) {
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
    boolean isNewest(Proposal fact) {
        return getSession()
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

    /** The call that holds a thing, if one does. */
    Optional<Call> holder(String source, String rule, String about) {
        return find("source = ?1 and rule = ?2 and about = ?3 and holdsThing", source, rule, about)
                .firstResultOptional();
    }

    /** The call that has a person's one place in a campaign. */
    Optional<Call> inCampaign(UUID campaign, PhoneNumber person) {
        return find("campaign = ?1 and person = ?2 and holdsThing and state <> CANCELLED", campaign, person.e164())
                .firstResultOptional();
    }

    /** @param source null for all of the rule's */
    List<Call> openAbout(String rule, String source, String about) {
        return find(
                        "rule = ?1 and (?2 is null or source = ?2) and about = ?3 and state in (WAITING, SENDING, STARTED, UNKNOWN)",
                        rule,
                        source,
                        about)
                .list();
    }

    List<Call> openTo(String rule, String source, PhoneNumber person, Instant asOf) {
        return find(
                        "rule = ?1 and (?2 is null or source = ?2) and person = ?3 and asOf <= ?4"
                                + " and state in (WAITING, SENDING, STARTED, UNKNOWN)",
                        rule,
                        source,
                        person.e164(),
                        asOf)
                .list();
    }

    void note(UUID call, String what, String detail) {
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
            case PLACED ->
                call.holdsThing || holder(call.source, call.rule, call.about).isEmpty();
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
