package dev.ringback.calls;

import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.Plan;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * Makes, renews and ends calls, so that any order and repetition of facts ends in the same calls. Facts are kept as
 * state: an end is remembered, since it may come before what it ends.
 *
 * <p>Every method runs in the caller's transaction. Before {@link #propose} and the ends, the caller has locked with
 * {@link #lock} all things and persons they concern.
 */
@ApplicationScoped
public class CallBook {
    static final String FAILED_CANCEL = "failed_cancel";
    static final String INACTIVE_RULE = "inactive_rule";

    private final CallRepository calls;
    private final CallPlan plans;
    private final Outbox outbox;
    private final Session database;

    CallBook(CallRepository calls, CallPlan plans, Outbox outbox, Session database) {
        this.calls = calls;
        this.plans = plans;
        this.outbox = outbox;
        this.database = database;
    }

    /** What became of a proposal. */
    public sealed interface Answer {
        record Created(UUID call) implements Answer {}

        /** A newer fact about an open call: its data are renewed and its wait starts again. */
        record Refreshed(UUID call) implements Answer {}

        /** The thing has its call already, or had it. */
        record AlreadyCalled(UUID call) implements Answer {}

        /** The thing's end, or the person's, is known already. */
        record Superseded(String why) implements Answer {}
    }

    /** Locks things, then persons, those of the things' calls included; to the end of the caller's transaction. */
    public void lock(Collection<Thing> things, Collection<PhoneNumber> persons) {
        calls.lockThings(things);
        List<PhoneNumber> all = new ArrayList<>(persons);
        for (Thing thing : things) {
            calls.open(thing.rule(), null, thing.about()).forEach(call -> all.add(new PhoneNumber(call.person)));
        }
        calls.lockPersons(all);
    }

    /** Makes a call of a fact, renews one, or says why neither. */
    public Answer propose(Proposal fact) {
        Optional<String> end = knownEnd(fact);
        if (end.isPresent()) {
            return new Answer.Superseded(end.get());
        }
        Optional<Call> holder = calls.holder(fact.source(), fact.rule(), fact.about());
        if (holder.isEmpty()) {
            return new Answer.Created(create(fact));
        }
        Call call = holder.get();
        if (call.state == Call.State.CANCELLED) {
            return new Answer.Superseded("its call was cancelled: " + call.reason);
        }
        if (!call.isOpen() || !call.isOlderThan(fact.asOf(), fact.asOfId())) {
            return new Answer.AlreadyCalled(call.id);
        }
        refresh(call, fact);
        return new Answer.Refreshed(call.id);
    }

    private Optional<String> knownEnd(Proposal fact) {
        return database.createNativeQuery("""
                        SELECT kind FROM ending
                        WHERE rule = :rule AND (source IS NULL OR source = :source)
                          AND (kind = 'ABOUT' AND about = :about OR kind = 'TO' AND person = :person AND as_of >= :asOf)
                        LIMIT 1
                        """, String.class)
                .setParameter("rule", fact.rule())
                .setParameter("source", fact.source())
                .setParameter("about", fact.about())
                .setParameter("person", fact.to().e164())
                .setParameter("asOf", fact.asOf())
                .getResultStream()
                .map(kind ->
                        kind.equals("ABOUT") ? "the thing has ended" : "calls to this person ended later than this")
                .findFirst();
    }

    private UUID create(Proposal fact) {
        Call call = new Call();
        call.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        call.source = fact.source();
        call.rule = fact.rule();
        call.about = fact.about();
        call.via = Call.Via.ORIGINATE;
        call.createdAt = now();
        call.holdsThing = true;
        Optional<Plan> plan = renew(call, fact);
        call.state = plan.isPresent() ? Call.State.WAITING : Call.State.REFUSED;
        call.reason = plan.isPresent() ? null : "no_lawful_window";
        call.holdsThing = plan.isPresent();
        calls.persistAndFlush(call);
        if (plan.isEmpty()) {
            calls.note(call.id, "refused", "no_lawful_window: no lawful hour is left before " + fact.expiresAt());
            return call.id;
        }
        calls.note(call.id, "created", "by event " + fact.event() + "; not before " + call.notBefore);
        OutboxEntry entry = new OutboxEntry(
                call.id, OutboxEntry.Kind.ORIGINATE, call.id, plan.get(), patterns(fact.cancelOn()), scopes(call));
        outbox.owe(entry);
        if (failedEnds(fact)) {
            hold(call, entry, FAILED_CANCEL);
        }
        return call.id;
    }

    /** Takes over a fact's data; sets not_before to the first lawful time, where there is one. */
    private Optional<Plan> renew(Call call, Proposal fact) {
        call.ruleVersion = fact.ruleVersion();
        call.person = fact.to().e164();
        call.agent = fact.agent();
        call.fromNumber = fact.from();
        call.asOf = fact.asOf();
        call.asOfId = fact.asOfId();
        call.event = fact.event();
        call.expiresAt = fact.expiresAt();
        Instant earliest = fact.notBefore().isAfter(now()) ? fact.notBefore() : now();
        Optional<Plan> plan = plans.plan(fact.to(), fact.agent(), fact.from(), earliest, fact.expiresAt());
        call.notBefore = plan.map(Plan::dueAt).orElse(fact.notBefore());
        return plan;
    }

    private void refresh(Call call, Proposal fact) {
        Instant planned = call.notBefore;
        Optional<Plan> plan = renew(call, fact);
        calls.note(call.id, "refreshed", "by event " + fact.event());
        if (plan.isEmpty()) {
            outbox.refuse(call.id, "no_lawful_window");
        } else if (!outbox.replan(call.id, plan.get(), call.reason)) {
            call.notBefore = planned; // it is on its way: the new data count if it turns out not to have been placed
        }
    }

    /** Ends a thing for ever, whether its call is there yet or not. Returns the calls it took back. */
    public List<UUID> endAbout(String rule, String source, String about, Instant asOf, UUID event) {
        remember("ABOUT", rule, source, about, null, asOf, event);
        return end(calls.open(rule, source, about), "cancelled_by_event " + event);
    }

    /** Ends a rule's calls to a person whose facts are not later. Returns the calls it took back. */
    public List<UUID> endTo(String rule, String source, PhoneNumber person, Instant asOf, UUID event) {
        remember("TO", rule, source, null, person.e164(), asOf, event);
        return end(calls.openTo(rule, source, person, asOf), CallRepository.PERSON_ENDED + " " + event);
    }

    private List<UUID> end(List<Call> open, String reason) {
        List<UUID> taken = new ArrayList<>();
        for (Call call : open) {
            if (outbox.withdraw(call.id, reason)) {
                taken.add(call.id);
            } else {
                calls.note(call.id, "withdrawn", reason + "; it ends cancelled unless it was placed");
            }
        }
        return taken;
    }

    /** An end that nobody could read: it holds what it could have meant, until a person releases that. */
    public List<UUID> failedEnd(String rule, String source, Instant asOf, UUID event) {
        remember("FAILED", rule, source, null, null, asOf, event);
        List<UUID> held = new ArrayList<>();
        for (Call call : calls.openUpTo(rule, source, asOf)) {
            outbox.lockOfCall(call.id).ifPresent(entry -> hold(call, entry, FAILED_CANCEL));
            held.add(call.id);
        }
        return held;
    }

    private void hold(Call call, OutboxEntry entry, String why) {
        entry.hold(why);
        call.reason = "held: " + why;
        calls.note(call.id, "held", why);
    }

    private boolean failedEnds(Proposal fact) {
        return database.createNativeQuery("""
                        SELECT EXISTS (SELECT FROM ending WHERE kind = 'FAILED' AND rule = :rule AND as_of >= :asOf
                                       AND (source IS NULL OR source = :source))
                        """, Boolean.class)
                .setParameter("rule", fact.rule())
                .setParameter("source", fact.source())
                .setParameter("asOf", fact.asOf())
                .getSingleResult();
    }

    private void remember(
            String kind, String rule, String source, String about, String person, Instant asOf, UUID event) {
        database.createNativeMutationQuery("""
                        INSERT INTO ending (kind, rule, source, about, person, as_of, event)
                        VALUES (:kind, :rule, :source, :about, :person, :asOf, :event)
                        """)
                .setParameter("kind", kind)
                .setParameter("rule", rule)
                .setParameter("source", source)
                .setParameter("about", about)
                .setParameter("person", person)
                .setParameter("asOf", asOf)
                .setParameter("event", event)
                .executeUpdate();
    }

    private static String[] scopes(Call call) {
        return new String[] {
            Pauses.ALL, Pauses.ACCOUNT, "agent:" + call.agent, "number:" + call.fromNumber, "rule:" + call.rule
        };
    }

    /** As LIKE patterns; what LIKE takes for a wildcard is taken literally, our own {@code *} is not. */
    private static String[] patterns(List<String> cancelOn) {
        return cancelOn.stream()
                .map(pattern ->
                        pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"))
                .map(pattern -> pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) + "%" : pattern)
                .toArray(String[]::new);
    }

    private Instant now() {
        return database.createNativeQuery("SELECT ringback_now()", Instant.class)
                .getSingleResult();
    }
}
