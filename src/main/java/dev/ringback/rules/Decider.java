package dev.ringback.rules;

import dev.ringback.calls.CallIntake;
import dev.ringback.calls.CallKey;
import dev.ringback.calls.CallRequest;
import dev.ringback.calls.Consents;
import dev.ringback.calls.Matters;
import dev.ringback.calls.Occasion;
import dev.ringback.calls.SenderNames;
import dev.ringback.calls.Senders;
import dev.ringback.intake.Event;
import dev.ringback.intake.EventRepository;
import dev.ringback.platform.Alarm;
import dev.ringback.platform.Alarms;
import dev.ringback.privacy.PhoneNumber;
import dev.ringback.rules.RuleFailure.Failures;
import dev.ringback.rules.RuleFailure.Part;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides one event under every matching rule, in one transaction: evaluates the rules, locks all things and persons in
 * order, then acts. A rule that fails unexpectedly twice is left out of the next try, as its own error. Each failure rolls
 * the whole transaction back, since Hibernate cannot roll a part back.
 */
@ApplicationScoped
public class Decider {
    private final EventRepository events;
    private final DecisionRepository decisions;
    private final Rules rules;
    private final RuleEvaluator evaluator;
    private final Lookups lookups;
    private final CallIntake calls;
    private final Matters matters;
    private final Consents consents;
    private final FactsReader reader;
    private final Senders senders;
    private final InstantSource clock;
    private final Alarms alarms;
    private final MeterRegistry metrics;

    Decider(
            EventRepository events,
            DecisionRepository decisions,
            Rules rules,
            RuleEvaluator evaluator,
            Lookups lookups,
            CallIntake calls,
            Matters matters,
            Consents consents,
            FactsReader reader,
            Senders senders,
            InstantSource clock,
            Alarms alarms,
            MeterRegistry metrics) {
        this.events = events;
        this.decisions = decisions;
        this.rules = rules;
        this.evaluator = evaluator;
        this.lookups = lookups;
        this.calls = calls;
        this.matters = matters;
        this.consents = consents;
        this.reader = reader;
        this.senders = senders;
        this.clock = clock;
        this.alarms = alarms;
        this.metrics = metrics;
    }

    /** The action for an event under one rule. */
    private sealed interface Intent {
        String rule();

        /**
         * @param isObserved whether the rule only observes
         * @param said what the event says of consent; null: nothing
         */
        record Request(CallRequest request, boolean isObserved, Consents.Statement said) implements Intent {
            @Override
            public String rule() {
                return request.rule();
            }
        }

        /** @param said what the event says of consent; null: nothing */
        record Skip(String rule, RuleEvaluator.SkipReason reason, String detail, Consents.Statement said)
                implements Intent {}

        /** The end that a cancel found. */
        record End(CallIntake.End end, RuleEvaluator.Ending ending) implements Intent {
            @Override
            public String rule() {
                return end.rule();
            }

            /** Whether another end covers this one. Two older versions each end calls of their own. */
            private boolean isAlso(Intent other) {
                return other instanceof End(var otherEnd, var otherEnding)
                        && otherEnd.rule().equals(end.rule())
                        && (otherEnd.onlyVersion() == null
                                || otherEnd.onlyVersion().equals(end.onlyVersion()))
                        && otherEnding.equals(ending);
            }
        }
    }

    /**
     * Decides the event, unless it has been decided or another replica has locked it. No transaction may be open.
     *
     * @return whether it decided the event
     */
    public boolean decide(UUID id) {
        Failures failed = new Failures();
        while (true) {
            try {
                return QuarkusTransaction.requiringNew().call(() -> {
                    Optional<Event> event = events.lockUndecided(id);
                    event.ifPresent(found -> decide(found, new Occasion.First(), failed));
                    return event.isPresent();
                });
            } catch (RuntimeException e) {
                RuleFailure failure = RuleFailure.in(e)
                        .filter(found -> !failed.contains(found))
                        .orElseThrow(() -> e);
                if (failed.add(failure)) {
                    Log.errorf(e, "rule %s failed twice on event %s, which is decided without it", failure.rule(), id);
                }
            }
        }
    }

    /**
     * Decides again, under one rule, the newest fact of a thing whose matter is free. No transaction may be open.
     *
     * @return whether there was something to decide
     */
    public boolean decideAgain(Matters.Due due) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Rules.Active active = rules.active();
            Optional<Event> event = events.findByIdOptional(due.event());
            Optional<Rule> rule = active.file().named(active.presentName(due.rule()));
            rule.filter(found -> event.isPresent()
                            && found.listensTo(event.get().source(), event.get().type()))
                    .ifPresent(found -> decideAgain(active, event.get(), found)); // else nobody wants the call any more
            // Last, since everybody else locks persons before these rows.
            boolean isOurs = matters.take(due);
            if (!isOurs) {
                QuarkusTransaction.setRollbackOnly(); // another replica has decided it
            }
            return isOurs;
        });
    }

    private void decideAgain(Rules.Active active, Event event, Rule rule) {
        try {
            Facts facts = reader.read(event, events.body(event.id()).orElse(new byte[0]));
            Intent intent = RuleFailure.guard(rule.name(), Part.ASKING, () -> evaluated(active, rule, facts));
            act(active, facts, new Occasion.First(), List.of(intent));
        } catch (Facts.UnreadableException e) {
            Log.warnf("event %s cannot be read any more, and is not decided again: %s", event.id(), e.getMessage());
        }
    }

    /** Gives up deciding a thing again after unexpected failures. The alarm tells of it; a replay decides it anew. */
    @Transactional(TxType.REQUIRES_NEW)
    public void giveUpAgain(Matters.Due due, String why) {
        if (matters.take(due)) {
            alarms.raise(Alarm.RULE_FAILED, due.rule(), "event " + due.event() + " could not be decided again: " + why);
        }
    }

    /** Gives an event up after unexpected failures: it stays visible, and calls that it might have cancelled are held. */
    @Transactional(TxType.REQUIRES_NEW)
    public void giveUp(UUID id, String why) {
        events.lockUndecided(id).ifPresent(event -> {
            Rules.Active active = rules.active();
            nobodyCanRead(active, event, why, new Occasion.First());
            events.finish(id, Event.State.FAILED, active.version(), why);
            alarms.raise(Alarm.EVENT_FAILED, event.source(), "event " + id + " could not be decided: " + why);
        });
    }

    /**
     * Decides a locked event again by today's rules, in the caller's transaction.
     *
     * @param job the replay's
     * @param failed as below
     * @return the number of decisions
     */
    int replay(Event event, UUID job, Failures failed) {
        decide(event, new Occasion.Replay(job), failed);
        return decisions.countOf(event.id(), job);
    }

    /**
     * Decides a locked event in the caller's transaction.
     *
     * @param failed rules that failed on this event before; a second failure counts as the rule's error
     */
    void decide(Event event, Occasion occasion, Failures failed) {
        Rules.Active active = rules.active();
        byte[] body = events.body(event.id()).orElse(new byte[0]);
        try {
            Facts facts = reader.read(event, body);
            act(active, facts, occasion, intents(active, facts, occasion, failed));
            failed.all()
                    .forEach(failure -> alarms.raise(
                            Alarm.RULE_FAILED,
                            failure.rule(),
                            "event " + event.id() + " was decided without it: " + failure.why()));
            lookups.remember(active.file(), facts);
            events.finish(event.id(), Event.State.DECIDED, active.version(), null);
        } catch (Facts.UnreadableException e) {
            nobodyCanRead(active, event, e.getMessage(), occasion);
            events.finish(event.id(), Event.State.UNREADABLE, active.version(), e.getMessage());
        }
    }

    private List<Intent> intents(Rules.Active active, Facts facts, Occasion occasion, Failures failed) {
        Event event = facts.event();
        List<Intent> intents = new ArrayList<>();
        if (!facts.isTest()) {
            active.file().rules().forEach(rule -> addEnds(intents, rule, rule.name(), null, facts, occasion, failed));
            active.earlier()
                    .forEach(earlier -> addEnds(
                            intents, earlier.rule(), earlier.name(), earlier.version(), facts, occasion, failed));
        }
        for (Rule rule : active.file().rules()) {
            if (rule.listensTo(event.source(), event.type())) {
                intents.add(failed.of(rule.name(), Part.ASKING)
                        .<Intent>map(
                                why -> new Intent.Skip(rule.name(), RuleEvaluator.SkipReason.RULE_ERROR, why, null))
                        .orElseGet(() ->
                                RuleFailure.guard(rule.name(), Part.ASKING, () -> evaluated(active, rule, facts))));
            }
        }
        return intents;
    }

    private Intent evaluated(Rules.Active active, Rule rule, Facts facts) {
        SenderNames sender = senders.of(facts.event().source());
        return switch (evaluator.evaluate(rule, active.version(), facts, sender, active.alsoNames(rule.name()))) {
            case RuleEvaluator.Evaluation.Request(var request, var said) ->
                new Intent.Request(request, active.observed().contains(rule.name()), said);
            case RuleEvaluator.Evaluation.Skip(var reason, var detail, var said) ->
                new Intent.Skip(rule.name(), reason, detail, said);
        };
    }

    /**
     * Adds the ends of the rule's cancels. Versions of a rule often agree, and the active version's end is wider.
     *
     * @param name the present name of the calls' rule
     */
    private void addEnds(
            List<Intent> intents,
            Rule rule,
            String name,
            Integer onlyVersion,
            Facts facts,
            Occasion occasion,
            Failures failed) {
        for (Rule.Cancel cancel : cancelsFor(rule, facts.event())) {
            RuleEvaluator.Ending ending = failed.of(name, Part.ENDING)
                    .<RuleEvaluator.Ending>map(RuleEvaluator.Ending.Unreadable::new)
                    .orElseGet(() -> RuleFailure.guard(name, Part.ENDING, () -> evaluator.ending(cancel, facts)));
            Intent.End found =
                    new Intent.End(end(rule, name, onlyVersion, facts.event(), facts.asOf(), occasion), ending);
            if (intents.stream().noneMatch(found::isAlso)) {
                intents.add(found);
            }
        }
    }

    /** Creates an end. Things are unique per sender; a cancel from a sender the rule does not hear covers all senders. */
    private CallIntake.End end(
            Rule rule, String name, Integer onlyVersion, Event event, Instant asOf, Occasion occasion) {
        SenderNames sender = senders.of(event.source());
        boolean isHeard = sender.all().stream().anyMatch(rule::listensToSource);
        return new CallIntake.End(
                name,
                isHeard ? event.source() : null,
                isHeard ? sender : null,
                onlyVersion,
                asOf,
                event.id(),
                occasion);
    }

    private static List<Rule.Cancel> cancelsFor(Rule rule, Event event) {
        return rule.cancelsOn(event.source(), event.type());
    }

    private void act(Rules.Active active, Facts facts, Occasion occasion, List<Intent> intents) {
        List<CallKey> things = new ArrayList<>();
        List<PhoneNumber> persons = new ArrayList<>();
        Set<String> endingPersons = new HashSet<>();
        Set<String> failed = new HashSet<>();
        for (Intent intent : intents) {
            switch (intent) {
                case Intent.Request(var request, var isObserved, var said) -> {
                    things.add(new CallKey(request.rule(), request.about()));
                    persons.addAll(request.numbers());
                    if (request.terms().matter() != null) {
                        things.add(Matters.lockOf(request.terms().matter()));
                    }
                    persons.addAll(persons(said));
                }
                case Intent.End(var end, RuleEvaluator.Ending.OfThing(var about)) ->
                    things.add(new CallKey(end.rule(), about));
                case Intent.End(var end, RuleEvaluator.Ending.OfPerson(var numbers)) -> {
                    persons.addAll(numbers);
                    endingPersons.add(end.rule());
                }
                case Intent.End(var end, RuleEvaluator.Ending.Unreadable unreadable) -> failed.add(end.rule());
                case Intent.End end -> { // ends nothing
                }
                case Intent.Skip skip -> persons.addAll(persons(skip.said()));
            }
        }
        calls.lock(things, persons, endingPersons, failed);
        for (Intent intent : intents) {
            Part part = intent instanceof Intent.End ? Part.ENDING : Part.ASKING;
            RuleFailure.guard(intent.rule(), part, () -> decision(active, facts, occasion, intent))
                    .ifPresent(decision -> keep(decision.on(occasion)));
        }
    }

    private static List<PhoneNumber> persons(Consents.Statement said) {
        return said == null ? List.of() : said.persons();
    }

    private Optional<Decision> decision(Rules.Active active, Facts facts, Occasion occasion, Intent intent) {
        UUID event = facts.event().id();
        return switch (intent) {
            case Intent.Skip(var rule, var reason, var detail, var said) -> {
                remember(said);
                yield Optional.of(
                        decided(active, event, rule, Decision.Verdict.SKIP).because(reason.word(), detail));
            }
            case Intent.Request(var request, var isObserved, var said) -> {
                remember(said);
                yield Optional.of(
                        isObserved ? observed(active, event, request) : asked(active, event, request, occasion));
            }
            case Intent.End(var end, var ending) ->
                ended(end, ending).flatMap(found -> cancelled(active, event, end.rule(), found));
        };
    }

    private void remember(Consents.Statement said) {
        if (said != null) {
            consents.remember(List.of(said));
        }
    }

    private Decision observed(Rules.Active active, UUID event, CallRequest request) {
        String would = switch (calls.observe(request)) {
            case CallIntake.Preview.NewCall(var notBefore) ->
                notBefore == null
                        ? "would be a call without a lawful hour"
                        : "would be a call, not before " + notBefore;
            case CallIntake.Preview.Renewal() -> "would renew the call of an earlier event";
            case CallIntake.Preview.Nothing(var answer) -> {
                Decision instead = shown(active, event, request, answer);
                yield "would be skipped: " + instead.reason() + ", " + instead.detail();
            }
        };
        return decided(active, event, request.rule(), Decision.Verdict.SKIP)
                .because(RuleEvaluator.SkipReason.OBSERVED.word(), would);
    }

    private Decision asked(Rules.Active active, UUID event, CallRequest request, Occasion occasion) {
        return shown(active, event, request, calls.propose(request, occasion));
    }

    private Decision shown(Rules.Active active, UUID event, CallRequest request, CallIntake.Answer answer) {
        return switch (answer) {
            case CallIntake.Answer.Created(var call) ->
                decided(active, event, request.rule(), Decision.Verdict.CALL).about(call);
            case CallIntake.Answer.Refreshed(var call) ->
                decided(active, event, request.rule(), Decision.Verdict.REFRESH).about(call);
            case CallIntake.Answer.AlreadyCalled(var call, var why) ->
                decided(active, event, request.rule(), Decision.Verdict.SKIP)
                        .because(RuleEvaluator.SkipReason.ALREADY_CALLED.word(), why)
                        .about(call);
            case CallIntake.Answer.OptedOut() ->
                decided(active, event, request.rule(), Decision.Verdict.SKIP)
                        .because(
                                RuleEvaluator.SkipReason.OPTED_OUT.word(),
                                "a number that the event names has opted out");
            case CallIntake.Answer.Superseded(var why) ->
                decided(active, event, request.rule(), Decision.Verdict.SKIP)
                        .because(RuleEvaluator.SkipReason.SUPERSEDED.word(), why);
        };
    }

    /** The result of a cancel: the number of calls that it ended or held, and the same in words. */
    private record Ended(long calls, String inWords) {
        static Ended of(List<UUID> calls) {
            return new Ended(calls.size(), calls.size() + " waiting calls ended");
        }

        static Ended held(String why, long calls) {
            return new Ended(calls, "it cannot be read what this ends (" + why + "): " + calls + " calls are held");
        }
    }

    /**
     * Returns the decision of a cancel that ended or held calls. A cancel that met none is only counted: most facts that end
     * things come when nothing waits. {@link EventExplanations} works its result out.
     */
    private Optional<Decision> cancelled(Rules.Active active, UUID event, String rule, Ended found) {
        Decision decision =
                decided(active, event, rule, Decision.Verdict.CANCEL).because(null, found.inWords);
        if (found.calls > 0) {
            return Optional.of(decision);
        }
        count(decision);
        return Optional.empty();
    }

    /** Ends the calls that a cancel names. Returns no result where the cancel's condition is not true. */
    private Optional<Ended> ended(CallIntake.End end, RuleEvaluator.Ending ending) {
        return switch (ending) {
            case RuleEvaluator.Ending.None() -> Optional.empty();
            case RuleEvaluator.Ending.OfThing(var about) -> Optional.of(Ended.of(calls.endAbout(end, about)));
            case RuleEvaluator.Ending.OfPerson(var numbers) ->
                Optional.of(Ended.of(numbers.stream()
                        .flatMap(number -> calls.endTo(end, number).stream())
                        .toList()));
            case RuleEvaluator.Ending.Unreadable(var why) -> {
                long held = calls.endFailed(end);
                alarm(end, held);
                yield Optional.of(Ended.held(why, held));
            }
        };
    }

    /** Records an unreadable event: each rule that hears it skips it, and calls that it might have ended are held. */
    private void nobodyCanRead(Rules.Active active, Event event, String why, Occasion occasion) {
        active.file().rules().stream()
                .filter(rule -> rule.listensTo(event.source(), event.type()))
                .forEach(rule -> keep(decided(active, event.id(), rule.name(), Decision.Verdict.SKIP)
                        .because(RuleEvaluator.SkipReason.RULE_ERROR.word(), "the event cannot be read: " + why)
                        .on(occasion)));
        calls.lock(List.of(), List.of(), rulesThatItMayEnd(active, event));
        holdWhatItCouldMean(active, event, why, occasion);
    }

    private static Set<String> rulesThatItMayEnd(Rules.Active active, Event event) {
        Stream<String> ofActive = active.file().rules().stream()
                .filter(rule -> !cancelsFor(rule, event).isEmpty())
                .map(Rule::name);
        Stream<String> ofEarlier = active.earlier().stream()
                .filter(earlier -> !cancelsFor(earlier.rule(), event).isEmpty())
                .map(Rules.Earlier::name);
        return Stream.concat(ofActive, ofEarlier).collect(Collectors.toSet());
    }

    private void holdWhatItCouldMean(Rules.Active active, Event event, String why, Occasion occasion) {
        active.file()
                .rules()
                .forEach(rule -> holdWhatItCouldMean(active, rule, rule.name(), null, event, why, occasion));
        active.earlier().stream()
                .filter(earlier -> !isHeldByTheActive(active, earlier.name(), event))
                .forEach(earlier -> holdWhatItCouldMean(
                        active, earlier.rule(), earlier.name(), earlier.version(), event, why, occasion));
    }

    private static boolean isHeldByTheActive(Rules.Active active, String name, Event event) {
        return active.file()
                .named(name)
                .map(rule -> !cancelsFor(rule, event).isEmpty())
                .orElse(false);
    }

    private void holdWhatItCouldMean(
            Rules.Active active,
            Rule rule,
            String name,
            Integer onlyVersion,
            Event event,
            String why,
            Occasion occasion) {
        if (!cancelsFor(rule, event).isEmpty()) {
            CallIntake.End end = end(rule, name, onlyVersion, event, event.receivedAt(), occasion);
            long held = calls.endFailed(end);
            alarm(end, held);
            cancelled(active, event.id(), end.rule(), Ended.held(why, held))
                    .map(decision -> decision.on(occasion))
                    .ifPresent(this::keep);
        }
    }

    /** Raises the alarm, unless a replay only meets what the event's first decision has met. */
    private void alarm(CallIntake.End end, long held) {
        if (held == 0 && end.occasion() instanceof Occasion.Replay) {
            return;
        }
        alarms.raise(
                Alarm.FAILED_CANCEL,
                end.rule(),
                "event " + end.event() + " cancels calls, but not readably which: " + held + " are held");
    }

    private Decision decided(Rules.Active active, UUID event, String rule, Decision.Verdict verdict) {
        return new Decision(event, rule, active.version(), clock.instant(), verdict);
    }

    private void keep(Decision decision) {
        decisions.persist(decision);
        count(decision);
    }

    private void count(Decision decision) {
        metrics.counter(
                        "ringback.decisions",
                        "rule",
                        decision.rule(),
                        "verdict",
                        decision.verdict().name().toLowerCase(Locale.ROOT),
                        "reason",
                        decision.reason() == null ? "" : decision.reason())
                .increment();
    }
}
