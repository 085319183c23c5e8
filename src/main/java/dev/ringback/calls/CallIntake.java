package dev.ringback.calls;

import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.Plan;
import dev.ringback.platform.DatabaseClock;
import dev.ringback.privacy.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * Makes, renews and ends calls, so that any order and repetition of facts ends in the same calls. Facts are kept as
 * state: the newest fact of each thing is remembered, and so is an end, since it may come before what it ends.
 *
 * <p>Every method runs in the caller's transaction. Before {@link #propose} and the ends, the caller has locked with
 * {@link #lock} all things and persons they concern.
 */
@ApplicationScoped
public class CallIntake {
    /** Why an entry is held that a cancel may have meant. */
    public static final String FAILED_CANCEL = "failed_cancel";

    private final CallRepository calls;
    private final Cancellations cancellations;
    private final OptOutRepository optOuts;
    private final Withdrawals withdrawals;
    private final CallPlan plans;
    private final Dispatches dispatches;
    private final Outbox outbox;
    private final DatabaseClock clock;
    private final Session database;

    CallIntake(
            CallRepository calls,
            Cancellations cancellations,
            OptOutRepository optOuts,
            Withdrawals withdrawals,
            CallPlan plans,
            Dispatches dispatches,
            Outbox outbox,
            DatabaseClock clock,
            Session database) {
        this.calls = calls;
        this.cancellations = cancellations;
        this.optOuts = optOuts;
        this.withdrawals = withdrawals;
        this.plans = plans;
        this.dispatches = dispatches;
        this.outbox = outbox;
        this.clock = clock;
        this.database = database;
    }

    /** What became of a proposal. */
    public sealed interface Answer {
        record Created(UUID call) implements Answer {}

        /** A newer fact about an open call: its data are renewed and its wait starts again. */
        record Refreshed(UUID call) implements Answer {}

        /** The thing has its call already, or had it. */
        record AlreadyCalled(UUID call) implements Answer {}

        /** The thing's end, the person's, or a newer fact is known already. */
        record Superseded(String why) implements Answer {}

        /** A number that the fact names must not be rung. */
        record OptedOut() implements Answer {}
    }

    /**
     * Locks things, then persons, those of the things' calls included; to the end of the caller's transaction. Call it
     * before any call is read: what was read without the lock may be out of date.
     *
     * @param rulesWhoseEndFailed rules of which {@link #endFailed} will be called: it waits for their new calls
     */
    public void lock(Collection<CallKey> things, Collection<PhoneNumber> persons, Set<String> rulesWhoseEndFailed) {
        lock(things, persons, Set.of(), rulesWhoseEndFailed);
    }

    /**
     * As above.
     *
     * @param rulesOfPersonEnds rules of which {@link #endTo} will be called: it takes several calls of a rule one after
     *     the other, and so does {@link #endFailed}, which locks no persons; each would wait for the other
     */
    public void lock(
            Collection<CallKey> things,
            Collection<PhoneNumber> persons,
            Set<String> rulesOfPersonEnds,
            Set<String> rulesWhoseEndFailed) {
        Set<String> rules = things.stream().map(CallKey::rule).collect(Collectors.toSet());
        rules.addAll(rulesOfPersonEnds);
        calls.lockRules(rules, rulesWhoseEndFailed);
        calls.lockThings(things);
        calls.lockPersons(
                () -> { // a call may go to another person while this waits
                    Set<PhoneNumber> all = new HashSet<>(persons);
                    things.forEach(thing -> all.addAll(calls.personsOf(thing)));
                    return all;
                });
    }

    /** Makes a call of a fact, renews one, or says why neither. */
    public Answer propose(CallRequest fact) {
        // A call under a former name keeps to the newest fact too: its rule may be named back.
        Optional<Call> holder = calls.holder(fact).or(() -> calls.holderUnderAnotherName(fact));
        if (!calls.isNewest(fact)) {
            return holder.<Answer>map(call -> new Answer.AlreadyCalled(call.id))
                    .orElseGet(() -> new Answer.Superseded("a newer fact about the thing is known"));
        }
        // An older fact's call to somebody else is out of date too: the newest one says whom it would be to.
        Optional<Call> outdated = holder.filter(Call::isOpen);
        Optional<String> end = cancellations.known(fact);
        if (end.isPresent()) {
            outdated.ifPresent(call -> withdrawals.ofItsPerson(call, CallRepository.PERSON_ENDED + " " + fact.event()));
            return new Answer.Superseded(end.get());
        }
        if (optOuts.containsAnyOf(fact.numbers())) {
            outdated.ifPresent(call -> withdrawals.ofItsPerson(call, CallRepository.OPTED_OUT + " " + fact.event()));
            return new Answer.OptedOut();
        }
        return holder.map(call -> about(call, fact)).orElseGet(() -> asNew(fact));
    }

    private Answer about(Call call, CallRequest fact) {
        if (call.state == Call.State.CANCELLED) {
            return new Answer.Superseded("its call was cancelled: " + call.reason);
        }
        if (!call.isOpen() || call.asOf.equals(fact.asOf()) && call.asOfId.equals(fact.asOfId())) {
            return new Answer.AlreadyCalled(call.id);
        }
        refresh(call, fact);
        return new Answer.Refreshed(call.id);
    }

    /** In a campaign that gathers, a person is once, by the newest fact about them. */
    private Answer asNew(CallRequest fact) {
        if (fact.gather() == null) {
            return new Answer.Created(create(fact, null));
        }
        UUID campaign = dispatches.gathering(fact);
        Optional<Call> gathered = calls.inCampaign(campaign, fact.to());
        if (gathered.isPresent()) {
            Call call = gathered.get();
            if (call.state != Call.State.WAITING) {
                return new Answer.AlreadyCalled(call.id);
            }
            if (call.isAsOfLaterThan(fact.asOf(), fact.asOfId())) {
                return new Answer.Superseded("a newer fact about the same person is in the campaign");
            }
            outbox.withdraw(call.id, "gathered_anew_by_event " + fact.event());
            calls.flush(); // the campaign's one place for the person is free before it is taken
        }
        return new Answer.Created(create(fact, campaign));
    }

    private UUID create(CallRequest fact, UUID campaign) {
        Call call = new Call();
        call.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        call.source = fact.source();
        call.sender = fact.sender().name();
        call.rule = fact.rule();
        call.about = fact.about();
        call.createdAt = now();
        call.campaign = campaign;
        date(call, fact);
        call.takeOver(fact.data());
        Optional<Plan> plan = plans.plan(call, call.createdAt);
        call.notBefore = plan.map(Plan::dueAt).orElse(call.notBefore);
        call.state = plan.isPresent() ? Call.State.WAITING : Call.State.REFUSED;
        call.reason = plan.isPresent() ? null : "no_lawful_window";
        call.holdsThing = plan.isPresent();
        calls.persistAndFlush(call);
        if (plan.isEmpty()) {
            calls.note(call.id, "refused", "no_lawful_window: " + plans.whyNone(call));
            return call.id;
        }
        calls.note(call.id, "created", "by event " + fact.event() + "; not before " + call.notBefore);
        OutboxEntry entry = new OutboxEntry(call.id, plan.get());
        outbox.enqueue(entry);
        holdIfAnEndFailed(call, entry, fact);
        return call.id;
    }

    private static void date(Call call, CallRequest fact) {
        call.asOf = fact.asOf();
        call.asOfId = fact.asOfId();
        call.expiresAt = fact.expiresAt();
    }

    private void refresh(Call call, CallRequest fact) {
        date(call, fact);
        calls.note(call.id, "refreshed", "by event " + fact.event());
        Call.NextFact data =
                call.rule.equals(fact.rule()) ? fact.data() : fact.data().under(call);
        if (call.state != Call.State.WAITING) {
            call.next = data; // it may be ringing by the old data; these count if it was not placed
            outbox.stopBy(
                    call.id, plans.stopTime(call, call.next, now())); // a running campaign keeps to the narrower hours
            outbox.wantAgain(call.id, CallRepository.PERSON_ENDED);
            outbox.wantAgain(call.id, CallRepository.OPTED_OUT);
            return;
        }
        call.takeOver(data);
        Optional<Plan> plan = plans.plan(call, now());
        if (plan.isEmpty()) {
            calls.note(call.id, "no_lawful_window", plans.whyNone(call));
            outbox.refuse(call.id, "no_lawful_window");
        } else {
            outbox.replan(call.id, plan.get(), null);
            holdIfAnEndFailed(call, outbox.lockOfCall(call.id).orElseThrow(), fact);
        }
    }

    /**
     * Which calls an event ends.
     *
     * @param source the event's own; null where it ends all of the rule's calls, whoever told of them
     * @param sender the party behind the source; null where the source is
     * @param onlyVersion null for a cancel of the active version, which ends all of the rule's calls and is remembered;
     *     else the older version whose own calls it ends
     */
    public record End(String rule, String source, SenderNames sender, Integer onlyVersion, Instant asOf, UUID event) {
        private boolean concerns(Call call) {
            return onlyVersion == null || call.ruleVersion == onlyVersion;
        }
    }

    /** Ends a thing for ever, whether its call is there yet or not. Returns the calls it took back. */
    public List<UUID> endAbout(End end, String about) {
        cancellations.rememberAbout(end, about);
        return calls.openAbout(end.rule, end.sender, about).stream()
                .filter(end::concerns)
                .filter(call -> withdrawals.forGood(call, "cancelled_by_event " + end.event))
                .map(call -> call.id)
                .toList();
    }

    /** Ends a rule's calls to a person whose facts are not later. Returns the calls it took back. */
    public List<UUID> endTo(End end, PhoneNumber person) {
        cancellations.rememberTo(end, person);
        return calls.openTo(end.rule, end.sender, person, end.asOf).stream()
                .filter(end::concerns)
                // One whose newest fact names somebody else goes to that person, if it goes again at all.
                .filter(call -> call.next == null || call.next.person().equals(person.e164()))
                .filter(call -> withdrawals.ofItsPerson(call, CallRepository.PERSON_ENDED + " " + end.event))
                .map(call -> call.id)
                .toList();
    }

    /**
     * An end that nobody could read: it holds what it could have meant, until a person releases that. Those may be many,
     * of any person, so none is locked: rows that are changed meanwhile are waited for.
     *
     * @return how many calls it holds
     */
    public long endFailed(End end) {
        cancellations.rememberFailed(end);
        return database.createNativeQuery("""
                        WITH held AS (
                            UPDATE outbox_entry SET held = :why FROM call
                            WHERE outbox_entry.call = call.id AND outbox_entry.state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN')
                              AND rule = :rule AND (cast(:senders AS text[]) IS NULL
                                   OR coalesce(sender, source) = ANY (:senders) OR source = ANY (:senders))
                              AND (cast(:version AS integer) IS NULL OR rule_version = :version) AND as_of <= :asOf
                            RETURNING call.id
                        ), shown AS (
                            UPDATE call SET reason = 'held: ' || :why FROM held
                            WHERE call.id = held.id AND state = 'WAITING'
                        ), noted AS (
                            INSERT INTO call_timeline (call, what, detail) SELECT id, 'held', :why FROM held
                        )
                        SELECT count(*) FROM held
                        """, Long.class)
                .setParameter("why", FAILED_CANCEL)
                .setParameter("rule", end.rule)
                .setParameter("senders", end.sender == null ? null : end.sender.array(), String[].class)
                .setParameter("version", end.onlyVersion, Integer.class)
                .setParameter("asOf", end.asOf)
                .getSingleResult();
    }

    private void hold(Call call, OutboxEntry entry) {
        entry.hold(FAILED_CANCEL);
        call.reason = "held: " + FAILED_CANCEL;
        calls.note(call.id, "held", FAILED_CANCEL);
    }

    /** A failed end holds facts that are not later than itself, in whatever order the two came. */
    private void holdIfAnEndFailed(Call call, OutboxEntry entry, CallRequest fact) {
        if (cancellations.isAnyFailed(fact)) {
            hold(call, entry);
        } else if (FAILED_CANCEL.equals(entry.held())) {
            entry.hold(null);
            calls.note(call.id, "released", "its newest fact is later than the failed cancel");
        }
    }

    private Instant now() {
        return clock.now();
    }
}
