package dev.ringback.rules;

import dev.ringback.calls.CallRequest;
import dev.ringback.calls.DueTimes;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.RuleEvaluator.SkipReason;
import dev.ringback.rules.TrialThings.Holder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Creates, refreshes and ends the calls of a trial in memory, as {@link dev.ringback.calls.CallIntake} does in the database.
 * Time passes by the events alone: a call counts as placed once its due time has passed, and as expired once its expiry has,
 * if an unreadable end holds it. Used by one thread.
 */
final class TrialCalls {
    private final TrialKeys keys;
    private final DueTimes dueTimes;
    private final Predicate<List<PhoneNumber>> optedOut;
    private final TrialTallies tallies;
    private final TrialThings things = new TrialThings();
    private final TrialEnds ends;
    private final TrialPersons persons;
    private final TrialPlaces places;
    private final TrialMatters matters;

    /**
     * @param optedOut whether one of some numbers has opted out
     * @param dispatch returns the first dispatch of a rule's schedule after an instant; empty if none is left
     */
    TrialCalls(
            TrialKeys keys,
            DueTimes dueTimes,
            Predicate<List<PhoneNumber>> optedOut,
            BiFunction<CallRequest.Gather, Instant, Optional<Instant>> dispatch,
            TrialTallies tallies) {
        this.keys = keys;
        this.dueTimes = dueTimes;
        this.optedOut = optedOut;
        this.tallies = tallies;
        this.ends = new TrialEnds(keys);
        this.persons = new TrialPersons(keys);
        this.places = new TrialPlaces(keys, dispatch);
        this.matters = new TrialMatters(new TrialMatters.States() {
            @Override
            public Holder of(TrialRule rule, long sender, long thing, long now) {
                return holder(rule, sender, thing, now);
            }

            @Override
            public long due(long thing) {
                long place = things.find(thing);
                return place == TrialTable.NONE ? 0 : things.due(place);
            }
        });
    }

    /** Begins an event. */
    void begin() {
        matters.begin();
    }

    /** Takes the next fact to decide again, since its matter has become free; empty if there is none. */
    Optional<TrialFact> nextAgain() {
        return matters.nextDue();
    }

    // --- Facts

    /** Decides a fact that requests a call. */
    TrialDecision propose(TrialFact fact, long now) {
        Holder holder = holder(fact.rule(), fact.sender(), fact.thing(), now);
        if (fact.matter() != 0) {
            matters.remember(fact, now);
        }
        long place = things.add(fact.thing());
        if (things.isNewerKnown(place, fact.asOf(), fact.tie())) {
            return olderThanKnown(fact, holder, now);
        }
        boolean isSame = things.isSame(place, fact.asOf(), fact.tie());
        things.setFact(place, fact.asOf(), fact.tie());
        Optional<String> end = end(fact, place);
        if (end.isPresent()) {
            withdraw(fact.rule(), fact.thing(), holder, true);
            return skip(fact, SkipReason.SUPERSEDED, end.get());
        }
        if (optedOut.test(fact.request().numbers())) {
            withdraw(fact.rule(), fact.thing(), holder, true);
            return skip(fact, SkipReason.OPTED_OUT, "a number that the event names has opted out");
        }
        return switch (holder) {
            case CANCELLED -> skip(fact, SkipReason.SUPERSEDED, "its call was cancelled by an event");
            case GATHERED_ANEW ->
                skip(fact, SkipReason.SUPERSEDED, "its call was cancelled: its person was gathered anew");
            case PLACED -> itsCall(fact);
            case WAITING -> isSame ? itsCall(fact) : renewed(fact, now);
            case NONE -> inItsMatter(fact, now);
        };
    }

    private TrialDecision olderThanKnown(TrialFact fact, Holder holder, long now) {
        if (fact.matter() != 0
                && holder == Holder.NONE
                && matters.callOf(fact, now).isPresent()) {
            matters.decideAgain(fact); // this older fact may let its thing go first
        }
        return holder == Holder.NONE
                ? skip(fact, SkipReason.SUPERSEDED, "a newer fact about the thing is known")
                : itsCall(fact);
    }

    private Optional<String> end(TrialFact fact, long place) {
        long ofAnySender = things.find(TrialFact.thing(
                fact.rule(), TrialEnds.ANY, keys.of(fact.request().about()), keys));
        if (things.isEnded(place) || ofAnySender != TrialTable.NONE && things.isEnded(ofAnySender)) {
            return Optional.of("the thing has ended");
        }
        return fact.rule().endsPersons() && ends.isEndedTo(fact.rule(), fact.sender(), fact.person(), fact.asOf())
                ? Optional.of("calls to this person ended later than this")
                : Optional.empty();
    }

    /** Renews a waiting call, unless the person that its newest fact names has a call in its campaign. */
    private TrialDecision renewed(TrialFact fact, long now) {
        Optional<TrialDecision> taken = fact.request().gather() == null
                ? Optional.empty()
                : places.holderInCampaignOf(fact)
                        .filter(other -> other.thing() != fact.thing())
                        .flatMap(other -> yields(other, fact, now));
        if (taken.isPresent()) {
            end(fact.rule(), fact.thing(), Holder.GATHERED_ANEW);
            return taken.get();
        }
        return refresh(fact, now);
    }

    /** Has a call yield its person's place in a campaign to a newer fact. Returns why it does not; empty if it does. */
    private Optional<TrialDecision> yields(TrialPlaces.Place gathered, TrialFact fact, long now) {
        return switch (holder(fact.rule(), gathered.sender(), gathered.thing(), now)) {
            case PLACED -> Optional.of(skip(fact, SkipReason.ALREADY_CALLED, "the person has a call in the campaign"));
            case WAITING -> {
                if (things.isNewerKnown(things.find(gathered.thing()), fact.asOf(), fact.tie())) {
                    yield Optional.of(
                            skip(fact, SkipReason.SUPERSEDED, "a newer fact about the same person is in the campaign"));
                }
                end(fact.rule(), gathered.thing(), Holder.GATHERED_ANEW);
                yield Optional.empty();
            }
            case NONE, CANCELLED, GATHERED_ANEW -> Optional.empty(); // the place is free
        };
    }

    /** Creates a call unless another thing of the same matter has one. A waiting one yields to a thing that goes before. */
    private TrialDecision inItsMatter(TrialFact fact, long now) {
        Optional<TrialMatters.Entry> other = fact.matter() == 0 ? Optional.empty() : matters.callOf(fact, now);
        if (other.isPresent()) {
            TrialFact theirs = other.get().newest();
            Holder holder = holder(theirs.rule(), theirs.sender(), theirs.thing(), now);
            if (holder != Holder.WAITING || !matters.goesBefore(fact, other.get())) {
                matters.block(fact.matter(), fact.thing());
                return skip(fact, SkipReason.ALREADY_CALLED, "the matter has its call");
            }
            withdraw(theirs.rule(), theirs.thing(), holder, false);
            matters.block(fact.matter(), theirs.thing());
        }
        return asNew(fact, now);
    }

    private TrialDecision asNew(TrialFact fact, long now) {
        if (fact.request().gather() == null) {
            return create(fact, now);
        }
        Optional<Instant> start = places.start(fact, now);
        if (start.isEmpty()) {
            return skip(fact, SkipReason.RULE_ERROR, "its schedule has no date left");
        }
        long startAt = TrialKeys.micros(start.get());
        Optional<TrialPlaces.Place> gathered = places.of(fact, startAt);
        Optional<TrialDecision> taken = gathered.flatMap(place -> yields(place, fact, now));
        if (taken.isPresent()) {
            return taken.get();
        }
        places.take(fact, startAt);
        return create(fact, Math.max(now, startAt));
    }

    private TrialDecision create(TrialFact fact, long earliest) {
        matters.setCall(fact);
        Optional<DueTimes.Due> due = dueTimes.of(fact.request(), TrialKeys.instant(earliest));
        if (due.isEmpty()) {
            tallies.noHour(fact.rule());
            matters.isFree(fact.thing());
            return TrialDecision.of(fact, Decision.Verdict.CALL, "no lawful hour is left before its expiry");
        }
        wait(fact, due.get());
        return TrialDecision.of(
                fact, Decision.Verdict.CALL, "not before " + due.get().at());
    }

    private TrialDecision refresh(TrialFact fact, long now) {
        matters.setCall(fact);
        long earliest = fact.request().gather() == null ? now : Math.max(now, places.startOf(fact));
        Optional<DueTimes.Due> due = dueTimes.of(fact.request(), TrialKeys.instant(earliest));
        long place = things.find(fact.thing());
        if (due.isEmpty()) {
            end(fact.rule(), fact.thing(), Holder.NONE);
            tallies.noHour(fact.rule());
            return TrialDecision.of(fact, Decision.Verdict.REFRESH, "no lawful hour is left before its expiry");
        }
        tallies.removeRing(fact.rule(), things.due(place), things.hour(place));
        wait(fact, due.get());
        if (fact.request().gather() != null) {
            places.take(fact, places.startOf(fact));
        }
        return TrialDecision.of(
                fact, Decision.Verdict.REFRESH, "not before " + due.get().at());
    }

    private void wait(TrialFact fact, DueTimes.Due due) {
        long at = TrialKeys.micros(due.at());
        things.setWaiting(things.find(fact.thing()), at, due.localHour());
        tallies.addRing(fact.rule(), at, due.localHour());
        if (fact.rule().endsPersons()) {
            persons.put(fact.rule(), fact.sender(), fact.thing(), fact.person());
        }
    }

    private static TrialDecision itsCall(TrialFact fact) {
        return skip(fact, SkipReason.ALREADY_CALLED, "the thing has its call");
    }

    private static TrialDecision skip(TrialFact fact, SkipReason reason, String detail) {
        return TrialDecision.skip(fact.rule(), fact.event(), reason, detail);
    }

    // --- Ends

    /**
     * Ends a thing permanently, whether its call exists or not.
     *
     * @param sender {@link TrialEnds#ANY} for the things of all senders
     * @param senders all senders that the trial knows
     * @return the number of waiting calls that it cancelled
     */
    int endAbout(TrialRule rule, long sender, Iterable<Long> senders, String about, long now) {
        long name = keys.of(about);
        things.setEnded(things.add(TrialFact.thing(rule, sender, name, keys)));
        if (sender != TrialEnds.ANY) {
            return cancel(rule, sender, name, now);
        }
        int ended = 0;
        for (long each : senders) {
            ended += cancel(rule, each, name, now);
        }
        return ended;
    }

    private int cancel(TrialRule rule, long sender, long name, long now) {
        long thing = TrialFact.thing(rule, sender, name, keys);
        if (holder(rule, sender, thing, now) != Holder.WAITING) {
            return 0;
        }
        end(rule, thing, Holder.CANCELLED);
        return 1;
    }

    /** Ends a rule's calls to a person whose facts are not later. Returns the number of waiting calls that it cancelled. */
    int endTo(TrialRule rule, long sender, PhoneNumber number, long asOf, long now) {
        long person = keys.of(number.e164());
        ends.endTo(rule, sender, person, asOf);
        int[] ended = {0};
        persons.take(rule, sender, person, (owner, thing) -> {
            if (holder(rule, owner, thing, now) == Holder.WAITING) {
                if (things.asOf(things.find(thing)) <= asOf) {
                    end(rule, thing, Holder.NONE);
                    ended[0]++;
                } else {
                    persons.put(rule, owner, thing, person);
                }
            }
        });
        return ended[0];
    }

    /** Holds the calls that an unreadable end may mean. */
    void endFailed(TrialRule rule, long sender, long asOf, long now) {
        ends.fail(rule, sender, now, asOf);
    }

    /** Cancels a thing's waiting call, if it has one, and leaves the thing free. */
    private void withdraw(TrialRule rule, long thing, Holder holder, boolean freesMatter) {
        if (holder == Holder.WAITING) {
            takeBack(rule, thing, Holder.NONE);
            if (freesMatter) {
                matters.isFree(thing);
            }
        }
    }

    /** Ends a thing's waiting call. */
    private void end(TrialRule rule, long thing, Holder after) {
        takeBack(rule, thing, after);
        matters.isFree(thing);
    }

    private void takeBack(TrialRule rule, long thing, Holder after) {
        long place = things.find(thing);
        tallies.removeRing(rule, things.due(place), things.hour(place));
        things.setHolder(place, after);
    }

    // --- Time

    /** Returns the call that holds a thing at an instant. */
    private Holder holder(TrialRule rule, long sender, long thing, long now) {
        long place = things.find(thing);
        if (place == TrialTable.NONE) {
            return Holder.NONE;
        }
        Holder stored = things.holder(place);
        if (stored != Holder.WAITING) {
            return stored;
        }
        if (ends.isHeld(rule, sender, things.asOf(place), things.due(place))) {
            if (things.asOf(place) + rule.expireMicros() > now) {
                return Holder.WAITING;
            }
            end(rule, thing, Holder.NONE);
            return Holder.NONE;
        }
        if (things.due(place) < now) {
            things.setHolder(place, Holder.PLACED);
            return Holder.PLACED;
        }
        return Holder.WAITING;
    }
}
