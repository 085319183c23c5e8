package dev.ringback.calls;

import dev.ringback.outbox.CallOrigin;
import dev.ringback.outbox.EndReason.Word;
import dev.ringback.outbox.HoldReason;
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
 * Creates, refreshes and ends calls, so that any order and repetition of facts gives the same calls. The newest fact of
 * each thing is stored. Ends are stored too, since an end may arrive before its fact.
 *
 * <p>Every method runs in the caller's transaction. Before {@link #propose} and the ends, the caller must lock all things
 * and persons concerned with {@link #lock}.
 */
@ApplicationScoped
public class CallIntake {
    private final CallRepository calls;
    private final Cancellations cancellations;
    private final OptOutRepository optOuts;
    private final Withdrawals withdrawals;
    private final CallPlan plans;
    private final Dispatches dispatches;
    private final Outbox outbox;
    private final Matters matters;
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
            Matters matters,
            DatabaseClock clock,
            Session database) {
        this.calls = calls;
        this.cancellations = cancellations;
        this.optOuts = optOuts;
        this.withdrawals = withdrawals;
        this.plans = plans;
        this.dispatches = dispatches;
        this.outbox = outbox;
        this.matters = matters;
        this.clock = clock;
        this.database = database;
    }

    /** The result of a proposal. */
    public sealed interface Answer {
        record Created(UUID call) implements Answer {}

        /** An open call received a newer fact: a waiting call is replanned, another keeps the fact for later. */
        record Refreshed(UUID call) implements Answer {}

        /** The thing, the person in the campaign or the matter has or had a call already. */
        record AlreadyCalled(UUID call, String why) implements Answer {
            static AlreadyCalled aboutTheThing(Call call) {
                return new AlreadyCalled(call.id, "the thing has its call");
            }
        }

        /** The call is cancelled, or an end of the thing, an end for the person or a newer fact is known. */
        record Superseded(String why) implements Answer {}

        /** A number that the fact names has opted out. */
        record OptedOut() implements Answer {}
    }

    /**
     * Locks things, then persons, including the persons of the things' calls, until the caller's transaction ends. Call it
     * before reading any call: data that were read without the lock may be stale.
     *
     * @param rulesWhoseEndFailed rules for {@link #endFailed}, locked exclusively: it waits for their new calls
     */
    public void lock(Collection<CallKey> things, Collection<PhoneNumber> persons, Set<String> rulesWhoseEndFailed) {
        lock(things, persons, Set.of(), rulesWhoseEndFailed);
    }

    /**
     * Locks things, persons and rules as above, and also rules whose calls to a person will end.
     *
     * @param rulesOfPersonEnds rules for {@link #endTo}. It locks several calls of a rule one by one, and so does
     *     {@link #endFailed}, which locks no persons. Without the rule's lock they could deadlock.
     */
    public void lock(
            Collection<CallKey> things,
            Collection<PhoneNumber> persons,
            Set<String> rulesOfPersonEnds,
            Set<String> rulesWhoseEndFailed) {
        Set<String> rules = things.stream()
                .filter(thing -> !Matters.isLock(thing))
                .map(CallKey::rule)
                .collect(Collectors.toSet());
        rules.addAll(rulesOfPersonEnds);
        calls.lockRules(rules, rulesWhoseEndFailed);
        calls.lockThings(things);
        calls.lockPersons(
                () -> { // a call may change its person while this waits
                    Set<PhoneNumber> all = new HashSet<>(persons);
                    things.forEach(thing -> all.addAll(
                            Matters.isLock(thing) ? matters.persons(thing.about()) : calls.personsOf(thing)));
                    return all;
                });
    }

    /** Creates or refreshes a call from a fact, or returns why neither happened. */
    public Answer propose(CallRequest fact, Occasion occasion) {
        // A call under a former name follows the newest fact too, since its rule may be renamed back.
        Optional<Call> holder = holder(fact);
        boolean hasMatter = fact.terms().matter() != null;
        if (hasMatter) {
            matters.remember(fact);
        }
        if (!calls.isNewest(fact)) {
            if (hasMatter && holder.isEmpty() && matters.callOf(fact, now()).isPresent()) {
                matters.decideAgain(fact); // this older fact may let its thing go first
            }
            return holder.<Answer>map(Answer.AlreadyCalled::aboutTheThing)
                    .orElseGet(() -> new Answer.Superseded("a newer fact about the thing is known"));
        }
        // A call of an older fact is outdated even if it is to another person, since the newest fact names the person.
        Optional<Call> outdated = holder.filter(Call::isOpen);
        Optional<Answer> obstacle = ended(fact, outdated);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        if (holder.isEmpty() && occasion instanceof Occasion.Replay && calls.endedForItsPerson(fact)) {
            return new Answer.Superseded("calls to this person ended later than this");
        }
        return holder.map(call -> about(call, fact)).orElseGet(() -> inItsMatter(fact));
    }

    private Optional<Call> holder(CallRequest fact) {
        return calls.holder(fact).or(() -> calls.holderUnderAnotherName(fact));
    }

    /** Creates a call unless another thing of the same matter has one. A waiting one yields to a thing that goes before. */
    private Answer inItsMatter(CallRequest fact) {
        Optional<Call> other = fact.terms().matter() == null ? Optional.empty() : matters.callOf(fact, now());
        if (other.isEmpty()) {
            return asNew(fact);
        }
        Call call = other.get();
        String matter = fact.terms().matter();
        if (call.state != Call.State.WAITING || !matters.goesBefore(fact, call)) {
            matters.block(fact.sender().name(), matter, fact.rule(), fact.about());
            return new Answer.AlreadyCalled(call.id, "the matter has its call");
        }
        withdrawals.ofItsPerson(call, Word.MATTER_HAS_ITS_CALL.by(fact.event()));
        matters.block(call.senderName(), matter, call.origin.text(), call.about);
        calls.flush();
        Answer answer = asNew(fact);
        if (!(answer instanceof Answer.Created)) {
            matters.isFree(call); // nothing has taken the place that it made
            matters.decideAgain(call.senderName(), matter, call.origin.text(), call.about);
        }
        return answer;
    }

    /** The action that a fact of a rule that only observes would have had. */
    public sealed interface Preview {
        /** @param notBefore when the call would have been due; null if no lawful hour was left */
        record NewCall(Instant notBefore) implements Preview {}

        /** The call of an earlier fact would have been renewed. */
        record Renewal() implements Preview {}

        record Nothing(Answer answer) implements Preview {}
    }

    /**
     * Works out what {@link #propose} would do, and makes no call. The fact is stored as the newest of its thing, and an open
     * call about the thing, which is held, is renewed or withdrawn by it. Things and persons are locked as for a proposal.
     */
    public Preview observe(CallRequest fact) {
        Optional<Call> holder = holder(fact);
        boolean isKnown = calls.isThingKnown(fact);
        if (!calls.isNewest(fact)) {
            return new Preview.Nothing(holder.<Answer>map(Answer.AlreadyCalled::aboutTheThing)
                    .orElseGet(() -> new Answer.Superseded("a newer fact about the thing is known")));
        }
        Optional<Answer> obstacle = ended(fact, holder.filter(Call::isOpen));
        if (obstacle.isPresent()) {
            return new Preview.Nothing(obstacle.get());
        }
        if (holder.isPresent()) {
            Answer answer = about(holder.get(), fact);
            return answer instanceof Answer.Refreshed ? new Preview.Renewal() : new Preview.Nothing(answer);
        }
        Optional<Call> ofMatter = fact.terms().matter() == null ? Optional.empty() : matters.callOf(fact, now());
        if (ofMatter.isPresent()) {
            return new Preview.Nothing(new Answer.AlreadyCalled(ofMatter.get().id, "the matter has its call"));
        }
        return isKnown
                ? new Preview.Renewal()
                : new Preview.NewCall(
                        plans.plan(unsaved(fact, null), now()).map(Plan::dueAt).orElse(null));
    }

    /** Returns why nobody is to be rung about a fact any more, and withdraws the outdated call; empty if somebody is. */
    private Optional<Answer> ended(CallRequest fact, Optional<Call> outdated) {
        Optional<String> end = cancellations.known(fact);
        if (end.isPresent()) {
            outdated.ifPresent(
                    call -> withdrawals.ofItsPerson(call, Word.CALLS_TO_PERSON_ENDED_BY_EVENT.by(fact.event())));
            return Optional.of(new Answer.Superseded(end.get()));
        }
        if (optOuts.containsAnyOf(fact.numbers())) {
            outdated.ifPresent(call -> withdrawals.ofItsPerson(call, Word.OPTED_OUT.by(fact.event())));
            return Optional.of(new Answer.OptedOut());
        }
        return Optional.empty();
    }

    private Answer about(Call call, CallRequest fact) {
        if (call.state == Call.State.CANCELLED) {
            return new Answer.Superseded("its call was cancelled: " + call.reason);
        }
        if (!call.isOpen() || call.asOf.equals(fact.asOf()) && call.asOfId.equals(fact.asOfId())) {
            return Answer.AlreadyCalled.aboutTheThing(call);
        }
        Optional<Answer> taken = freePlaceInCampaign(call, fact);
        if (taken.isPresent()) {
            outbox.withdraw(call.id, Word.GATHERED_ANEW_BY_EVENT.by(fact.event()));
            return taken.get();
        }
        refresh(call, fact);
        return new Answer.Refreshed(call.id);
    }

    /**
     * Frees a person's one place in a campaign for a waiting call whose newest fact names that person.
     *
     * @return why it cannot be freed; empty if it is free now
     */
    private Optional<Answer> freePlaceInCampaign(Call call, CallRequest fact) {
        if (call.campaign == null || call.state != Call.State.WAITING || call.person.equals(fact.to())) {
            return Optional.empty();
        }
        return calls.inCampaign(call.campaign, fact.to()).flatMap(other -> yieldPlace(other, fact));
    }

    /** Has a call yield its person's one place in a campaign to a newer fact. Returns why it does not; empty if it does. */
    private Optional<Answer> yieldPlace(Call gathered, CallRequest fact) {
        if (gathered.state != Call.State.WAITING) {
            return Optional.of(new Answer.AlreadyCalled(gathered.id, "the person has a call in the campaign"));
        }
        if (gathered.isAsOfLaterThan(fact.asOf(), fact.asOfId())) {
            return Optional.of(new Answer.Superseded("a newer fact about the same person is in the campaign"));
        }
        outbox.withdraw(gathered.id, Word.GATHERED_ANEW_BY_EVENT.by(fact.event()));
        calls.flush(); // frees the person's one place in the campaign before it is taken
        return Optional.empty();
    }

    /** Creates a call. A campaign that gathers has one call per person, by the newest fact about that person. */
    private Answer asNew(CallRequest fact) {
        if (fact.gather() == null) {
            return new Answer.Created(create(fact, null));
        }
        UUID campaign = dispatches.gathering(fact);
        Optional<Answer> taken = calls.inCampaign(campaign, fact.to()).flatMap(gathered -> yieldPlace(gathered, fact));
        if (taken.isPresent()) {
            return taken.get();
        }
        return new Answer.Created(create(fact, campaign));
    }

    private Call unsaved(CallRequest fact, UUID campaign) {
        Call call = new Call();
        call.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        call.source = fact.source();
        call.sender = fact.sender().name();
        call.origin = new CallOrigin.ByRule(fact.rule());
        call.about = fact.about();
        call.createdAt = now();
        call.campaign = campaign;
        date(call, fact);
        call.takeOver(fact.data(), fact.postal(), fact.terms().hours());
        call.matter = fact.terms().matter();
        call.consentOf = fact.terms().consentOf();
        return call;
    }

    private UUID create(CallRequest fact, UUID campaign) {
        Call call = unsaved(fact, campaign);
        Optional<Plan> plan = plans.plan(call, call.createdAt);
        call.notBefore = plan.map(Plan::dueAt).orElse(call.notBefore);
        call.state = plan.isPresent() ? Call.State.WAITING : Call.State.REFUSED;
        call.reason = plan.isPresent() ? null : Word.NO_LAWFUL_WINDOW.text();
        call.holdsThing = plan.isPresent();
        calls.persistAndFlush(call);
        if (plan.isEmpty()) {
            calls.note(
                    call.id,
                    "refused",
                    Word.NO_LAWFUL_WINDOW.because(plans.whyNone(call)).text());
            matters.isFree(call);
            return call.id;
        }
        holdIfAnEndFailed(call, enqueue(call, plan.get(), "by event " + fact.event()), fact);
        return call.id;
    }

    private OutboxEntry enqueue(Call call, Plan plan, String cause) {
        calls.note(call.id, "created", cause + "; not before " + call.notBefore);
        OutboxEntry entry = new OutboxEntry(call.id, plan);
        outbox.enqueue(entry);
        return entry;
    }

    /**
     * Stores a planned call that no fact of its own requests, with its entry. It is held if an unreadable end may have meant
     * it. Its things and persons must be locked.
     *
     * @param cause what asked for it, for its timeline
     * @param isObserved whether its rule rings nobody at present
     */
    void open(Call call, Plan plan, String cause, boolean isObserved) {
        calls.persistAndFlush(call);
        OutboxEntry entry = enqueue(call, plan, cause);
        if (isObserved) {
            hold(call, entry, HoldReason.OBSERVED);
        }
        if (cancellations.isAnyFailed(call)) {
            hold(call, entry);
        }
    }

    private static void date(Call call, CallRequest fact) {
        call.asOf = fact.asOf();
        call.asOfId = fact.asOfId();
        call.expiresAt = fact.expiresAt();
    }

    private void refresh(Call call, CallRequest fact) {
        date(call, fact);
        call.consentOf = fact.terms().consentOf(); // its matter stays that of the fact which made it
        calls.note(call.id, "refreshed", "by event " + fact.event());
        Call.NextFact data = call.origin.text().equals(fact.rule())
                ? fact.data()
                : fact.data().under(call);
        if (call.state != Call.State.WAITING) {
            call.nextPostal = fact.postal();
            call.nextOwnHours =
                    fact.terms().hours() == null ? null : fact.terms().hours().text();
            call.next = data; // it may be ringing with the old data; the new data count if it was not placed
            // A running campaign keeps to the narrower hours.
            Instant stopAt = plans.stopTime(
                    call, call.next.address(call.nextPostal), fact.terms().hours(), now());
            outbox.stopBy(call.id, stopAt);
            outbox.wantAgain(call.id, Word.CALLS_TO_PERSON_ENDED_BY_EVENT);
            outbox.wantAgain(call.id, Word.OPTED_OUT);
            return;
        }
        call.takeOver(data, fact.postal(), fact.terms().hours());
        Optional<Plan> plan = plans.plan(call, now());
        if (plan.isEmpty()) {
            calls.note(call.id, Word.NO_LAWFUL_WINDOW.text(), plans.whyNone(call));
            outbox.refuse(call.id, Word.NO_LAWFUL_WINDOW.alone());
        } else {
            outbox.replan(call.id, plan.get(), null);
            holdIfAnEndFailed(call, outbox.lockOfCall(call.id).orElseThrow(), fact);
        }
    }

    /**
     * Describes an end and selects the calls that it ends.
     *
     * @param source the event's source; null where the end concerns all of the rule's calls, from any source
     * @param sender the sender behind the source; null where the source is null
     * @param onlyVersion null for a cancel of the active version, which ends all of the rule's calls and is stored;
     *     otherwise the older version whose calls end
     * @param occasion a replayed end reaches no further than when it was first decided, or than facts not later than itself
     */
    public record End(
            String rule,
            String source,
            SenderNames sender,
            Integer onlyVersion,
            Instant asOf,
            UUID event,
            Occasion occasion) {
        private boolean concerns(Call call) {
            return onlyVersion == null || call.ruleVersion == onlyVersion;
        }

        private boolean isReplayed() {
            return occasion instanceof Occasion.Replay;
        }
    }

    /**
     * Ends a thing permanently, whether its call exists yet or not. An end that only a replay brings leaves the thing to newer
     * facts.
     *
     * @return the waiting calls that it cancelled
     */
    public List<UUID> endAbout(End end, String about) {
        boolean isBounded = end.isReplayed() && !cancellations.isKnownAbout(end, about);
        if (!isBounded || !calls.isNewerKnown(end, about)) {
            cancellations.rememberAbout(end, about);
        }
        return calls.openAbout(end.rule, end.sender, about).stream()
                .filter(end::concerns)
                .filter(call -> !isBounded || !call.asOf.isAfter(end.asOf))
                .filter(call -> withdrawals.forGood(call, Word.CANCELLED_BY_EVENT.by(end.event)))
                .map(call -> call.id)
                .toList();
    }

    /** Ends a rule's calls to a person whose facts are not later. Returns the waiting calls that it cancelled. */
    public List<UUID> endTo(End end, PhoneNumber person) {
        cancellations.rememberTo(end, person);
        return calls.openTo(end.rule, end.sender, person, end.asOf).stream()
                .filter(end::concerns)
                // A call whose newest fact names another person goes to that person, if it is sent again at all.
                .filter(call -> call.next == null || call.next.person().equals(person))
                .filter(call -> withdrawals.ofItsPerson(call, Word.CALLS_TO_PERSON_ENDED_BY_EVENT.by(end.event)))
                .map(call -> call.id)
                .toList();
    }

    /**
     * Holds the calls that an unreadable end may have meant, until an operator or a later fact releases them. They may be
     * many, of any person, so no person is locked. The update waits for rows that another transaction changes. A replay holds
     * nothing that the same event has held before, since a person may have released it.
     *
     * @return the number of calls held
     */
    public long endFailed(End end) {
        boolean isNews = cancellations.rememberFailed(end);
        if (end.isReplayed() && (!isNews || end.onlyVersion != null)) {
            return 0;
        }
        return database.createNativeQuery("""
                        WITH held AS (
                            UPDATE outbox_entry SET held = :why FROM call
                            WHERE outbox_entry.call = call.id AND outbox_entry.state IN ('DUE', 'SENDING', 'STARTED', 'UNKNOWN')
                              AND rule = :rule AND (cast(:senders AS text[]) IS NULL
                                   OR coalesce(sender, source) = ANY (:senders) OR source = ANY (:senders))
                              AND (cast(:version AS integer) IS NULL OR rule_version = :version) AND as_of <= :asOf
                            RETURNING call.id
                        ), shown AS (
                            UPDATE call SET reason = :shown FROM held
                            WHERE call.id = held.id AND state = 'WAITING'
                        ), noted AS (
                            INSERT INTO call_timeline (call, what, detail) SELECT id, 'held', :why FROM held
                        )
                        SELECT count(*) FROM held
                        """, Long.class)
                .setParameter("why", HoldReason.FAILED_CANCEL.word())
                .setParameter("shown", HoldReason.FAILED_CANCEL.shown())
                .setParameter("rule", end.rule)
                .setParameter("senders", end.sender == null ? null : end.sender.array(), String[].class)
                .setParameter("version", end.onlyVersion, Integer.class)
                .setParameter("asOf", end.asOf)
                .getSingleResult();
    }

    private void hold(Call call, OutboxEntry entry) {
        hold(call, entry, HoldReason.FAILED_CANCEL);
    }

    void hold(Call call, OutboxEntry entry, HoldReason why) {
        entry.hold(why);
        call.reason = why.shown();
        calls.note(call.id, "held", why.word());
    }

    /** Holds a call whose fact is not later than a failed end, whichever arrived first. Otherwise lifts such a hold. */
    private void holdIfAnEndFailed(Call call, OutboxEntry entry, CallRequest fact) {
        if (cancellations.isAnyFailed(fact)) {
            hold(call, entry);
        } else if (entry.isHeldBy(HoldReason.FAILED_CANCEL)) {
            entry.hold(null);
            calls.note(call.id, "released", "its newest fact is later than the failed cancel");
        }
    }

    private Instant now() {
        return clock.now();
    }
}
